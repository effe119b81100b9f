package org.jackfield.port.packet;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.packet.PacketException;
import org.jackfield.linux.packet.PacketGroup;

/**
 * A packet port from open, or adoption, to close or hand-over. Owns the sockets and the steering program. Port-ops thread,
 * except {@link #details} and {@link #kernelDrops}.
 */
final class OpenPacket {
    private static final System.Logger LOG = System.getLogger(OpenPacket.class.getName());

    private final PortHost host;
    private final NetworkNamespace namespace;
    private final PacketGroup sockets;
    private final PacketSteering steering;
    private final HeldDevices.Key key;
    /** Frames the kernel dropped before this code took the sockets over. */
    private final long dropsBefore;

    private PacketSettings settings;
    /** Queues attached to the host. */
    private int queues;
    /** The MTU last reported to the host. */
    private int mtu;
    /** The last trouble of a check, logged once. */
    private String trouble = "";

    /** What was last told of the device; empty when the next check must look. */
    private Optional<LinkInfo> seen = Optional.empty();

    private volatile Map<String, String> details = Map.of();

    private OpenPacket(
            final PortHost host,
            final PacketSettings settings,
            final NetworkNamespace namespace,
            final PacketGroup sockets,
            final PacketSteering steering,
            final long dropsBefore) {
        this.host = host;
        this.settings = settings;
        this.namespace = namespace;
        this.sockets = sockets;
        this.steering = steering;
        this.dropsBefore = dropsBefore;
        this.key = new HeldDevices.Key(namespace.identity(), sockets.ifindex());
    }

    /** Opens sockets on the device and attaches them; on failure everything done so far has been undone. */
    static OpenPacket open(final PortHost host, final PacketSettings settings, final int queues)
            throws IOException, PortException {
        final NetworkNamespace namespace = settings.netns().isPresent()
                ? NetworkNamespace.of(settings.netns().get())
                : NetworkNamespace.own();
        final LinkInfo link = DeviceCheck.find(settings, namespace);
        final HeldDevices.Key key = new HeldDevices.Key(namespace.identity(), link.index());
        HeldDevices.claim(key, settings);
        final PacketSteering steering = PacketSteering.load(settings);
        try {
            final PacketGroup sockets = PacketGroup.open(namespace, link, settings.receiveBuffer(), steering.program());
            final OpenPacket port = new OpenPacket(host, settings, namespace, sockets, steering, 0);
            port.start(link, queues);
            return port;
        } catch (final IOException | PortException | RuntimeException e) {
            steering.close();
            HeldDevices.release(key);
            throw e;
        }
    }

    /** Goes on with what an earlier version left; on failure nothing was changed or closed. */
    static OpenPacket adopt(final PortHost host, final PacketSettings settings, final PortEstate estate)
            throws IOException, PortException {
        final PacketEstate left = new PacketEstate(settings, estate);
        left.refuseUnknown();
        final OpenPacket port =
                new OpenPacket(host, settings, left.namespace(), left.sockets(), left.steering(), left.drops());
        port.queues = estate.queues().size();
        port.mtu = left.mtu();
        final LinkInfo link = port.sockets.link();
        HeldDevices.claim(port.key, settings);
        host.mtu(port.mtu);
        host.offloads(port.offloads());
        if (port.steering.isOn()) {
            host.steering(port.steering);
        }
        port.refresh(link);
        return port;
    }

    private void start(final LinkInfo link, final int count) throws IOException, PortException {
        try {
            sockets.setPromiscuous(settings.promiscuous());
            while (sockets.queues() < count) {
                sockets.addQueue();
            }
            mtu = link.mtu();
            host.mtu(mtu);
            host.offloads(offloads());
            while (queues < count) {
                attach(sockets.fd(queues));
            }
            if (steering.isOn()) {
                host.steering(steering);
            } else {
                sockets.spread(queues);
            }
            refresh(sockets.link());
        } catch (final IOException | PortException | RuntimeException e) {
            withdraw();
            sockets.close();
            throw e;
        }
    }

    private int offloads() {
        return settings.offload() ? Offload.ALL : Offload.NONE;
    }

    /** Name of the port. */
    String port() {
        return settings.port();
    }

    /** Attaches or detaches the highest queues. */
    void setQueues(final int count) throws IOException, PortException {
        while (queues < count) {
            grow();
        }
        if (queues > count) {
            shrink(count);
        }
        refresh(sockets.link());
    }

    private void grow() throws IOException, PortException {
        final int fd = sockets.addQueue();
        try {
            attach(fd);
        } catch (final PortException e) {
            sockets.removeQueue();
            throw e;
        }
        if (!steering.isOn()) {
            sockets.spread(queues);
        }
    }

