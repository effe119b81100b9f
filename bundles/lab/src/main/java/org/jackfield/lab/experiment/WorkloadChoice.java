package org.jackfield.lab.experiment;

import java.util.Map;
import java.util.TreeMap;

/**
 * A workload by name.
 *
 * @param kind which
 * @param settings its keys, as in the file; those that are not here have their standard
 */
public record WorkloadChoice(String kind, Map<String, String> settings) {
    /** Copies what it is given. */
    public WorkloadChoice {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return settings.isEmpty() ? kind : kind + " " + new TreeMap<>(settings);
    }
}
