package org.jackfield.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRunTest {
    private static final String TEXT = """
            name: small
            title: Small
            topology: {queues: [1, 2]}
            workloads: [imix]
            policies: [symmetric-hash, rebalance]
            repetitions: 2
            retries: 2
            measures: [frame-rate, loss]
            questions:
              - {text: Faster?, compare: {measure: frame-rate, against: symmetric-hash}}
            """;

    @TempDir
    private Path parent;

    private final Fakes.Silent progress = new Fakes.Silent();
    private final AtomicLong clockNs = new AtomicLong();

    private ResultFolder folder(final Mode mode) throws LabException {
        return Fakes.folder(parent.resolve("r"), TEXT, mode);
    }

    private ExperimentRun run(final ResultFolder folder, final Runner runner, final Optional<Noise> noise)
            throws LabException {
        return new ExperimentRun(Fakes.experiment(TEXT), folder, runner, noise, progress, clockNs::get);
    }

    @Test
    void shouldMakeOnlyWhatIsMissingWhenResumed() throws LabException {
        final Fakes.MadeUp good = new Fakes.MadeUp((trial, measure) -> 1);
        final Runner broken = trial -> {
            if (good.made().size() == 3) {
                throw new IllegalStateException("power cut");
            }
            return good.run(trial);
        };
        final ResultFolder folder = folder(Mode.SIMULATED);
        assertThrows(
                IllegalStateException.class,
                () -> run(folder, broken, Optional.empty()).run());
        assertEquals(3, folder.trials().size());
        final ResultFolder again = ResultFolder.open(folder.path()).resume(Fakes.SESSION);
        final Fakes.MadeUp rest = new Fakes.MadeUp((trial, measure) -> 2);
        final List<TrialResult> all = run(again, rest, Optional.empty()).run();
        assertEquals(8, all.size());
        assertEquals(5, rest.made().size());
        assertEquals(
                List.of(1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0),
                all.stream().map(trial -> trial.outcome().require(Measure.LOSS)).toList());
        assertEquals(2, ResultFolder.open(folder.path()).about().sessions().size());
        run(
                        again,
                        trial -> {
                            throw new LabException("never called");
                        },
                        Optional.empty())
                .run();
    }

    @Test
    void shouldTryAFailedTrialAgainWhenResumed() throws LabException {
        final ResultFolder folder = folder(Mode.SIMULATED);
        final AtomicInteger calls = new AtomicInteger();
        final Fakes.MadeUp good = new Fakes.MadeUp((trial, measure) -> 1);
        run(
                        folder,
                        trial -> {
                            if (calls.incrementAndGet() == 2) {
                                throw new LabException("no frame came through");
                            }
                            return good.run(trial);
                        },
                        Optional.empty())
                .run();
        final TrialResult failed = folder.trials().get(1);
        assertEquals(Optional.of("no frame came through"), failed.failure());
        assertTrue(progress.said.contains("rebalance, imix, 1 queue, 1 worker failed: no frame came through"));
        run(folder, good, Optional.empty()).run();
        assertEquals(8, good.made().size());
        assertTrue(folder.trials().stream().allMatch(TrialResult::isDone));
    }

    @Test
    void shouldLeaveAloneWhatFailsTwiceAndGiveUpWhenNothingWorks() throws LabException {
        final ResultFolder folder = folder(Mode.SIMULATED);
        final Fakes.MadeUp good = new Fakes.MadeUp((trial, measure) -> 1);
        final Map<String, Integer> tried = new HashMap<>();
        final List<TrialResult> all = new ExperimentRun(
                        Fakes.experiment(TEXT).with(5, 1),
                        Fakes.folder(parent.resolve("five"), TEXT, Mode.SIMULATED),
                        trial -> {
                            tried.merge(trial.policy().name() + trial.topology().queues(), 1, Integer::sum);
                            if (trial.policy().name().equals("rebalance")) {
                                throw new LabException("no");
                            }
                            return good.run(trial);
                        },
                        Optional.empty(),
                        progress,
                        clockNs::get)
                .run();
        assertEquals(Map.of("symmetric-hash1", 5, "symmetric-hash2", 5, "rebalance1", 2, "rebalance2", 2), tried);
        assertEquals(10, all.stream().filter(TrialResult::isDone).count());
        final LabException gaveUp = assertThrows(
                LabException.class,
                () -> run(
                                folder,
                                trial -> {
                                    throw new LabException("no root");
                                },
                                Optional.empty())
                        .run());
        assertEquals("the first 3 trials failed, the last one because: no root", gaveUp.getMessage());
    }

    @Test
    void shouldMakeADisturbedTrialAgainAndKeepTheQuietestThatWorked() throws LabException {
        final Deque<Quiet> looks =
                new ArrayDeque<>(List.of(new Quiet(0, 20, 0), new Quiet(0, 8, 0), new Quiet(0, 9, 0)));
        final Noise noise = () -> () -> Optional.ofNullable(looks.poll()).orElse(new Quiet(1, 1, 1));
        final AtomicInteger calls = new AtomicInteger();
        final Fakes.MadeUp runner = new Fakes.MadeUp((trial, measure) -> calls.get());
        final List<TrialResult> all = run(
                        folder(Mode.LIVE),
                        trial -> {
                            calls.incrementAndGet();
                            return runner.run(trial);
                        },
                        Optional.of(noise))
                .run();
        assertEquals(3, all.get(0).tries());
        assertEquals(2, all.get(0).outcome().require(Measure.LOSS));
        assertTrue(all.get(0).isDisturbed());
        assertEquals(1, all.get(1).tries());
        assertFalse(all.get(1).isDisturbed());
        assertEquals(10, runner.made().size());
    }

    @Test
    void shouldSayHowLongItTakes() throws LabException {
        run(
                        folder(Mode.SIMULATED),
                        trial -> {
                            clockNs.addAndGet(10_000_000_000L);
                            return new Fakes.MadeUp((each, measure) -> 1).run(trial);
                        },
                        Optional.empty())
                .run();
        assertEquals("1/8 symmetric-hash passed 0", progress.said.get(0));
        assertEquals("2/8 rebalance passed 10 left 70", progress.said.get(1));
        assertEquals("8/8 rebalance passed 70 left 10", progress.said.get(7));
    }

    @Test
    void shouldCloseTheRunnerAndKeepNothingOfTheTrialInProgressWhenStopped() throws LabException {
        final ResultFolder folder = folder(Mode.LIVE);
        final AtomicInteger closed = new AtomicInteger();
        final List<ExperimentRun> self = new ArrayList<>();
        final Runner runner = new Runner() {
            @Override
            public Outcome run(final Trial trial) throws LabException {
                self.get(0).stop();
                throw new LabException("the switch is gone");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        self.add(run(folder, runner, Optional.empty()));
        final LabException stopped = assertThrows(LabException.class, self.get(0)::run);
        assertEquals("stopped", stopped.getMessage());
        assertEquals(1, closed.get());
        assertEquals(List.of(), folder.trials());
    }

    @Test
    void shouldRefuseFoldersThatAreNotItsOwnOrDamaged() throws LabException, IOException {
        final Path other = Files.createDirectories(parent.resolve("other"));
        Files.writeString(other.resolve("letter.txt"), "dear");
        assertTrue(message(() -> Fakes.folder(other, TEXT, Mode.LIVE)).contains("is not empty"));
        assertTrue(message(() -> ResultFolder.open(other)).contains("holds no results"));
        final ResultFolder folder = folder(Mode.LIVE);
        Fakes.run(folder, Fakes.experiment(TEXT), (trial, measure) -> 1);
        Files.writeString(folder.path().resolve("trials/00002.json"), "{\"number\": 2");
        assertTrue(message(folder::trials).contains("00002.json is damaged"), message(folder::trials));
        Files.writeString(folder.path().resolve("experiment.yaml"), TEXT + "seed: 2\n");
        assertTrue(message(() -> ResultFolder.open(folder.path())).contains("was changed after the run began"));
    }

    private static String message(final org.junit.jupiter.api.function.Executable action) {
        return String.valueOf(assertThrows(LabException.class, action).getMessage());
    }

    @Test
    void shouldWriteTablesThatReadBackTheSame() throws LabException, IOException {
        final ResultFolder folder = folder(Mode.SIMULATED);
        final List<TrialResult> all = Fakes.run(
                folder,
                Fakes.experiment(TEXT),
                (trial, measure) -> trial.topology().queues() * 1e9 / 3 + measure.ordinal());
        final List<List<String>> values =
                Csv.parse(Files.readString(folder.path().resolve("trials.csv")));
        assertEquals("trial", values.get(0).get(0));
        assertEquals(1 + 8 * 2, values.size());
        final Set<Double> expected = new HashSet<>();
        all.forEach(trial -> expected.addAll(trial.outcome().values().values()));
        final Set<Double> read = new HashSet<>();
        values.subList(1, values.size()).forEach(line -> read.add(Double.valueOf(line.get(line.size() - 1))));
        assertEquals(expected, read);
        final List<List<String>> series =
                Csv.parse(Files.readString(folder.path().resolve("series.csv")));
        assertEquals(1 + 8 * 4, series.size());
        assertEquals(
                List.of(
                        "1",
                        "1",
                        "symmetric-hash",
                        "imix",
                        "1",
                        "1",
                        "frames of workers",
                        "frames/s",
                        "worker 1",
                        "1000000",
                        "4.0"),
                series.get(4));
        final List<List<String>> latencies =
                Csv.parse(Files.readString(folder.path().resolve("latencies.csv")));
        assertEquals(List.of("all, \"mice\"", "1.0", "123456"), latencies.get(2).subList(6, 9));
    }

    @Test
    void shouldQuoteWhatCommasAndQuotesAndLineEndsWouldBreak() {
        final List<String> cells = List.of("", "a", "a,b", "say \"a\"", "two\nlines", "\r", "\"");
        final String text = new Csv().line(cells.toArray()).line("x").toString();
        assertEquals(List.of(cells, List.of("x")), Csv.parse(text));
    }

    @Test
    void shouldReadBackWhatItKept() throws LabException {
        final ResultFolder folder = folder(Mode.LIVE);
        final Outcome outcome = new Fakes.MadeUp((trial, measure) -> 1.5)
                .run(Plan.of(Fakes.experiment(TEXT), Mode.LIVE).get(0).trial());
        final TrialResult kept = new TrialResult(
                4,
                new Plan.Cell("p", "w", 2, 3),
                5,
                6,
                7,
                Optional.of(new Quiet(1.5, 2, 3)),
                0.25,
                Optional.empty(),
                outcome);
        folder.keep(kept);
        final TrialResult read = folder.trials().get(0);
        assertEquals(kept.cell(), read.cell());
        assertEquals(kept.quiet(), read.quiet());
        assertEquals(kept.outcome().values(), read.outcome().values());
        assertEquals(kept.outcome().notes(), read.outcome().notes());
        assertEquals(List.of(4, 5, 6L, 7), List.of(read.number(), read.repetition(), read.seed(), read.tries()));
        assertEquals(123_456, read.outcome().latencies().get(0).ns()[1]);
        assertEquals(4, read.outcome().series().get(0).values()[1][1]);
    }
}
