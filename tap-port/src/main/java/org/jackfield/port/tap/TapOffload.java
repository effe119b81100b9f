package org.jackfield.port.tap;

import java.io.IOException;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.tuntap.TapDevice;
import org.jackfield.linux.tuntap.TapDeviceException;

/**
 * What a tap and the switch leave to each other, and why it is no more.
 *
 * @param offloads bits of {@link Offload}
 * @param reason why there are none, empty where there are
 */
record TapOffload(int offloads, String reason) {
    /** What {@code offload} may be set to. */
    enum Mode {
        /** Whatever device and kernel take. */
        AUTO,
        /** As AUTO, but at least {@link #LEAST}. */
        ON,
        /** None, and no headers. */
        OFF
    }

    /** Without these {@code offload=on} refuses. */
    static final int LEAST = Offload.CSUM | Offload.TSO4 | Offload.TSO6;

    /**
     * Tried in this order: all, those of kernels before 6.2, and what is left where a kernel has been built for less.
     */
    private static final int[] SETS = {
        Offload.ALL, LEAST | Offload.TSO_ECN, LEAST, Offload.CSUM | Offload.TSO4, Offload.CSUM
    };

    /** Asks the kernel for a set; refuses by an exception. */
    @FunctionalInterface
    interface Kernel {
        void set(int offloads) throws TapDeviceException;
    }

    /** Agrees with the kernel on the most it takes, for all queues a device has or will have. */
    static TapOffload agree(final TapSettings settings, final TapDevice device) throws IOException, PortException {
        if (!device.hasHeader()) {
            return new TapOffload(
                    Offload.NONE,
                    settings.offload() == Mode.OFF ? "offload=off" : "the device was made without vnet_hdr");
        }
        return most(settings, device::setOffloads);
    }

    /** The first set the kernel takes, or none. */
    static TapOffload most(final TapSettings settings, final Kernel kernel) throws PortException {
        String refused = "";
        for (final int set : SETS) {
            if (settings.offload() == Mode.ON && (set & LEAST) != LEAST) {
                throw new PortException("port " + settings.port() + ": offload=on: " + refused
                        + "; set offload=auto, and the port does with what this kernel has");
            }
            try {
                kernel.set(set);
                return new TapOffload(set, "");
            } catch (final TapDeviceException e) {
                refused = String.valueOf(e.getMessage());
            }
        }
        return new TapOffload(Offload.NONE, refused);
    }

    /** For people: the offloads, or none and why. */
    @Override
    public String toString() {
        return reason.isEmpty() ? Offload.text(offloads) : Offload.text(offloads) + " (" + reason + ")";
    }
}
