package org.jackfield.control.shell.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SteeringTableInfo.BucketInfo;

/**
 * What went through the buckets between two looks at the table. When counting began anew in between, since it did.
 *
 * @param seconds the time that was looked at
 * @param table the second look
 * @param buckets all buckets by number
 */
record BucketRates(double seconds, SteeringTableInfo table, List<BucketRate> buckets) {
    private static final double NS = 1e9;

    /**
     * A bucket.
     *
     * @param info its counts at the second look
     * @param frames frames per second
     * @param bits bits of their bytes per second
     * @param share of all frames, 0 to 1
     */
    record BucketRate(BucketInfo info, double frames, double bits, double share) {}

    /**
     * A worker.
     *
     * @param worker its index
     * @param buckets buckets it owns
     * @param frames frames per second of them
     * @param bits bits per second of them
     * @param share of all frames, 0 to 1
     * @param moves how often its buckets have moved
     */
    record WorkerShare(int worker, int buckets, double frames, double bits, double share, long moves) {}

    static BucketRates between(final SteeringTableInfo before, final SteeringTableInfo now) {
        final boolean same = before.sinceMs() == now.sinceMs();
        final double seconds = (now.countedNs() - (same ? before.countedNs() : 0)) / NS;
        final long[] frames = new long[now.buckets().size()];
        final long[] bytes = new long[frames.length];
        long all = 0;
        for (int b = 0; b < frames.length; b++) {
            final BucketInfo old = before.buckets().get(b);
            final BucketInfo present = now.buckets().get(b);
            frames[b] = Math.max(0, present.frames() - (same ? old.frames() : 0));
            bytes[b] = Math.max(0, present.bytes() - (same ? old.bytes() : 0));
            all += frames[b];
        }
        final List<BucketRate> rates = new ArrayList<>();
        for (int b = 0; b < frames.length; b++) {
            rates.add(new BucketRate(
                    now.buckets().get(b),
                    perSecond(frames[b], seconds),
                    8 * perSecond(bytes[b], seconds),
                    all == 0 ? 0 : (double) frames[b] / all));
        }
        return new BucketRates(seconds, now, rates);
    }

    private static double perSecond(final long count, final double seconds) {
        return seconds <= 0 ? 0 : count / seconds;
    }

    /** The same of some buckets; shares stay those of all frames. */
    BucketRates of(final List<BucketRate> some) {
        return new BucketRates(seconds, table, some);
    }

    /** These buckets, the heaviest first, those with the same load by number. */
    List<BucketRate> heaviest() {
        return buckets.stream()
                .sorted(Comparator.comparingDouble(BucketRate::frames)
                        .reversed()
                        .thenComparing(rate -> rate.info().bucket()))
                .toList();
    }

    /** What these buckets are for each worker. */
    List<WorkerShare> workers() {
        final List<WorkerShare> workers = new ArrayList<>();
        for (int w = 0; w < table.workers(); w++) {
            final int worker = w;
            final List<BucketRate> owned = buckets.stream()
                    .filter(rate -> rate.info().worker() == worker)
                    .toList();
            workers.add(new WorkerShare(
                    worker,
                    owned.size(),
                    owned.stream().mapToDouble(BucketRate::frames).sum(),
                    owned.stream().mapToDouble(BucketRate::bits).sum(),
                    owned.stream().mapToDouble(BucketRate::share).sum(),
                    owned.stream().mapToLong(rate -> rate.info().moves()).sum()));
        }
        return workers;
    }
}
