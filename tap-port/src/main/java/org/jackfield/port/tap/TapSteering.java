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
    private final TapDevice device;
    private final Optional<SteeringProgram> program;
    private final String state;
    /** Whether the device asks the program. */
    private boolean attached;

    /** What a port wants. */
    enum Mode {
        /** That the kernel steers by our table where the process may have that. */
        AUTO,
        /** That it does, or the port does not open. */
        ON,
        /** That it does not. */
        OFF
    }

    /**
     * The steering of a device.
     *
     * @param program attached already, or empty where there is none; becomes its own
     * @param state {@link #ON}, or why there is none
     */
    TapSteering(
            final String port, final TapDevice device, final Optional<SteeringProgram> program, final String state) {
        this.port = port;
        this.device = device;
        this.program = program;
        this.state = state;
        this.attached = program.isPresent();
    }

    /**
     * Loads and attaches the program, with a table that names queue 0 for all. Where that is not possible the port
     * works without, unless it is told to do with nothing less, and a program that an earlier process left on a persistent device is
     * taken off.
     *
     * @throws IOException when the device is gone, or the program is wanted and not to be had
     */
    static TapSteering attach(final TapSettings settings, final TapDevice device) throws IOException {
        final TapSteering steering = prepare(settings, device);
        if (steering.isOn()) {
            try {
                steering.attach();
                return steering;
            } catch (final BpfException e) {
                steering.detach();
                return without(settings, device, e);
            }
        }
        device.removeSteering();
        return steering;
    }

    /**
     * Loads the program for a device that frames come from. The first {@link #write} attaches it, when its table is complete.
     *
     * @throws IOException when the program is wanted and not to be had
     */
    static TapSteering prepare(final TapSettings settings, final TapDevice device) throws IOException {
        if (settings.kernelSteering() == Mode.OFF) {
            return new TapSteering(settings.port(), device, Optional.empty(), "off (kernel-steering=off)");
        }
        try {
            final TapSteering steering =
                    new TapSteering(settings.port(), device, Optional.of(SteeringProgram.load(FlowHash.BUCKETS)), ON);
            steering.attached = false;
            return steering;
        } catch (final BpfException e) {
            return without(settings, device, e);
        }
    }

    private static TapSteering without(final TapSettings settings, final TapDevice device, final BpfException why)
            throws IOException {
        if (settings.kernelSteering() == Mode.ON) {
            throw new IOException("kernel-steering=on: " + why.getMessage(), why);
        }
        LOG.log(Level.INFO, "port " + settings.port() + ": the kernel steers by itself: " + why.getMessage());
        return new TapSteering(settings.port(), device, Optional.empty(), "off (" + why.getMessage() + ")");
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
                if (!attached) {
                    attach();
                    program.get().write(queueOfBucket); // waits for senders that have not asked it
                }
            } catch (final BpfException e) {
                throw new PortException("port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    private void attach() throws BpfException {
        if (program.isPresent()) {
            program.get().attachTo(device.fd(0));
            attached = true;
        }
    }

    @Override
    public void release() throws PortException {
        if (program.isPresent() && attached) {
            attached = false;
            try {
                program.get().releaseFrom(device.fd(0));
            } catch (final BpfException e) {
                throw new PortException("port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    /** Takes the program off the device, which is still open, and closes it. */
    void detach() {
        program.ifPresent(loaded -> {
            if (attached) {
                loaded.detachFrom(device.fd(0));
            }
            loaded.close();
        });
    }
}
