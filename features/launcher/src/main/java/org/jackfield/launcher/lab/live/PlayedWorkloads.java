package org.jackfield.launcher.lab.live;

import java.util.HashMap;
import java.util.Map;
import org.jackfield.lab.api.Workload;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.jackfield.lab.workload.Workloads;

/** Workloads by name, as long as a trial. */
final class PlayedWorkloads {
    private static final String DURATION = "duration-ms";
    private static final String FRAMES = "frames";

    private PlayedWorkloads() {}

    /**
     * A workload.
     *
     * @throws IllegalArgumentException when there is no such kind or key, or a value is not allowed
     */
    static Workload of(final String kind, final Map<String, String> settings) {
        return Workloads.of(kind, settings);
    }

    /** Settings of a workload that goes on until the trial ends, unless they say when it ends. */
    static Map<String, String> lasting(final WorkloadChoice choice, final long ms) {
        final Map<String, String> settings = new HashMap<>(choice.settings());
        final boolean lasts = Workloads.kinds().stream()
                .anyMatch(kind -> kind.name().equals(choice.kind())
                        && kind.keys().stream().anyMatch(key -> key.name().equals(DURATION)));
        if (lasts && !settings.containsKey(FRAMES)) {
            settings.putIfAbsent(DURATION, String.valueOf(ms));
        }
        return settings;
    }
}
