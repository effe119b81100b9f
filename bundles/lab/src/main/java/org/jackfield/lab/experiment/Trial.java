package org.jackfield.lab.experiment;

import java.time.Duration;
import java.util.Set;
import org.jackfield.lab.api.Measure;

/**
 * One measurement: one policy under one workload, once. Immutable.
 *
 * @param topology the switch
 * @param workload what is sent
 * @param policy what steers it
 * @param repetition from 1; all trials of a repetition are made close to each other in time
 * @param seed of everything random; the same for all trials of a repetition, so that they see the same traffic
 * @param duration how long traffic is sent
 * @param measures what is wanted
 */
public record Trial(
        Topology topology,
        WorkloadChoice workload,
        PolicyChoice policy,
        int repetition,
        long seed,
        Duration duration,
        Set<Measure> measures) {
    /**
     * What a switch measures only when a trial wants it, because it costs its workers time. An experiment wants these live where its file
     * names them, among {@code measures} or in a question; in virtual time nothing costs anything.
     */
    public static final Set<Measure> ON_DEMAND = Set.of(Measure.MIGRATIONS, Measure.QUEUE_DEPTH);

    /** Copies what it is given. */
    public Trial {
        measures = Set.copyOf(measures);
    }
}
