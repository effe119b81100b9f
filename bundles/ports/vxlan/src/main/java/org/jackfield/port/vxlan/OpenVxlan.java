package org.jackfield.port.vxlan;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.port.PortEstate;
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
    /** What a datagram takes of a receive buffer besides the frame: headers, struct sk_buff, and what its memory is rounded up to. */
    private static final int DATAGRAM_EXTRA_BYTES = 1024;
    /** Kernel memory one queue is allowed while the switch is replaced, halved. */
    private static final int MOST_HELD_BYTES = 64 << 20;

    private final PortHost host;
    private final Underlay underlay;
    private final NetworkNamespace namespace;
    private final SendSockets sockets;
    private final List<Queue> queues = new ArrayList<>();
    /** Two for each queue that ever was, of its receiver and its sender. */
    private volatile List<CounterBlock> counts = List.of();

    /** What was counted before this code took the port over. Written once. */
    private volatile CounterBlock before = new CounterBlock(VxlanCount.COUNT);

    private volatile VxlanSettings settings;
    private volatile Peers peers;
    private volatile int sizeClass;
    private volatile int mtu;
    private int checks;
    /** Whether the kernel holds more than usual. */
    private boolean held;

    /** One attached queue. */
    private record Queue(UdpEndpoint socket, VxlanReceiver receiver, VxlanSender sender) {
        /** Frees its memory; the socket stays open. */
        void close() {
            receiver.close();
            sender.close();
        }
    }

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

    /** Goes on with what an earlier version left; owns all of it when this returns, and has changed nothing otherwise. */
    static OpenVxlan adopt(
            final PortHost host, final Underlay underlay, final VxlanSettings settings, final PortEstate estate)
            throws PortException {
        final VxlanEstate written = new VxlanEstate(settings, estate);
        try {
            final VxlanEstate.Sockets left = written.sockets();
            final OpenVxlan open = adopt(host, underlay, settings, written, left.duplicate());
            left.close();
            return open;
        } catch (final IOException refused) {
            throw new PortException("port " + settings.name() + ": " + refused.getMessage(), refused);
        }
    }

    /** With descriptors of its own, which are closed when this throws. */
    private static OpenVxlan adopt(
            final PortHost host,
            final Underlay underlay,
            final VxlanSettings settings,
            final VxlanEstate written,
            final VxlanEstate.Sockets own)
            throws IOException, PortException {
        final NetworkNamespace namespace;
        final List<UdpEndpoint> receiving;
        final CounterBlock counted;
        final Peers peers = new Peers(settings);
        try {
            written.recall(peers);
            counted = written.counts();
            namespace = written.namespace();
            receiving = underlay.adopt(settings, namespace, own);
        } catch (final IOException | PortException refused) {
            own.close();
            throw refused;
        }
        final OpenVxlan open = new OpenVxlan(host, underlay, namespace, underlay.way(settings, namespace), settings);
        open.peers = peers;
        open.before = counted;
        open.held = written.held();
        open.report(open.mtuFor(settings));
        try {
            for (final UdpEndpoint socket : receiving) {
                open.attach(open.queues.size(), socket);
            }
        } catch (final PortException refused) {
            open.forgo();
            throw refused;
        }
        return open;
    }

    /** An adoption failed: the sockets stay open where they came from. */
    private void forgo() {
        for (int index = queues.size() - 1; index >= 0; index--) {
            try {
                host.detach(index);
            } catch (final PortException stopping) {
                LOG.log(Level.WARNING, stopping.getMessage(), stopping); // a switch that stops has let go of them
            }
            queues.remove(index).close();
        }
        underlay.release(settings, namespace, sockets);
        underlay.release(settings, namespace);
    }

    /**
     * Leaves the sockets, in which the kernel goes on to collect datagrams, and what was learned to a later version. Empty when it
     * cannot; it is to be closed then.
     */
    Optional<PortEstate> handOver() {
        if (!underlay.mayLeave(settings, namespace, sockets)) {
            LOG.log(
                    Level.WARNING,
                    "port " + settings.name() + " is closed and opened anew: so many VXLAN ports share "
                            + settings.local() + " that not all can leave their sockets open");
            return Optional.empty();
        }
        try {
            for (int index = queues.size() - 1; index >= 0; index--) {
                host.detach(index);
            }
            final VxlanEstate.Sockets left = underlay.leave(settings, namespace, sockets);
            queues.forEach(Queue::close);
            queues.clear();
            return Optional.of(VxlanEstate.of(left, settings, namespace, peers, totals(), held));
        } catch (final IOException | PortException stuck) {
            LOG.log(Level.WARNING, "port " + settings.name() + " is not handed over: " + stuck.getMessage(), stuck);
            return Optional.empty();
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
        try {
            attach(index, socket);
        } catch (final PortException refused) {
            underlay.leave(settings, namespace);
            underlay.giveBack(settings, namespace, socket);
            throw refused;
        }
    }

    private void attach(final int index, final UdpEndpoint socket) throws PortException {
        final Queue queue = new Queue(
                socket,
                new VxlanReceiver(this, socket, counts(2 * index)),
                new VxlanSender(this, sockets, counts(2 * index + 1)));
        try {
            host.attach(index, queue.receiver, queue.sender);
        } catch (final PortException refused) {
            queue.close();
            throw refused;
        }
        queues.add(queue);
    }

    private void forget(final Queue queue) {
        queue.close();
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

    /** Has the kernel hold at least so many frames for each queue; returns how many it will, -1 when unknown. */
    int hold(final int frames) {
        final int each = mtu + DATAGRAM_EXTRA_BYTES;
        held = true;
        // The kernel doubles what it is asked for.
        final long bytes = Math.min(MOST_HELD_BYTES, (long) frames * each / 2);
        final int granted = underlay.receiveBuffers(settings, namespace, (int) bytes);
        return granted < 0 ? -1 : granted / each;
    }

    /** Called about every five seconds. */
    void check() throws PortException {
        if (settings.netns().isPresent() && !namespace.isStillNamed() && !namespace.isInUse()) {
            throw new PortException(
                    "port " + settings.name() + ": network namespace " + namespace.label()
                            + " was deleted; only this port's sockets kept it alive; the port comes back by itself once it exists");
        }
        if (held) {
            held = false;
            underlay.receiveBuffers(settings, namespace, 0);
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
        final long[] totals = totals();
        for (final VxlanCount each : VxlanCount.values()) {
            if (totals[each.ordinal()] > 0) {
                details.put(each.label(), String.valueOf(totals[each.ordinal()]));
            }
        }
        return details;
    }

    /** Everything that is counted, by {@link VxlanCount}. Any thread. */
    private long[] totals() {
        final long[] totals = new long[VxlanCount.COUNT];
        for (int count = 0; count < totals.length; count++) {
            totals[count] = before.get(count);
            for (final CounterBlock block : counts) {
                totals[count] += block.get(count);
            }
        }
        return totals;
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
