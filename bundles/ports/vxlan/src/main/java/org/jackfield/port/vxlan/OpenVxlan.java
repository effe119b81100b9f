package org.jackfield.port.vxlan;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;
import org.jackfield.linux.socket.UdpException;

/**
 * A VXLAN port from open to close. Port-ops threads, one at a time; {@link #peers}, {@link #sizeClass} and {@link #vni} are read by
 * workers, {@link #details} by any thread. Owns its queues and their memory; its sockets belong to {@link Underlay}.
 */
final class OpenVxlan {
    private static final Logger LOG = System.getLogger(OpenVxlan.class.getName());
    private static final int CHECKS_BETWEEN_PATHS = 6;
    /** Where no remote is known whose path could be asked for. */
    private static final int ETHERNET_MTU = 1500;

    private final PortHost host;
    private final Underlay underlay;
    private final NetworkNamespace namespace;
    private final SendSockets sockets;
    private final List<Queue> queues = new ArrayList<>();
    /** Two for each queue that ever was, of its receiver and its sender. */
    private volatile List<CounterBlock> counts = List.of();

    private volatile VxlanSettings settings;
    private volatile Peers peers;
    private volatile int sizeClass;
    private volatile int mtu;
    private int checks;

    /** One attached queue. */
    private record Queue(UdpEndpoint socket, VxlanReceiver receiver, VxlanSender sender) {}

    private OpenVxlan(
            final PortHost host,
            final Underlay underlay,
            final NetworkNamespace namespace,
            final SendSockets sockets,
            final VxlanSettings settings) {
        this.host = host;
        this.underlay = underlay;
        this.namespace = namespace;
        this.sockets = sockets;
        this.settings = settings;
        this.peers = new Peers(settings);
    }

    /** Opens it without queues. */
    static OpenVxlan open(final PortHost host, final Underlay underlay, final VxlanSettings settings)
            throws PortException {
        final NetworkNamespace namespace = namespace(settings);
        underlay.claim(settings, namespace);
        try {
            final OpenVxlan open =
                    new OpenVxlan(host, underlay, namespace, underlay.way(settings, namespace), settings);
            open.report(open.mtuFor(settings));
            return open;
        } catch (final PortException refused) {
            underlay.release(settings, namespace);
            throw refused;
        }
    }

    private static NetworkNamespace namespace(final VxlanSettings settings) throws PortException {
        try {
            return settings.netns().isPresent()
                    ? NetworkNamespace.of(settings.netns().get())
                    : NetworkNamespace.own();
        } catch (final IOException none) {
            throw new PortException("port " + settings.name() + ": " + none.getMessage(), none);
        }
    }

    VxlanSettings settings() {
        return settings;
    }

    /** The VNI; never changes while the port is open. */
    int vni() {
        return settings.vni();
    }

    /** What is known of other VTEPs; another object after each change of the configuration. Workers. */
    Peers peers() {
        return peers;
    }

    /** Size class of the slots to receive into. Workers. */
    int sizeClass() {
        return sizeClass;
    }

    /** Attaches or detaches the highest queues; when one cannot be attached those before it stay. */
    void setQueues(final int count) throws PortException {
        while (queues.size() < count) {
            attach(queues.size());
        }
        while (queues.size() > count) {
            underlay.leave(settings, namespace);
            host.detach(queues.size() - 1);
            forget(queues.remove(queues.size() - 1));
        }
    }

    private void attach(final int index) throws PortException {
        final UdpEndpoint socket = underlay.add(settings, namespace);
        final Queue queue = new Queue(
                socket,
                new VxlanReceiver(this, socket, counts(2 * index)),
                new VxlanSender(this, sockets, counts(2 * index + 1)));
        try {
            host.attach(index, queue.receiver, queue.sender);
        } catch (final PortException refused) {
            underlay.leave(settings, namespace);
            forget(queue);
            throw refused;
        }
        queues.add(queue);
    }

    private void forget(final Queue queue) {
        queue.receiver.close();
        queue.sender.close();
        underlay.giveBack(settings, namespace, queue.socket);
    }

    private CounterBlock counts(final int index) {
        if (index == counts.size()) {
            final List<CounterBlock> more = new ArrayList<>(counts);
            more.add(new CounterBlock(VxlanCount.COUNT));
            counts = List.copyOf(more);
        }
        return counts.get(index);
    }

