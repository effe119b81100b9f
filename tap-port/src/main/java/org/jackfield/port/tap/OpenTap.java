package org.jackfield.port.tap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.netlink.IpPrefix;
import org.jackfield.linux.netlink.LinkInfo;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapDevice;
import org.jackfield.linux.tuntap.TapDeviceException;

/**
 * A tap port from open, or adoption, to close or hand-over. Owns the device and the steering program. Port-ops thread,
 * except {@link #details} and {@link #kernelDrops}.
 */
final class OpenTap {
    /** The switch asks for twice the frames it expects. */
    private static final int EXPECTED_TO_ASKED = 2;

    private static final System.Logger LOG = System.getLogger(OpenTap.class.getName());

    private final PortHost host;
    private final NetworkNamespace target;
    private final TapDevice device;
    private TapSteering steering;
    private final TapOffload offload;
    private TapSettings settings;
    /** Transmit queue length before the switch asked for more, to be set again; 0 when nothing is to be. */
    private int usualQueueLength;
    /** Queues attached to the host; the device may have one more after a detach that failed half way. */
    private int queues;
    /** The MTU last reported to the host. */
    private int mtu;
    /** The last trouble of a check, logged once. */
    private String trouble = "";

    /** What was last told of the device; while nothing changes, a check tells nothing. Empty when the next one must look. */
    private Optional<LinkInfo> seen = Optional.empty();

    private volatile Map<String, String> details = Map.of();
    private volatile long kernelDrops = -1;

    private OpenTap(
            final PortHost host,
            final TapSettings settings,
            final NetworkNamespace target,
            final TapDevice device,
            final TapSteering steering,
            final TapOffload offload) {
        this.host = host;
        this.settings = settings;
        this.target = target;
        this.device = device;
        this.steering = steering;
        this.offload = offload;
        this.mtu = settings.mtu();
    }

    /** Opens the device and attaches its queues; on failure everything done so far has been undone. */
    static OpenTap open(final PortHost host, final TapSettings settings, final int queues)
            throws IOException, PortException {
        final TapDevicePlacement placement = new TapDevicePlacement(settings);
        final TapDevice device = placement.openDevice();
        try {
            final TapOffload offload = TapOffload.agree(settings, device);
            // While there is one queue only, no frame can get before another that the program would put elsewhere.
            final TapSteering steering = TapSteering.attach(settings, device);
            final OpenTap tap = new OpenTap(host, settings, placement.target(), device, steering, offload);
            tap.start(placement, queues);
            return tap;
        } catch (final IOException | PortException | RuntimeException e) {
            placement.takeBack(device);
            throw e;
        }
    }

    /** Goes on with what an earlier version left; on failure nothing was changed or closed. */
    static OpenTap adopt(final PortHost host, final TapSettings settings, final PortEstate estate)
            throws IOException, PortException {
        final TapEstate left = new TapEstate(settings, estate);
        left.refuseUnknown();
        final TapDevice device = left.device();
        final OpenTap tap =
                new OpenTap(host, settings, left.target(), device, left.steering(device), left.offload(device));
        tap.queues = estate.queues().size();
        tap.mtu = left.mtu();
        tap.usualQueueLength = left.usualQueueLength();
        tap.refresh(tap.device.link());
        host.mtu(tap.mtu);
        host.offloads(tap.offload.offloads());
        if (tap.steering.isOn()) {
            host.steering(tap.steering);
        }
        return tap;
    }

    private void start(final TapDevicePlacement placement, final int count) throws IOException, PortException {
        try {
            while (device.queues() < count) {
                device.attachQueue();
            }
            placement.settle(device);
            if (steering.isOn()) {
                new TapNetdev(device, new UndoLog()).withoutQueueingDiscipline();
            }
            host.mtu(mtu);
            host.offloads(offload.offloads());
            while (queues < count) {
                attach(device.fd(queues));
            }
            if (steering.isOn()) {
                host.steering(steering);
            }
            refresh(device.link());
        } catch (final IOException | PortException | RuntimeException e) {
            withdraw();
            throw e;
        }
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
        refresh(device.link());
    }