    private void shrink(final int count) throws IOException, PortException {
        if (!steering.isOn()) {
            sockets.spread(count);
        }
        while (queues > count) {
            host.detach(queues - 1);
            queues--;
            sockets.removeQueue();
        }
    }

    private void attach(final int fd) throws PortException {
        host.attach(queues, fd, FdKind.PACKET_VNET, sockets.mostFramesHeld());
        queues++;
    }

    /** Takes the queues back from a host that got some of them before opening failed. */
    private void withdraw() {
        while (queues > 0) {
            queues--;
            try {
                host.detach(queues);
            } catch (final PortException e) {
                LOG.log(Level.WARNING, "port " + settings.port() + ": " + e.getMessage());
            }
        }
    }

    /** Applies changed settings; returns false, and has done nothing, when they need close and open. */
    boolean reconfigure(final PacketSettings now) throws IOException {
        if (settings.needsReopenFor(now)) {
            return false;
        }
        if (now.promiscuous() != settings.promiscuous()) {
            sockets.setPromiscuous(now.promiscuous());
        }
        if (now.receiveBuffer() != settings.receiveBuffer()) {
            sockets.setReceiveBuffer(now.receiveBuffer());
            host.txQueueLength(sockets.mostFramesHeld());
        }
        settings = now;
        seen.ifPresent(this::refresh);
        return true;
    }

    /** Looks whether the device is still there and what others changed about it. */
    void check() throws PortException {
        try {
            if (!sockets.mayHaveChanged() && seen.isPresent()) {
                return;
            }
            final Optional<LinkInfo> before = seen;
            seen = Optional.empty(); // until this look has succeeded
            final LinkInfo link = sockets.link();
            if (link.mtu() != mtu) {
                LOG.log(
                        Level.INFO,
                        "port " + settings.port() + ": MTU of " + link.name() + " was changed from " + mtu + " to "
                                + link.mtu());
                mtu = link.mtu();
                host.mtu(mtu);
            }
            if (link.master() != 0 && before.map(LinkInfo::master).orElse(0) != link.master()) {
                LOG.log(
                        Level.WARNING,
                        "port " + settings.port() + ": device " + link.name()
                                + " was put into a bridge or bond, which gets each of its frames too: frames may go"
                                + " round; take it out (ip link"
                                + " set " + link.name() + " nomaster), or remove this port");
            }
            refresh(link);
            trouble = "";
        } catch (final PacketException e) {
            if (e.isGone()) {
                throw new PortException("port " + settings.port() + ": " + e.getMessage() + "; " + remedy(), e);
            }
            note(e);
        } catch (final IOException e) {
            note(e);
        }
        refuseDeadNamespace();
    }

    private void refuseDeadNamespace() throws PortException {
        if (settings.netns().isPresent() && !namespace.isStillNamed() && !namespace.isInUse()) {
            throw new PortException("port " + settings.port() + ": network namespace " + namespace.label()
                    + " was deleted; only this port's sockets kept it alive; " + remedy());
        }
    }

    private String remedy() {
        return "the port comes back by itself once device " + settings.device() + " is in " + settings.where();
    }

    private void note(final IOException e) {
        final String text = "port " + settings.port() + ": looking at the device failed: " + e.getMessage();
        if (!text.equals(trouble)) {
            trouble = text;
            LOG.log(Level.WARNING, text);
        }
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        return details;
    }

    /** Frames the kernel dropped because our queues were full. Any thread. */
    long kernelDrops() {
        return dropsBefore + sockets.drops();
    }

    /** Leaves the open sockets, as they are, to a later version; the steering last offered goes on working. */
    PortEstate handOver() {
        final PortEstate estate = PacketEstate.of(sockets, steering, namespace, mtu, kernelDrops());
        sockets.release();
        HeldDevices.release(key);
        return estate;
    }

    /** Closes the sockets. */
    void close() {
        sockets.close();
        steering.close();
        HeldDevices.release(key);
    }

    private void refresh(final LinkInfo link) {
        seen = Optional.of(link);
        host.carrier(link.up() && link.carrier());
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("device", link.name());
        facts.put("netns", settings.netns().orElse("-"));
        facts.put("kind", link.kind());
        facts.put("mac", MacAddress.format(link.mac()));
        facts.put("mtu", String.valueOf(link.mtu()));
        facts.put("link", link.up() ? link.carrier() ? "up" : "no carrier" : "down");
        facts.put("promiscuous", String.valueOf(settings.promiscuous()));
        facts.put("receive-buffer", String.valueOf(settings.receiveBuffer()));
        facts.put("kernel-steering", steering.state());
        facts.put("offload", settings.offload() ? Offload.text(Offload.ALL) : "none (offload=off)");
        facts.values().removeIf(String::isEmpty);
        details = Collections.unmodifiableMap(facts);
    }
}
