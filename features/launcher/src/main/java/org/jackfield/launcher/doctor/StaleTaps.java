package org.jackfield.launcher.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Persistent tap devices nobody holds: left by a switch that ended for good, or never taken by one. */
final class StaleTaps {
    private static final int IFF_PERSIST = 0x800;

    private final Machine machine;
    private final Predicate<String> held;

    /**
     * Looks in this machine.
     *
     * @param held whether a process holds a queue of the device of this name
     */
    StaleTaps(final Machine machine, final Predicate<String> held) {
        this.machine = machine;
        this.held = held;
    }

    /** One warning for each, leaving out devices of the running switch's ports. */
    List<Check> checks(final Set<String> ofPorts) {
        final List<Check> checks = new ArrayList<>();
        for (final String device : machine.list("/sys/class/net")) {
            if (isPersistent(device) && !ofPorts.contains(device) && !hasCarrier(device) && !held.test(device)) {
                checks.add(Check.warn(
                        "device " + device,
                        "a persistent tap that nobody holds: a dead switch left it, or none has taken it yet",
                        "ip link del " + device
                                + "; or give it to a port: jackfield port add NAME --type tap --set device=" + device));
            }
        }
        return checks;
    }

    private boolean isPersistent(final String device) {
        final String flags = machine.text("/sys/class/net/" + device + "/tun_flags")
                .orElse("0x0")
                .strip();
        return (Integer.decode(flags) & IFF_PERSIST) != 0;
    }

    /** A tap has a carrier while somebody holds it; a device that is down does not say. */
    private boolean hasCarrier(final String device) {
        return machine.text("/sys/class/net/" + device + "/carrier")
                .map(String::strip)
                .orElse("")
                .equals("1");
    }
}
