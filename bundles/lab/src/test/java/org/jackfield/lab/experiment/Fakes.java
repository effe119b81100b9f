package org.jackfield.lab.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;

/** Outcomes and folders without a switch. */
public final class Fakes {
    /** A machine. */
    public static final Machine MACHINE = new Machine("Test CPU", 2, 4L << 30, "6.1", "Java 17");

    /** A run. */
    public static final About.Session SESSION =
            new About.Session("2026-01-02T03:04:05Z", List.of("lab", "run", "x.yaml"), "0.1", MACHINE);

    private Fakes() {}

    /** Makes up the values of trials. */
    public record MadeUp(ToDoubleBiFunction<Trial, Measure> value, List<Trial> made) implements Runner {
        /** By a formula. */
        public MadeUp(final ToDoubleBiFunction<Trial, Measure> value) {
            this(value, new ArrayList<>());
        }

        @Override
        public Outcome run(final Trial trial) throws LabException {
            made.add(trial);
            final Map<Measure, Double> values = new EnumMap<>(Measure.class);
            for (final Measure measure : trial.measures()) {
                final double each = value.applyAsDouble(trial, measure);
                if (!Double.isNaN(each)) {
                    values.put(measure, each);
                }
            }
            final Outcome.Series series = new Outcome.Series(
                    "frames of workers",
                    "frames/s",
                    List.of("worker 0", "worker 1"),
                    new long[] {0, 1_000_000},
                    new double[][] {{1, 2}, {3, 4}});
            final Outcome.Distribution latency =
                    new Outcome.Distribution("all, \"mice\"", new double[] {0.5, 1}, new long[] {1000, 123_456});
            return new Outcome(values, List.of(series), List.of(latency), List.of("made up"));
        }
    }

    /** Says nothing. */
    public static final class Silent implements Progress {
        /** What was said. */
        public final List<String> said = new ArrayList<>();

        @Override
        public void begins(
                final Plan.Planned planned, final int all, final Duration passed, final Optional<Duration> left) {
            said.add(planned.number() + "/" + all + " " + planned.cell().policy() + " passed " + passed.toSeconds()
                    + left.map(time -> " left " + time.toSeconds()).orElse(""));
        }

        @Override
        public void says(final String text) {
            said.add(text);
        }
    }

    /** A new folder of an experiment. */
    public static ResultFolder folder(final Path path, final String text, final Mode mode) throws LabException {
        return ResultFolder.create(path, text, About.of(text, experiment(text), mode, SESSION));
    }

    /** Reads a text. */
    public static Experiment experiment(final String text) throws LabException {
        return ExperimentFile.parse(text, "x.yaml", new TestKinds());
    }

    /** Runs one to the end with made-up values. */
    public static List<TrialResult> run(
            final ResultFolder folder, final Experiment experiment, final ToDoubleBiFunction<Trial, Measure> value)
            throws LabException {
        return new ExperimentRun(experiment, folder, new MadeUp(value), Optional.empty(), new Silent(), () -> 0).run();
    }
}
