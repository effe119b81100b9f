package org.jackfield.port.tap;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * The steering program of an open tap port, or the reason why there is none. Owns the program. Port-ops thread, except
 * {@link #state}.
 */
final class TapSteering implements KernelSteering {
    /** The state of a port whose kernel steers by our table. */
    static final String ON = "on";

    private static final System.Logger LOG = System.getLogger(TapSteering.class.getName());

    private final String port;
    private final Optional<SteeringProgram> program;
    private final String state;

    TapSteering(final String port, final Optional<SteeringProgram> program, final String state) {
        this.port = port;
        this.program = program;
        this.state = state;
    }

    /**
     * Loads and attaches the program, with a table that names queue 0 for all. Where that is not possible the port
     * works without, and a program that an earlier process left on a persistent device is taken off.
     *
     * @throws IOException when the device is gone
     */
    static TapSteering attach(final TapSettings settings, final TapDevice device) throws IOException {
        if (!settings.kernelSteering()) {
            device.removeSteering();
            return new TapSteering(settings.port(), Optional.empty(), "off (kernel-steering=off)");
        }
        try {
            return new TapSteering(settings.port(), Optional.of(load(device)), ON);
        } catch (final BpfException e) {
            device.removeSteering();
            LOG.log(Level.INFO, "port " + settings.port() + ": the kernel steers by itself: " + e.getMessage());
            return new TapSteering(settings.port(), Optional.empty(), "off (" + e.getMessage() + ")");
        }
    }

    private static SteeringProgram load(final TapDevice device) throws BpfException {
        final SteeringProgram program = SteeringProgram.load(FlowHash.BUCKETS);
        try {
            program.attachTo(device.fd(0));
            return program;
        } catch (final BpfException e) {
            program.close();
            throw e;
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

    /** Takes the program off the device, which is still open, and closes it. */
    void detach(final TapDevice device) {
        program.ifPresent(loaded -> {
            loaded.detachFrom(device.fd(0));
            loaded.close();
        });
    }
}