    /** Applies settings that need no close and open. */
    void change(final VxlanSettings now) {
        final int wanted = mtuFor(now);
        final boolean samePeers = now.peers().equals(settings.peers()) && sameRemotes(now);
        settings = now;
        if (!samePeers) {
            peers = new Peers(now);
        }
        report(wanted);
    }

    private boolean sameRemotes(final VxlanSettings now) {
        return now.remotes().toString().equals(settings.remotes().toString());
    }

    /** Called about every five seconds. */
    void check() throws PortException {
        if (settings.netns().isPresent() && !namespace.isStillNamed() && !namespace.isInUse()) {
            throw new PortException(
                    "port " + settings.name() + ": network namespace " + namespace.label()
                            + " was deleted; only this port's sockets kept it alive; the port comes back by itself once it exists");
        }
        peers.macs.sweep(peers.nowS());
        checks++;
        if (checks % CHECKS_BETWEEN_PATHS == 0) {
            report(mtuFor(settings));
        }
    }

    private void report(final int wanted) {
        if (wanted != mtu) {
            sizeClass = FrameLayout.sizeClassForMtu(wanted);
            mtu = wanted;
            host.mtu(wanted);
        }
    }

    /** The MTU in force with these settings. Says so when the path takes less than what is configured. */
    private int mtuFor(final VxlanSettings of) {
        final OptionalInt path = pathMtu(of);
        final int fits = Math.max(
                VxlanSettings.LEAST_MTU,
                Math.min(VxlanSettings.MOST_MTU, path.orElse(ETHERNET_MTU) - of.overheadBytes()));
        if (of.mtu() > fits && path.isPresent() && of.mtu() != mtu) {
            LOG.log(
                    Level.WARNING,
                    "port " + of.name() + ": mtu=" + of.mtu() + " is more than the path to the remotes takes, which is "
                            + fits + "; longer frames will be lost and counted as lost-path-mtu: raise the MTU of the"
                            + " underlay to " + (of.mtu() + of.overheadBytes()) + ", or set mtu=0");
        }
        return of.mtu() == 0 ? fits : of.mtu();
    }

    /** The smallest MTU of the paths to the remotes; empty when none is reachable now. */
    private OptionalInt pathMtu(final VxlanSettings of) {
        try {
            return namespace.call(() -> {
                int least = Integer.MAX_VALUE;
                for (final UdpAddress remote : of.remotes()) {
                    try {
                        least = Math.min(least, UdpEndpoint.pathMtu(of.local(), remote));
                    } catch (final UdpException unreachable) {
                        // it may become reachable; then it counts
                    }
                }
                return least == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(least);
            });
        } catch (final IOException gone) {
            return OptionalInt.empty();
        }
    }

    /** Datagrams dropped by the kernel because nobody read them in time. */
    long kernelDrops() {
        return underlay.drops(settings, namespace);
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        final Map<String, String> details = new LinkedHashMap<>();
        final VxlanSettings now = settings;
        details.put("vni", String.valueOf(now.vni()));
        details.put("local", now.local().toString());
        details.put("remotes", now.remotes().stream().map(UdpAddress::toString).collect(Collectors.joining(", ")));
        now.netns().ifPresent(name -> details.put("netns", name));
        details.put("source-ports", String.valueOf(sockets.lanes().length));
        details.put("learned", String.valueOf(peers.macs.size()));
        for (final VxlanCount each : VxlanCount.values()) {
            final long count = counts.stream()
                    .mapToLong(block -> block.get(each.ordinal()))
                    .sum();
            if (count > 0) {
                details.put(each.label(), String.valueOf(count));
            }
        }
        return details;
    }

    /** Closes it; no worker uses a queue any more. */
    void close() {
        while (!queues.isEmpty()) {
            try {
                underlay.leave(settings, namespace);
            } catch (final PortException refused) {
                LOG.log(Level.WARNING, refused.getMessage(), refused);
            }
            forget(queues.remove(queues.size() - 1));
        }
        underlay.release(settings, namespace, sockets);
        underlay.release(settings, namespace);
    }
}
