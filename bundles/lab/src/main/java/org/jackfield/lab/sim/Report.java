package org.jackfield.lab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;

/** What came of a simulation, in the words of the laboratory. */
final class Report {
    private final Setup setup;
    private final Books books;
    private final List<Worker> workers;
    private final String lastDecision;

    Report(final Setup setup, final Books books, final List<Worker> workers, final String lastDecision) {
        this.setup = setup;
        this.books = books;
        this.workers = workers;
        this.lastDecision = lastDecision;
    }

    /** After so much virtual time. */
    Outcome outcome(final long endNs) {
        final long durationNs = Math.max(1, endNs);
        final Map<Measure, Double> values = books.arrivals.values(books.offered, durationNs);
        final List<Outcome.Series> series = books.arrivals.series();
        series.add(books.balance.series());
        series.add(books.balance.awakeSeries());
        series.add(books.depths.series());
        of(values, (double) durationNs / TimeUnit.SECONDS.toNanos(1));
        return new Outcome(values, series, books.arrivals.distributions(), notes(values));
    }

    private void of(final Map<Measure, Double> values, final double seconds) {
        values.put(Measure.HANDOFFS, share(books.handedOff, books.read));
        values.put(Measure.BUCKET_MOVES, books.bucketsMoved / seconds);
        values.put(Measure.WAKE_UPS, share(books.wakeUps, books.processed));
        values.put(Measure.QUEUE_DEPTH, books.depths.busiest());
        values.put(Measure.WORKERS_AWAKE, books.balance.awake());
        if (books.processed > 0) {
            values.put(Measure.IMBALANCE, books.balance.imbalance());
            values.put(Measure.JAIN, books.balance.jain());
            values.put(Measure.BATCH, (double) books.processed / books.batches);
            values.put(
                    Measure.CPU_PER_FRAME,
                    workers.stream().mapToDouble(worker -> worker.cpuNs).sum() / books.processed);
        }
    }

    private static double share(final long part, final long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    private List<String> notes(final Map<Measure, Double> values) {
        final List<String> notes = new ArrayList<>();
        notes.add(String.format(
                Locale.ROOT,
                "simulated: %d workers on %d processors, %d queues for each port, %s, seed %d",
                setup.workers(),
                setup.processors(),
                setup.queues(),
                setup.kernelSteering() ? "the kernel steers by the switch's table" : "the kernel does not steer",
                setup.seed()));
        for (final Loss where : Loss.values()) {
            if (books.lost(where) > 0) {
                notes.add(books.lost(where) + " frames were lost: " + where.sentence);
            }
        }
        if (books.moves > 0) {
            notes.add(books.bucketsMoved + " buckets were handed over, in " + books.moves + " moves");
        }
        notes.addAll(changes());
        if (setup.policy().preservesOrder() && values.getOrDefault(Measure.REORDERED, 0.0) > 0) {
            notes.add("the policy says that it keeps flows in order, and did not");
        }
        if (!lastDecision.isEmpty()) {
            notes.add("last decision of the policy: " + lastDecision);
        }
        return notes;
    }

    private List<String> changes() {
        final List<String> notes = new ArrayList<>();
        if (books.queueChanges > 0) {
            notes.add("the number of queues of a port changed " + books.queueChanges
                    + (books.queueChanges == 1 ? " time" : " times"));
        }
        if (books.missedChanges > 0) {
            notes.add(books.missedChanges + " changes of queues were due after traffic had ended");
        }
        return notes;
    }
}
