package org.jackfield.launcher.lab.live;

import java.util.Map;
import org.jackfield.lab.api.Workload;

/** Workloads by name: the one place where the hosts of a live trial take them from. */
final class PlayedWorkloads {
    private PlayedWorkloads() {}

    /**
     * A workload.
     *
     * @throws IllegalArgumentException when there is no such kind or key, or a value is not allowed
     */
    static Workload of(final String kind, final Map<String, String> settings) {
        if (!kind.equals(EvenUdp.NAME)) {
            throw new IllegalArgumentException("no workload '" + kind + "'; there is " + EvenUdp.NAME);
        }
        return EvenUdp.of(settings);
    }
}
