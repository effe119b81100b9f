package org.jackfield.lab.experiment;

import java.util.List;
import java.util.Optional;
import org.jackfield.lab.api.Measure;

/**
 * What an experiment is to answer. Immutable.
 *
 * @param text for people
 * @param compare the same for the verdict
 */
public record Question(String text, Compare compare) {
    /** What makes an answer yes. */
    public enum Expect {
        /** Higher or lower, as the measure has it. */
        BETTER,
        /** Greater values. */
        HIGHER,
        /** Smaller values. */
        LOWER,
        /** No difference that matters. */
        SAME
    }

    /**
     * Policies against another, or against themselves with another number of queues.
     *
     * @param measure what decides
     * @param of labels of policies
     * @param against label of the policy they are compared with
     * @param queues numbers of queues to compare; nothing compares at each number
     * @param workloads labels of the workloads that count
     * @param expect what makes the answer yes
     * @param withinPercent how far apart values may be to be the same; of {@link Expect#SAME} only
     */
    public record Compare(
            Measure measure,
            List<String> of,
            String against,
            Optional<Queues> queues,
            List<String> workloads,
            Expect expect,
            double withinPercent) {
        /** Copies what it is given. */
        public Compare {
            of = List.copyOf(of);
            workloads = List.copyOf(workloads);
        }
    }

    /**
     * Two numbers of queues.
     *
     * @param of that of the policies the question is about
     * @param against that of the policy they are compared with
     */
    public record Queues(int of, int against) {}
}
