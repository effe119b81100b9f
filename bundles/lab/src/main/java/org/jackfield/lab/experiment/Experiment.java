package org.jackfield.lab.experiment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.lab.api.Measure;

/**
 * What an experiment file says. Immutable.
 *
 * @param heading name and texts
 * @param questions what it is to answer
 * @param setup the switch
 * @param workloads what is sent
 * @param policies what steers
 * @param effort how often, how long, what is measured
 */
public record Experiment(
        Heading heading,
        List<Question> questions,
        Setup setup,
        List<NamedWorkload> workloads,
        List<NamedPolicy> policies,
        Effort effort) {
    private static final double MS_PER_SECOND = 1000;

    /**
     * What it is.
     *
     * @param name a word
     * @param title a line
     * @param about paragraphs, may be empty
     */
    public record Heading(String name, String title, String about) {}

    /**
     * The switch, or several.
     *
     * @param queues numbers of queues, each of which is tried
     * @param workers forwarding threads, or {@link #PER_QUEUE}
     * @param processors the processors workers are bound to; empty for any
     * @param kernelSteering whether the kernel steers by the policies' tables, where a policy does not say otherwise
     * @param events changes while traffic runs
     */
    public record Setup(
            List<Integer> queues,
            int workers,
            List<Integer> processors,
            boolean kernelSteering,
            List<Topology.QueueEvent> events) {
        /** As many workers as queues. */
        public static final int PER_QUEUE = 0;

        /** Copies what it is given. */
        public Setup {
            queues = List.copyOf(queues);
            processors = List.copyOf(processors);
            events = List.copyOf(events);
        }

        /** Workers of the switch with a number of queues. */
        int workersOf(final int count) {
            return workers == PER_QUEUE ? count : workers;
        }
    }

    /**
     * A workload.
     *
     * @param label in questions and results
     * @param choice kind and settings
     * @param modes where it can be sent
     * @param isTimed whether its kind has a setting {@link #DURATION} that the file leaves to the experiment
     */
    public record NamedWorkload(String label, WorkloadChoice choice, Mode modes, boolean isTimed) {
        /** Setting of kinds that end by themselves: milliseconds. */
        static final String DURATION = "duration-ms";

        /** What is sent in a trial: where nothing else is said, as long as the trial lasts. */
        WorkloadChoice lasting(final double seconds) {
            if (!isTimed) {
                return choice;
            }
            final Map<String, String> settings = new TreeMap<>(choice.settings());
            settings.put(DURATION, String.valueOf((long) Math.ceil(seconds * MS_PER_SECOND)));
            return new WorkloadChoice(choice.kind(), settings);
        }
    }

    /**
     * A policy.
     *
     * @param label in questions and results
     * @param choice name and settings
     * @param kernelSteering whether the kernel steers by its table
     */
    public record NamedPolicy(String label, PolicyChoice choice, boolean kernelSteering) {}

    /**
     * How often, how long, what is measured.
     *
     * @param repetitions of each trial
     * @param seconds a trial sends
     * @param seed of the first repetition
     * @param retries of a live trial that others disturbed
     * @param measures what is measured
     * @param mode where it may be run
     */
    public record Effort(int repetitions, double seconds, long seed, int retries, Set<Measure> measures, Mode mode) {
        /** Copies what it is given. */
        public Effort {
            measures = Set.copyOf(measures);
        }
    }

    /** Copies what it is given. */
    public Experiment {
        questions = List.copyOf(questions);
        workloads = List.copyOf(workloads);
        policies = List.copyOf(policies);
    }

    /** Its name. */
    public String name() {
        return heading.name();
    }

    /**
     * The same with another number of repetitions and another duration of trials.
     *
     * @throws LabException when they are out of range, or a trial would end before its events
     */
    public Experiment with(final int repetitions, final double seconds) throws LabException {
        require("repetitions", repetitions);
        require("seconds", seconds);
        for (final Topology.QueueEvent event : setup.events()) {
            if (event.atMs() >= seconds * MS_PER_SECOND) {
                throw new LabException(
                        "seconds: of " + Schema.number(seconds) + " s a trial has ended when the number of"
                                + " queues is to change at " + event.atMs() + " ms");
            }
        }
        final Effort other =
                new Effort(repetitions, seconds, effort.seed(), effort.retries(), effort.measures(), effort.mode());
        return new Experiment(heading, questions, setup, workloads, policies, other);
    }

    private static void require(final String name, final double value) throws LabException {
        final Schema.Range range = Schema.key(name).range();
        if (!range.contains(value)) {
            throw new LabException(name + " must be from " + range + ", not " + Schema.number(value));
        }
    }

    /** Workloads that can be sent in a mode. */
    public List<NamedWorkload> workloadsIn(final Mode mode) {
        return workloads.stream()
                .filter(workload -> workload.modes().allows(mode))
                .toList();
    }
}