    private void shrink(final int count) throws IOException, PortException {
        final QueueExclusion exclusion = steering.isOn()
                ? QueueExclusion.none(device)
                : QueueExclusion.allButFirst(count, device, settings.port());
        try {
            while (queues > count) {
                host.detach(queues - 1);
                queues--;
                device.detachQueue();
            }
        } finally {
            exclusion.close();
        }
    }

    /** Applies changed settings; returns false, and has done nothing, when they need close and open. */
    boolean reconfigure(final TapSettings now) throws PortException {
        if (settings.needsReopenFor(now)) {
            return false;
        }
        final UndoLog undo = new UndoLog();
        try {
            apply(now, undo);
        } catch (final IOException e) {
            undo.rollback(settings.port());
            throw new PortException(
                    "port " + settings.port() + ": change refused, the old values are in force again: "
                            + e.getMessage(),
                    e);
        }
        settings = now;
        return true;
    }

    /**
     * Makes the netdev's queues longer until a later check, never shorter; returns their length, -1 when it is not known. The kernel
     * takes the queueing discipline off a netdev for that (dev_change_tx_queue_len), and what is sent to it meanwhile, about a millisecond,
     * is lost: so queues stay as they are where they hold half of what is asked, which is twice what is expected.
     */
    int hold(final int frames) {
        try {
            final int present = device.link().txQueueLength();
            if (present >= frames / EXPECTED_TO_ASKED) {
                return present;
            }
            setQueueLength(frames);
            usualQueueLength = usualQueueLength == 0 ? present : usualQueueLength;
            return frames;
        } catch (final IOException refused) {
            LOG.log(
                    Level.INFO,
                    "port " + settings.port() + ": its queues could not be made longer: " + refused.getMessage());
            return -1;
        }
    }

    /** A longer queue keeps the frames in it; so does a shorter one, of those that fit. */
    private void setQueueLength(final int frames) throws IOException {
        new TapNetdev(device, new UndoLog()).holdFrames(frames);
        host.txQueueLength(frames);
        seen = Optional.empty();
    }

    /** The frames that waited for the switch have long been read. */
    private void holdAsUsual() throws IOException {
        if (usualQueueLength > 0) {
            setQueueLength(usualQueueLength);
            usualQueueLength = 0;
        }
    }

    /** Looks whether the device is still there and what others changed about it. */
    void check() throws PortException {
        try {
            holdAsUsual();
            if (!device.mayHaveChanged() && seen.isPresent()) {
                return; // nobody keeps a namespace alive that is this process's own
            }
            final Optional<LinkInfo> before = seen;
            seen = Optional.empty(); // until this look has succeeded
            final LinkInfo link = device.link();
            if (link.mtu() != mtu) {
                LOG.log(
                        Level.INFO,
                        "port " + settings.port() + ": MTU of " + link.name() + " was changed from outside, from " + mtu
                                + " to " + link.mtu());
                report(link.mtu());
            }
            if (link.equals(before.orElse(null))) {
                seen = before;
            } else {
                refresh(link);
            }
            trouble = "";
        } catch (final TapDeviceException e) {
            if (e.isGone()) {
                throw new PortException("port " + settings.port() + ": " + e.getMessage() + "; " + remedy(), e);
            }
            if (!e.isMissing()) {
                note(e);
            }
        } catch (final IOException e) {
            note(e);
        }
        refuseDeadNamespace();
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        return details;
    }

    /** The netdev's tx_dropped, as of now if it can be read. Any thread. */
    long kernelDrops() {
        try {
            kernelDrops = device.link().txDropped();
        } catch (final IOException closedOrGone) {
            LOG.log(Level.TRACE, closedOrGone::getMessage);
        }
        return kernelDrops;
    }

    /** Leaves the open device, as it is, to a later version; the steering last offered goes on working. */
    PortEstate handOver() {
        final PortEstate estate = TapEstate.of(device, steering, target, offload, queues, mtu, usualQueueLength);
        device.release();
        return estate;
    }

