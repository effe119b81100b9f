package org.jackfield.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;

/**
 * A descriptor port whose descriptors belong to a {@link MemoryWire}: the shape of a tap port without a kernel. A test
 * injects and collects frames through the wire with {@link #fd}. Port-ops thread, or a test in its place.
 */
public class WirePort implements Port {
    /** Frames a queue of this port holds for the switch, as reported to the host. */
    public static final int TX_QUEUE_LENGTH = 1000;

    private final MemoryWire wire;
    private final List<Integer> fds = new ArrayList<>();
    private Optional<PortHost> host = Optional.empty();
    private Optional<KernelSteering> steering = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private int mtu = 1500;
    private int offloads;
    private FdKind kind = FdKind.TAP;
    private boolean handsOver;

    /** A port on this wire. */
    public WirePort(final MemoryWire wire) {
        this.wire = wire;
    }

    /** Offers this kernel steering at each open from now on. */
    public WirePort steering(final KernelSteering offered) {
        steering = Optional.of(offered);
        return this;
    }

    /**
     * Declares these offloads at each open from now on, and its queues are of kind TAP_VNET: frames injected and
     * written have a
     * virtio-net header of 12 bytes in front.
     */
    public WirePort offloads(final int declared) {
        offloads = declared;
        kind = FdKind.TAP_VNET;
        return this;
    }

    /** Leaves its descriptors to the next port object when its code goes. */
    public WirePort handsOver() {
        handsOver = true;
        return this;
    }

    /** Every call that may fail does so with this text until told otherwise by an empty one. */
    public void refuse(final String reason) {
        refusal = Optional.of(reason).filter(text -> !text.isEmpty());
    }

    /** Descriptor of a queue. */
    public int fd(final int queue) {
        return fds.get(queue);
    }

    /** Queues now open. */
    public int queueCount() {
        return fds.size();
    }

    /** Puts a frame into a queue, as the kernel does. */
    public void inject(final int queue, final byte[] frame) {
        wire.inject(fd(queue), frame);
    }

    /** Takes the frames written to all queues: queue by queue, each oldest first. */
    public List<byte[]> takeWritten() {
        final List<byte[]> taken = new ArrayList<>();
        fds.forEach(fd -> taken.addAll(wire.takeWritten(fd)));
        return taken;
    }

    /** The host while open. */
    public Optional<PortHost> host() {
        return host;
    }

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(256, 68, 65521);
    }

    @Override
    public void open(final PortHost opened, final PortSettings settings, final int queues) throws PortException {
        failIfTold();
        mtu = (int) settings.number("mtu", 1500, 68, 65521);
        host = Optional.of(opened);
        opened.mtu(mtu);
        opened.offloads(offloads);
        try {
            grow(opened, queues);
        } catch (final PortException refused) {
            close();
            throw refused;
        }
        steering.ifPresent(opened::steering);
    }

    @Override
    public void setQueues(final int queues) throws PortException {
        failIfTold();
        final PortHost open = host.orElseThrow(() -> new PortException("set queues failed: the port is not open"));
        while (fds.size() > queues) {
            final int last = fds.size() - 1;
            open.detach(last);
            wire.close(fds.remove(last));
        }
        grow(open, queues);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        failIfTold();
        final int changed = (int) settings.number("mtu", 1500, 68, 65521);
        mtu = changed;
        host.ifPresent(open -> open.mtu(changed));
        return true;
    }

    @Override
    public void check() throws PortException {
        failIfTold();
    }

    @Override
    public Optional<PortEstate> handOver() {
        if (!handsOver) {
            return Optional.empty();
        }
        final PortEstate estate = new PortEstate(fds, Map.of(), Map.of("mtu", String.valueOf(mtu)));
        host = Optional.empty();
        fds.clear();
        return Optional.of(estate);
    }

    @Override
    public void adopt(final PortHost adopting, final PortSettings settings, final PortEstate estate)
            throws PortException {
        failIfTold();
        mtu = Integer.parseInt(estate.facts().get("mtu"));
        fds.addAll(estate.queues());
        host = Optional.of(adopting);
        adopting.offloads(offloads);
        steering.ifPresent(adopting::steering);
    }

    @Override
    public void close() {
        host = Optional.empty();
        fds.forEach(wire::close);
        fds.clear();
    }

    private void grow(final PortHost open, final int queues) throws PortException {
        while (fds.size() < queues) {
            final int fd = wire.open();
            try {
                open.attach(fds.size(), fd, kind, TX_QUEUE_LENGTH);
            } catch (final PortException refused) {
                wire.close(fd);
                throw refused;
            }
            fds.add(fd);
        }
    }

    private void failIfTold() throws PortException {
        if (refusal.isPresent()) {
            throw new PortException(refusal.get());
        }
    }
}
