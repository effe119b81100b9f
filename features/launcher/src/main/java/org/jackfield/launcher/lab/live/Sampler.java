package org.jackfield.launcher.lab.live;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.measure.Balance;
import org.jackfield.launcher.bench.rig.BenchException;

/**
 * Looks at a switch ten times a second while traffic runs, on a thread of its own, and changes the number of queues when the trial says so.
 * Looking costs the switch about a millisecond each time. What was moved is asked for once a second: that answer may name each bucket.
 */
final class Sampler {
    /** Time between two looks, which is a window of the charts, in milliseconds. */
    static final int WINDOW_MS = 100;

    private static final int LOOKS_PER_STEERING = 10;
    private static final long NS_PER_MS = 1_000_000;
    private static final double NS_PER_SECOND = 1e9;
    private static final long END_MS = 30_000;

    private final LiveSwitch live;
    private final List<Topology.QueueEvent> events;
    private final long startNs;
    private final List<Counters> looks = new ArrayList<>();
    private final List<long[]> moves = new ArrayList<>();
    private final FutureTask<Void> task;
    private final CountDownLatch over = new CountDownLatch(1);
    private int event;

    /**
     * Begins to look.
     *
     * @param before what was counted before
     * @param movedBefore buckets moved before
     * @param startNs when traffic begins, by {@link System#nanoTime}
     */
    Sampler(
            final LiveSwitch live,
            final List<Topology.QueueEvent> events,
            final Counters before,
            final long movedBefore,
            final long startNs) {
        this.live = live;
        this.events = events;
        this.startNs = startNs;
        looks.add(before);
        moves.add(new long[] {startNs, movedBefore});
        task = new FutureTask<>(() -> {
            look();
            return null;
        });
        final Thread thread = new Thread(task, "lab-sampler");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() throws BenchException {
        for (int number = 1; !isOver(startNs + number * WINDOW_MS * NS_PER_MS - System.nanoTime()); number++) {
            obey();
            looks.add(Counters.of(System.nanoTime(), live.statistics()));
            if (number % LOOKS_PER_STEERING == 0) {
                moved(live.steering());
            }
        }
    }

    private boolean isOver(final long ns) throws BenchException {
        try {
            return over.await(ns, TimeUnit.NANOSECONDS);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", stopped);
        }
    }

    private void obey() throws BenchException {
        final long passedMs = (System.nanoTime() - startNs) / NS_PER_MS;
        while (event < events.size() && events.get(event).atMs() <= passedMs) {
            live.queues(events.get(event).queues());
            event++;
        }
    }

    /** Takes note of what was moved until now. */
    void moved(final JsonObject steering) {
        moves.add(new long[] {System.nanoTime(), steering.get("bucketsMoved").getAsLong()});
    }

    /** Ends it; refuses when the switch did not answer, or would not change its queues. */
    void stop() throws BenchException {
        over.countDown();
        try {
            task.get(END_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException failed) {
            throw new BenchException("looking at the switch failed: " + failed.getCause(), failed);
        } catch (final TimeoutException stuck) {
            throw new BenchException("the switch does not answer", stuck);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", stopped);
        }
    }

    /** Events that did not happen, because traffic ended before. */
    int missedEvents() {
        return events.size() - event;
    }

    /** Adds what windows tell of the balance. */
    void measure(final int workers, final Map<Measure, Double> values) {
        final Balance balance = balance(workers);
        values.put(Measure.IMBALANCE, balance.imbalance());
        values.put(Measure.JAIN, balance.jain());
        values.put(Measure.WORKERS_AWAKE, balance.awake());
    }

    private Balance balance(final int workers) {
        final Balance balance = new Balance(workers, WINDOW_MS * NS_PER_MS);
        for (int i = 1; i < looks.size(); i++) {
            final Counters grown = looks.get(i).since(looks.get(i - 1));
            final long atNs = Math.max(0, looks.get(i - 1).atNs() - startNs);
            for (int worker = 0; worker < Math.min(workers, grown.processed().length); worker++) {
                if (grown.processed()[worker] > 0) {
                    balance.processed(worker, atNs, grown.processed()[worker]);
                }
            }
        }
        return balance;
    }

    /** What went on over the time. */
    List<Outcome.Series> series(final int workers) {
        final List<Outcome.Series> series = new ArrayList<>();
        series.add(rates("frames of workers", workerNames(workers), (look, line) -> look.processed()[line]));
        final Set<String> queues = new TreeSet<>();
        looks.forEach(look -> queues.addAll(look.queues().keySet()));
        final List<String> names = List.copyOf(queues);
        series.add(
                rates("frames of queues", names, (look, line) -> look.queues().getOrDefault(names.get(line), 0L)));
        series.add(rates("wake-ups of workers by others", List.of("all workers"), (look, line) -> look.wakeUps()));
        series.add(new Outcome.Series(
                "buckets moved",
                "buckets",
                List.of("moved"),
                moves.stream().mapToLong(move -> move[0] - startNs).toArray(),
                new double[][] {
                    moves.stream()
                            .mapToDouble(move -> move[1] - moves.get(0)[1])
                            .toArray()
                }));
        return series;
    }

    private static List<String> workerNames(final int workers) {
        return IntStream.range(0, workers)
                .mapToObj(worker -> "worker " + worker)
                .toList();
    }

    /** A line of what was counted. */
    @FunctionalInterface
    private interface Line {
        long count(Counters look, int line);
    }

    private Outcome.Series rates(final String name, final List<String> lines, final Line of) {
        final long[] atNs = new long[looks.size() - 1];
        final double[][] values = new double[lines.size()][atNs.length];
        for (int i = 1; i < looks.size(); i++) {
            final Counters grown = looks.get(i).since(looks.get(i - 1));
            atNs[i - 1] = Math.max(0, looks.get(i - 1).atNs() - startNs);
            for (int line = 0; line < lines.size(); line++) {
                values[line][i - 1] = of.count(grown, line) * NS_PER_SECOND / Math.max(1, grown.atNs());
            }
        }
        return new Outcome.Series(name, "per second", lines, atNs, values);
    }
}
