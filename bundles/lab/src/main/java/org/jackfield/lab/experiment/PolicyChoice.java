package org.jackfield.lab.experiment;

import java.util.Map;
import java.util.TreeMap;

/**
 * A steering policy by name.
 *
 * @param name which
 * @param settings its configuration, as in the file; keys that are not here have their standard
 */
public record PolicyChoice(String name, Map<String, String> settings) {
    /** Copies what it is given. */
    public PolicyChoice {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return settings.isEmpty() ? name : name + " " + new TreeMap<>(settings);
    }
}
