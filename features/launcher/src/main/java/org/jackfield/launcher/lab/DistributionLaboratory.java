package org.jackfield.launcher.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.api.Simulation;
import org.jackfield.lab.api.Workload;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.SimulatedRunner;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.jackfield.lab.workload.Key;
import org.jackfield.lab.workload.Workloads;
import org.jackfield.launcher.lab.live.LiveRunner;

/** The laboratory with what this distribution has, and bundles of policies that are named beside. One thread. */
final class DistributionLaboratory implements Laboratory {
    /** A trial is looked at in this many windows, of at most {@link #MOST_WINDOW_NS}. */
    private static final int WINDOWS = 20;

    private static final long MOST_WINDOW_NS = 100_000_000;
    private static final long LEAST_WINDOW_NS = 10_000;

    private final PolicyShelf shelf;

    DistributionLaboratory(final PolicyShelf shelf) {
        this.shelf = shelf;
    }

    /** What experiments may name here. */
    private final class Known implements Kinds {
        private final List<Kind> workloads = new ArrayList<>(LiveKinds.all());
        private final List<String> policies;

        Known() throws LabException {
            Workloads.kinds()
                    .forEach(kind ->
                            workloads.add(new Kind(kind.name(), kind.sentence(), settings(kind.keys()), Mode.BOTH)));
            policies = shelf.names();
        }

        private static List<Setting> settings(final List<Key> keys) {
            return keys.stream()
                    .map(key -> new Setting(key.name(), key.type(), key.standard(), key.sentence()))
                    .toList();
        }

        @Override
        public List<Kind> workloads() {
            return List.copyOf(workloads);
        }

        @Override
        public List<String> policies() {
            return policies;
        }

        @Override
        public Optional<String> fault(final WorkloadChoice choice) {
            if (LiveKinds.contains(choice.kind())) {
                return LiveKinds.fault(choice);
            }
            try {
                Workloads.of(choice.kind(), choice.settings());
                return Optional.empty();
            } catch (final IllegalArgumentException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
        }

        @Override
        public Optional<String> fault(final PolicyChoice choice) {
            try {
                return shelf.fault(choice.name(), choice.settings());
            } catch (final LabException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
        }
    }

    /** What simulated trials take from here. */
    private final class Parts implements SimulatedRunner.Parts {
        @Override
        public SteeringPolicy policy(final PolicyChoice choice) throws LabException {
            return shelf.policy(choice.name(), choice.settings());
        }

        @Override
        public Workload workload(final WorkloadChoice choice) throws LabException {
            try {
                return Workloads.of(choice.kind(), choice.settings());
            } catch (final IllegalArgumentException refused) {
                throw new LabException(String.valueOf(refused.getMessage()), refused);
            }
        }
    }

    @Override
    public void add(final Path jar) throws LabException {
        shelf.add(jar);
    }

    @Override
    public Kinds kinds() throws LabException {
        return new Known();
    }

    @Override
    public Runner live(final Consumer<String> note) {
        return new LiveRunner(shelf);
    }

    @Override
    public Runner simulated(final Costs costs) {
        return new SimulatedRunner(new Parts(), (policy, workload, trial) -> simulated(policy, workload, trial, costs));
    }

    private static Outcome simulated(
            final SteeringPolicy policy, final Workload workload, final Trial trial, final Costs costs) {
        final long ns = trial.duration().toNanos();
        Simulation simulation = Simulation.of(policy, workload)
                .workers(trial.topology().workers())
                .queues(trial.topology().queues())
                .processors(trial.topology().processors().size())
                .kernelSteering(trial.topology().kernelSteering())
                .windowNs(Math.max(LEAST_WINDOW_NS, Math.min(MOST_WINDOW_NS, ns / WINDOWS)))
                .limitNs(ns)
                .seed(trial.seed())
                .costs(costs)
                .groups(Workloads.groups(
                        trial.workload().kind(), trial.workload().settings()));
        for (final Topology.QueueEvent event : trial.topology().events()) {
            simulation = simulation.queuesAt(TimeUnit.MILLISECONDS.toNanos(event.atMs()), 0, event.queues());
        }
        return simulation.run();
    }

    @Override
    public void close() {
        shelf.close();
    }
}