    /** Closes the device; one that is not persistent is gone then. */
    void close() {
        steering.detach();
        device.close();
    }

    private void attach(final int fd) throws PortException {
        host.attach(queues, fd, device.hasHeader() ? FdKind.TAP_VNET : FdKind.TAP, settings.txQueueLength());
        queues++;
    }

    private void grow() throws IOException, PortException {
        final int fd = device.queues() > queues ? device.fd(queues) : device.attachQueue();
        try {
            attach(fd);
        } catch (final PortException e) {
            device.detachQueue();
            throw e;
        }
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
        steering.detach();
    }

    private void apply(final TapSettings now, final UndoLog undo) throws IOException {
        final Optional<TapSettings> before = Optional.of(settings);
        final boolean newMtu = now.mtu() != settings.mtu();
        if (newMtu) {
            final int old = mtu;
            undo.add(() -> report(old));
            if (now.mtu() > mtu) {
                // Before the device sends longer frames, the switch must have slots for them.
                report(now.mtu());
            }
        }
        final TapNetdev netdev = new TapNetdev(device, undo);
        netdev.shape(now, before);
        netdev.activate(now, before);
        if (newMtu) {
            report(now.mtu());
        }
        if (now.kernelSteering() != settings.kernelSteering()) {
            steer(now); // the last thing that may be refused: it cannot be taken back without frames noticing
        }
        final LinkInfo link = device.link();
        host.txQueueLength(link.txQueueLength());
        host.carrier(link.up());
        details = describe(link, now);
        seen = Optional.empty();
    }

    /** Begins or ends to have the kernel steer by our table. */
    private void steer(final TapSettings now) throws IOException {
        final boolean wanted = now.kernelSteering() != TapSteering.Mode.OFF;
        if (wanted && steering.isOn()) {
            return;
        }
        final TapSteering next = TapSteering.prepare(now, device);
        if (next.isOn()) {
            host.steering(next);
        } else if (steering.isOn()) {
            withdrawSteering();
            steering.detach();
        }
        steering = next;
    }

    @SuppressWarnings("NullAway") // null withdraws, says the contract
    private void withdrawSteering() {
        host.steering(null);
    }

    private void report(final int newMtu) {
        if (newMtu != mtu) {
            mtu = newMtu;
            host.mtu(newMtu);
        }
    }

    private void refuseDeadNamespace() throws PortException {
        if (device.pinsNamespace() && !target.isStillNamed() && !target.isInUse()) {
            throw new PortException("port " + settings.port() + ": network namespace " + target.label()
                    + " was deleted; only this port's queues kept it alive; " + remedy());
        }
    }

    private String remedy() {
        return settings.netns().isPresent()
                ? "the port comes back by itself once namespace " + target.label() + " exists"
                : "the port comes back by itself";
    }

    private void note(final IOException e) {
        final String text = "port " + settings.port() + ": looking at the device failed: " + e.getMessage();
        if (!text.equals(trouble)) {
            trouble = text;
            LOG.log(Level.WARNING, text);
        }
    }

    private void refresh(final LinkInfo link) {
        seen = Optional.of(link);
        kernelDrops = link.txDropped();
        host.carrier(link.up());
        details = describe(link, settings);
    }

    private Map<String, String> describe(final LinkInfo link, final TapSettings by) {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("device", link.name());
        facts.put("netns", by.netns().orElse("-"));
        facts.put("mac", MacAddress.format(link.mac()));
        facts.put("mtu", link.mtu() == by.mtu() ? "" + link.mtu() : link.mtu() + " (configured " + by.mtu() + ")");
        facts.put("link", link.up() ? "up" : "down");
        facts.put("addresses", by.addresses().stream().map(IpPrefix::toString).collect(Collectors.joining(",")));
        facts.put("persist", String.valueOf(by.persist()));
        facts.put("tx-queue-length", String.valueOf(link.txQueueLength()));
        facts.put("kernel-steering", steering.state());
        facts.put("offload", offload.toString());
        facts.values().removeIf(String::isEmpty);
        return Collections.unmodifiableMap(facts);
    }
}
