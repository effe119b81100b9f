package org.jackfield.port.packet;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;
import org.jackfield.linux.netns.NetworkNamespace;
import org.jackfield.linux.packet.PacketGroup;

/**
 * What an open packet port leaves to a later version of this code: every descriptor, and what the kernel could not be asked. The words
 * below are read by versions not yet written: add to them, do not change them. Reading changes nothing and closes nothing, also
 * when it is refused. Port-ops thread.
 */
final class PacketEstate {
    /** Descriptors of the steering program. */
    private static final String PROGRAM = "steering-program";

    private static final String TABLE = "steering-table";

    /** Facts: the MTU last reported to the host, frames the kernel had dropped. */
    private static final String MTU = "mtu";

    private static final String DROPS = "kernel-drops";
    /** Facts: the namespace the device is in, as the name of the configuration may stand for another one by now. */
    private static final String NETNS_DEVICE = "netns-device";

    private static final String NETNS_INODE = "netns-inode";
    /** Fact: {@code on}, or why there is no steering program. */
    private static final String STEERING = "kernel-steering";

    private final PacketSettings settings;
    private final PortEstate estate;

    PacketEstate(final PacketSettings settings, final PortEstate estate) {
        this.settings = settings;
        this.estate = estate;
    }

    /** The estate of a port; the caller releases the sockets. */
    static PortEstate of(
            final PacketGroup sockets,
            final PacketSteering steering,
            final NetworkNamespace namespace,
            final int mtu,
            final long drops) {
        final Map<String, Integer> others = new HashMap<>();
        steering.program().ifPresent(program -> {
            others.put(PROGRAM, program.programFd());
            others.put(TABLE, program.tableFd());
        });
        final Map<String, String> facts = Map.of(
                MTU, String.valueOf(mtu),
                DROPS, String.valueOf(drops),
                NETNS_DEVICE, String.valueOf(namespace.identity().device()),
                NETNS_INODE, String.valueOf(namespace.identity().inode()),
                STEERING, steering.state());
        return new PortEstate(sockets.fds(), others, facts);
    }

    /** The sockets, which own the descriptors of all queues. */
    PacketGroup sockets() throws IOException {
        return PacketGroup.ofDescriptors(estate.queues(), settings.receiveBuffer());
    }

    /** Refuses descriptors that nobody here would own; the port could have been of a later version. */
    void refuseUnknown() throws PortException {
        final Set<String> unknown = new TreeSet<>(estate.others().keySet());
        if (fact(STEERING).equals(PacketSteering.ON)) {
            unknown.removeAll(Set.of(PROGRAM, TABLE));
        }
        if (!unknown.isEmpty()) {
            throw new PortException("port " + settings.port() + ": the version before left descriptor '"
                    + String.join("', '", unknown) + "', which this version does not know");
        }
    }

    /** The steering program, which owns its descriptors, or the reason why there is none. */
    PacketSteering steering() throws PortException {
        final String state = fact(STEERING);
        if (!state.equals(PacketSteering.ON)) {
            return new PacketSteering(settings.port(), Optional.empty(), state);
        }
        try {
            return new PacketSteering(
                    settings.port(),
                    Optional.of(SteeringProgram.ofDescriptors(other(PROGRAM), other(TABLE), FlowHash.BUCKETS)),
                    state);
        } catch (final BpfException e) {
            throw new PortException("port " + settings.port() + ": " + e.getMessage(), e);
        }
    }

    /** The namespace the device is in. */
    NetworkNamespace namespace() throws IOException, PortException {
        final NetworkNamespace.Identity identity =
                new NetworkNamespace.Identity(number(NETNS_DEVICE), number(NETNS_INODE));
        return settings.netns().isPresent()
                ? NetworkNamespace.known(settings.netns().get(), identity)
                : NetworkNamespace.own();
    }

    /** The MTU last reported to the host. */
    int mtu() throws PortException {
        return (int) number(MTU);
    }

    /** Frames the kernel had dropped. */
    long drops() throws PortException {
        return number(DROPS);
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
            throw new PortException("port " + settings.port() + ": the version before left '" + name + "=" + fact(name)
                    + "', which cannot be");
        }
    }

    private String fact(final String name) throws PortException {
        final String value = estate.facts().get(name);
        if (value == null) {
            throw new PortException("port " + settings.port() + ": the version before left no fact '" + name + "'");
        }
        return value;
    }
}
