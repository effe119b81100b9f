package org.jackfield.lab.experiment;

import java.util.List;
import java.util.Optional;

/** What an experiment may name: workloads and policies. Any thread. */
public interface Kinds {
    /**
     * A kind of workload.
     *
     * @param name its word in files
     * @param sentence what it sends
     * @param keys its settings
     * @param modes where it can be sent: live, simulated or both
     */
    record Kind(String name, String sentence, List<Setting> keys, Mode modes) {
        /** Copies what it is given. */
        public Kind {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A setting of a kind.
     *
     * @param name its word in files
     * @param type of its values, in words
     * @param standard its value when none is given
     * @param sentence what it is
     */
    record Setting(String name, String type, String standard, String sentence) {}

    /** All kinds of workloads. */
    List<Kind> workloads();

    /** Names of all policies. */
    List<String> policies();

    /** What is wrong with settings of a workload whose kind is there, in words; nothing when they are right. */
    Optional<String> fault(WorkloadChoice choice);

    /** What is wrong with settings of a policy that is there, in words; nothing when they are right or nobody here knows. */
    Optional<String> fault(PolicyChoice choice);

    /** The kind with this name. */
    default Optional<Kind> workload(final String name) {
        return workloads().stream().filter(kind -> kind.name().equals(name)).findFirst();
    }
}
