package org.jackfield.port.tap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * What an open tap leaves to a later version of this code: every descriptor, and what the kernel could not be asked. The words
 * below are read by versions not yet written: add to them, do not change them. Reading changes nothing and closes nothing, also
 * when it is refused. Port-ops thread.
 */
final class TapEstate {
    /** Descriptors: queues the host does not use, by index, and the two of the steering program. */
    private static final String QUEUE = "queue-";

    private static final String PROGRAM = "steering-program";
    private static final String TABLE = "steering-table";

    /** Facts: how many queues are attached to the device, the MTU last reported to the host. */
    private static final String DEVICE_QUEUES = "device-queues";

    private static final String MTU = "mtu";
    /** Fact: whether a queue was opened in another namespace, and so keeps it alive. */
    private static final String PINS_NAMESPACE = "pins-namespace";
    /** Facts: the namespace the netdev belongs in, as the name of the configuration may stand for another one by now. */
    private static final String NETNS_DEVICE = "netns-device";

    private static final String NETNS_INODE = "netns-inode";
    /** Fact: bits of the offloads agreed with the kernel; a version that had none left no such fact. */
    private static final String OFFLOAD = "offload";
    /** Fact: the length to give the queues again, which hold more for a while; absent when there is nothing to do. */
    private static final String USUAL_QUEUE_LENGTH = "usual-queue-length";
    /** Fact: {@code on}, or why there is no steering program. */
    private static final String STEERING = "kernel-steering";

    private final TapSettings settings;
    private final PortEstate estate;

    TapEstate(final TapSettings settings, final PortEstate estate) {
        this.settings = settings;
        this.estate = estate;
    }

    /**
     * The estate of a tap whose first {@code queues} queues the host uses. The caller releases the device.
     *
     * @param mtu the MTU last reported to the host
     * @param usualQueueLength what {@link #usualQueueLength} is to tell
     */
    static PortEstate of(
            final TapDevice device,
            final TapSteering steering,
            final NetworkNamespace target,
            final TapOffload offload,
            final int queues,
            final int mtu,
            final int usualQueueLength) {
        final List<Integer> all = new ArrayList<>(device.attachedFds());
        all.addAll(device.detachedFds());
        final Map<String, Integer> others = new HashMap<>();
        for (int queue = queues; queue < all.size(); queue++) {
            others.put(QUEUE + queue, all.get(queue));
        }
        steering.program().ifPresent(program -> {
            others.put(PROGRAM, program.programFd());
            others.put(TABLE, program.tableFd());
        });
        final Map<String, String> facts = new HashMap<>(Map.of(
                DEVICE_QUEUES, String.valueOf(device.queues()),
                MTU, String.valueOf(mtu),
                PINS_NAMESPACE, String.valueOf(device.pinsNamespace()),
                NETNS_DEVICE, String.valueOf(target.identity().device()),
                NETNS_INODE, String.valueOf(target.identity().inode()),
                STEERING, steering.state(),
                OFFLOAD, String.valueOf(offload.offloads())));
        if (usualQueueLength > 0) {
            facts.put(USUAL_QUEUE_LENGTH, String.valueOf(usualQueueLength));
        }
        return new PortEstate(all.subList(0, queues), others, facts);
    }

    /** The device, which owns the descriptors of all queues. */
    TapDevice device() throws IOException, PortException {
        final List<Integer> all = allQueues();
        final long attached = number(DEVICE_QUEUES);
        if (attached < estate.queues().size() || attached > all.size()) {
            throw unreadable(DEVICE_QUEUES);
        }
        return TapDevice.ofDescriptors(
                all.subList(0, (int) attached),
                all.subList((int) attached, all.size()),
                Boolean.parseBoolean(fact(PINS_NAMESPACE)));
    }

    private List<Integer> allQueues() {
        final List<Integer> all = new ArrayList<>(estate.queues());
        while (estate.others().containsKey(QUEUE + all.size())) {
            all.add(estate.others().get(QUEUE + all.size()));
        }
        return all;
    }

    /** Refuses descriptors that nobody here would own; the port could have been of a later version. */
    void refuseUnknown() throws PortException {
        final Set<String> unknown = new TreeSet<>(estate.others().keySet());
        for (int queue = estate.queues().size(); queue < allQueues().size(); queue++) {
            unknown.remove(QUEUE + queue);
        }
        if (fact(STEERING).equals(TapSteering.ON)) {
            unknown.removeAll(Set.of(PROGRAM, TABLE));
        }
        if (!unknown.isEmpty()) {
            throw new PortException("port " + settings.port() + ": the version before left descriptor '"
                    + String.join("', '", unknown) + "', which this version does not know");
        }
    }

    /** The steering program, which owns its descriptors, or the reason why there is none. */
    TapSteering steering(final TapDevice device) throws PortException {
        final String state = fact(STEERING);
        if (!state.equals(TapSteering.ON)) {
            return new TapSteering(settings.port(), device, Optional.empty(), state);
        }
        try {
            return new TapSteering(
                    settings.port(),
                    device,
                    Optional.of(SteeringProgram.ofDescriptors(other(PROGRAM), other(TABLE), FlowHash.BUCKETS)),
                    state);
        } catch (final BpfException e) {
            throw new PortException("port " + settings.port() + ": " + e.getMessage(), e);
        }
    }

    /** The namespace the netdev belongs in. */
    NetworkNamespace target() throws IOException, PortException {
        final NetworkNamespace.Identity identity =
                new NetworkNamespace.Identity(number(NETNS_DEVICE), number(NETNS_INODE));
        return settings.netns().isPresent()
                ? NetworkNamespace.known(settings.netns().get(), identity)
                : NetworkNamespace.own();
    }

    /** What was agreed with the kernel, which cannot be asked. */
    TapOffload offload(final TapDevice device) throws PortException {
        final boolean before = !estate.facts().containsKey(OFFLOAD) && !device.hasHeader();
        final int offloads = before ? Offload.NONE : (int) number(OFFLOAD);
        if (offloads != Offload.NONE && !device.hasHeader()) {
            throw unreadable(OFFLOAD);
        }
        return new TapOffload(offloads, offloads == Offload.NONE ? "as the version before had it" : "");
    }

    /** The MTU last reported to the host. */
    int mtu() throws PortException {
        return (int) number(MTU);
    }

    /** The length to give the netdev's queues again, 0 for none. */
    int usualQueueLength() throws PortException {
        return estate.facts().containsKey(USUAL_QUEUE_LENGTH) ? (int) number(USUAL_QUEUE_LENGTH) : 0;
    }

    private int other(final String name) throws PortException {
        final Integer fd = estate.others().get(name);
        if (fd == null) {
            throw new PortException(
                    "port " + settings.port() + ": the version before left no descriptor '" + name + "'");
        }
        return fd;
    }

    private long number(final String name) throws PortException {
        try {
            return Long.parseLong(fact(name));
        } catch (final NumberFormatException notANumber) {
            throw unreadable(name);
        }
    }

    private String fact(final String name) throws PortException {
        final String value = estate.facts().get(name);
        if (value == null) {
            throw new PortException("port " + settings.port() + ": the version before left no fact '" + name + "'");
        }
        return value;
    }

    private PortException unreadable(final String name) {
        return new PortException("port " + settings.port() + ": the version before left '" + name + "="
                + estate.facts().get(name) + "', which cannot be");
    }
}
