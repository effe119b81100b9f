package org.jackfield.core.conductor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much of the machine is idle, as the JVM sees it: of the processors this process may use, within the limits of its container.
 * Any thread but workers; it reads a file of the kernel.
 */
final class MachineLoad {
    private static final double UNKNOWN = -1;

    /** Processors without work since the last call, on average; -1 when the JVM does not tell. */
    double idleProcessors() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine)) {
            return UNKNOWN;
        }
        final double load = machine.getCpuLoad();
        return load < 0 ? UNKNOWN : (1 - load) * machine.getAvailableProcessors();
    }
}
