package org.jackfield.lab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jackfield.lab.api.Measure;

/**
 * The trials of an experiment, in the order they are made: repetitions outermost, so that a slow hour of the machine meets all
 * of them; within one, all policies follow each other under the same workload and number of queues, each time beginning with
 * another one.
 */
public final class Plan {
    private static final double NS_PER_SECOND = 1e9;

    private Plan() {}

    /**
     * What is varied.
     *
     * @param policy label
     * @param workload label
     * @param queues when a trial begins
     * @param workers forwarding threads
     */
    public record Cell(String policy, String workload, int queues, int workers) {
        @Override
        public String toString() {
            return policy + ", " + workload + ", " + queues + (queues == 1 ? " queue, " : " queues, ") + workers
                    + (workers == 1 ? " worker" : " workers");
        }
    }

    /**
     * A trial and its place.
     *
     * @param number from 1
     * @param cell what is varied
     * @param trial what is to be done
     */
    public record Planned(int number, Cell cell, Trial trial) {}

    /** The trials of an experiment in a mode; workloads that cannot be sent in it are left out. */
    public static List<Planned> of(final Experiment experiment, final Mode mode) {
        final List<Planned> all = new ArrayList<>();
        final Set<Measure> measures = measures(experiment, mode);
        for (int repetition = 1; repetition <= experiment.effort().repetitions(); repetition++) {
            int shift = repetition - 1;
            for (final int queues : experiment.setup().queues()) {
                for (final Experiment.NamedWorkload workload : experiment.workloadsIn(mode)) {
                    addPolicies(all, experiment, measures, repetition, shift, queues, workload);
                    shift++;
                }
            }
        }
        return all;
    }

    /** What the trials of an experiment in a mode are to measure. */
    public static Set<Measure> measures(final Experiment experiment, final Mode mode) {
        final Set<Measure> named = experiment.effort().measures();
        if (mode != Mode.LIVE || named.size() < Measure.values().length) {
            return named;
        }
        final Set<Measure> measures = EnumSet.allOf(Measure.class);
        measures.removeAll(Trial.ON_DEMAND);
        experiment
                .questions()
                .forEach(question -> measures.add(question.compare().measure()));
        return measures;
    }

    private static void addPolicies(
            final List<Planned> all,
            final Experiment experiment,
            final Set<Measure> measures,
            final int repetition,
            final int shift,
            final int queues,
            final Experiment.NamedWorkload workload) {
        final Experiment.Setup setup = experiment.setup();
        final Experiment.Effort effort = experiment.effort();
        final int count = experiment.policies().size();
        for (int i = 0; i < count; i++) {
            final Experiment.NamedPolicy policy = experiment.policies().get((i + shift) % count);
            final Topology topology = new Topology(
                    queues, setup.workersOf(queues), setup.processors(), policy.kernelSteering(), setup.events());
            final Trial trial = new Trial(
                    topology,
                    workload.lasting(effort.seconds()),
                    policy.choice(),
                    repetition,
                    effort.seed() + repetition - 1,
                    Duration.ofNanos(Math.round(effort.seconds() * NS_PER_SECOND)),
                    measures);
            final Cell cell = new Cell(policy.label(), workload.label(), topology.queues(), topology.workers());
            all.add(new Planned(all.size() + 1, cell, trial));
        }
    }

    /** What is varied, each once, in the order of the file. */
    public static List<Cell> cells(final Experiment experiment, final Mode mode) {
        final List<Cell> cells = new ArrayList<>();
        for (final Experiment.NamedWorkload workload : experiment.workloadsIn(mode)) {
            for (final int queues : experiment.setup().queues()) {
                final int workers = experiment.setup().workersOf(queues);
                experiment
                        .policies()
                        .forEach(policy -> cells.add(new Cell(policy.label(), workload.label(), queues, workers)));
            }
        }
        return cells;
    }
}
