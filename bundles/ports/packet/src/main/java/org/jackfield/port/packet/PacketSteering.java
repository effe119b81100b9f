package org.jackfield.port.packet;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;

/**
 * The steering program of an open packet port, or the reason why there is none. Owns the program. Port-ops thread, except
 * {@link #state}.
 */
final class PacketSteering implements KernelSteering {
    /** The state of a port whose kernel steers by our table. */
    static final String ON = "on";

    private static final System.Logger LOG = System.getLogger(PacketSteering.class.getName());

    private final String port;
    private final Optional<SteeringProgram> program;
    private final String state;

    PacketSteering(final String port, final Optional<SteeringProgram> program, final String state) {
        this.port = port;
        this.program = program;
        this.state = state;
    }

    /** Loads the program, with a table that names queue 0 for all. Where that is not possible the port works without. */
    static PacketSteering load(final PacketSettings settings) {
        if (!settings.kernelSteering()) {
            return new PacketSteering(settings.port(), Optional.empty(), "off (kernel-steering=off)");
        }
        try {
            final SteeringProgram program = SteeringProgram.loadForPackets(FlowHash.BUCKETS);
            return new PacketSteering(settings.port(), Optional.of(program), ON);
        } catch (final BpfException e) {
            LOG.log(
                    Level.INFO,
                    "port " + settings.port() + ": the kernel spreads frames by their addresses: " + e.getMessage());
            return new PacketSteering(settings.port(), Optional.empty(), "off (" + e.getMessage() + ")");
        }
    }

    /** Whether the kernel steers by our table. */
    boolean isOn() {
        return program.isPresent();
    }

    /** The program, which stays owned here. */
    Optional<SteeringProgram> program() {
        return program;
    }

    /** For people: {@code on}, or {@code off} with the reason. Any thread. */
    String state() {
        return state;
    }

    @Override
    public void write(final short[] queueOfBucket) throws PortException {
        if (program.isPresent()) {
            try {
                program.get().write(queueOfBucket);
            } catch (final BpfException e) {
                throw new PortException("port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    /** Closes our descriptors of it. */
    void close() {
        program.ifPresent(SteeringProgram::close);
    }
}
