package org.jackfield.lab.workload;

import java.util.List;

/**
 * A kind of workload, as documentation shows it. Immutable.
 *
 * @param name as in experiment files, for example {@code imix}
 * @param sentence what it is
 * @param keys its settings
 */
public record Kind(String name, String sentence, List<Key> keys) {
    /** Copies what it is given. */
    public Kind {
        keys = List.copyOf(keys);
    }
}
