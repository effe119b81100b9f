package org.jackfield.lab.experiment;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Workload;

/** Makes trials in virtual time. One thread. */
public final class SimulatedRunner implements Runner {
    private final Parts parts;
    private final Simulator simulator;

    /** Where policies and workloads come from. */
    public interface Parts extends AutoCloseable {
        /** A policy of its own for each trial, in the state in which it begins. */
        SteeringPolicy policy(PolicyChoice choice) throws LabException;

        /** A workload. */
        Workload workload(WorkloadChoice choice) throws LabException;

        /** Gives back what was taken. */
        @Override
        default void close() {}
    }

    /** Runs a policy under a workload. */
    @FunctionalInterface
    public interface Simulator {
        /**
         * Does it.
         *
         * @throws RuntimeException what the policy throws
         */
        Outcome run(SteeringPolicy policy, Workload workload, Trial trial) throws LabException;
    }

    /** A runner. */
    public SimulatedRunner(final Parts parts, final Simulator simulator) {
        this.parts = parts;
        this.simulator = simulator;
    }

    @Override
    public Outcome run(final Trial trial) throws LabException {
        final SteeringPolicy policy = parts.policy(trial.policy());
        final Workload workload = parts.workload(trial.workload());
        final Outcome outcome;
        try {
            outcome = simulator.run(policy, workload, trial);
        } catch (final RuntimeException broken) {
            throw new LabException(trial.policy() + " under " + trial.workload() + ": " + broken, broken);
        }
        final Map<Measure, Double> wanted = new EnumMap<>(Measure.class);
        outcome.values().forEach((measure, value) -> {
            if (trial.measures().contains(measure)) {
                wanted.put(measure, value);
            }
        });
        return new Outcome(wanted, outcome.series(), outcome.latencies(), List.copyOf(outcome.notes()));
    }

    @Override
    public void close() {
        parts.close();
    }
}
