package org.jackfield.steering.rebalance;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.api.steering.BucketLoad;
import org.jspecify.annotations.Nullable;

/**
 * What each bucket costs its worker, in parts of what it can carry: the worker's load shared out by what went through its buckets, as RSS++
 * does it (Barbette, CoNEXT 2019), but for frames and bytes where RSS++ counts packets, because a frame of a switch between guests may have
 * 64 KB. Smoothed over a few times. One thread at a time.
 */
final class BucketCosts {
    /**
     * So many bytes cost what a frame costs besides them: 64 bytes were forwarded in 1219 ns and 512 bytes in 1282 ns on the machine this
     * was measured on, which is 0.14 ns a byte.
     */
    static final double BYTES_PER_FRAME = 8192;
    /** Part of the newest measurement in the smoothed one. */
    private static final double NEWEST = 0.5;

    private @Nullable BucketLoad before;
    private double[] costs = new double[0];
    private boolean begun;

    /** Whether counts have begun anew, which they do when the policy was put in force. */
    boolean begunAnew(final BucketLoad now) {
        final BucketLoad since = before;
        for (int b = 0; since != null && b < Math.min(now.frames().length, since.frames().length); b++) {
            if (now.frames()[b] < since.frames()[b]) {
                return true;
            }
        }
        return false;
    }

    /** Forgets how costs were; the next measurement is what they are. */
    void restart() {
        begun = false;
    }

    /** Takes counts as where the next measurement begins. */
    void skip(final BucketLoad now) {
        before = now;
    }

    /**
     * Costs by bucket, since the counts before. Empty where there are none to compare with, or of a table of another size.
     *
     * @param loads what part of what it can carry each worker carried in this time
     */
    Optional<double[]> next(final BucketLoad now, final short[] owners, final double[] loads) {
        final BucketLoad since = before;
        before = now;
        if (since == null || incomparable(since, now, owners)) {
            begun = false;
            return Optional.empty();
        }
        final double[] weights = new double[owners.length];
        final double[] sums = new double[loads.length];
        for (int b = 0; b < owners.length; b++) {
            weights[b] = frames(since, now, b) + bytes(since, now, b) / BYTES_PER_FRAME;
            sums[owners[b]] += weights[b];
        }
        return Optional.of(smoothed(owners, loads, weights, sums));
    }

    /**
     * What a frame costs on average since the counts before, a small one being 1, by worker: by what went through its buckets, of all workers
     * where nothing did.
     */
    double[] frameWeights(final BucketLoad now, final short[] owners, final int workers) {
        final double[] frames = new double[workers];
        final double[] bytes = new double[workers];
        final BucketLoad since = before;
        if (since != null && !incomparable(since, now, owners)) {
            for (int b = 0; b < owners.length; b++) {
                frames[owners[b]] += frames(since, now, b);
                bytes[owners[b]] += bytes(since, now, b);
            }
        }
        final double ofAll =
                weight(Arrays.stream(frames).sum(), Arrays.stream(bytes).sum(), 1);
        final double[] weights = new double[workers];
        Arrays.setAll(weights, w -> weight(frames[w], bytes[w], ofAll));
        return weights;
    }

    private static double weight(final double frames, final double bytes, final double otherwise) {
        return frames > 0 ? 1 + bytes / BYTES_PER_FRAME / frames : otherwise;
    }

    private static boolean incomparable(final BucketLoad since, final BucketLoad now, final short[] owners) {
        return since.frames().length != owners.length || now.frames().length != owners.length;
    }

    private static double frames(final BucketLoad since, final BucketLoad now, final int bucket) {
        return Math.max(0, now.frames()[bucket] - since.frames()[bucket]);
    }

    private static double bytes(final BucketLoad since, final BucketLoad now, final int bucket) {
        return Math.max(0, now.bytes()[bucket] - since.bytes()[bucket]);
    }

    private double[] smoothed(final short[] owners, final double[] loads, final double[] weights, final double[] sums) {
        final boolean first = !begun || costs.length != owners.length;
        final double[] smoothed = new double[owners.length];
        for (int b = 0; b < owners.length; b++) {
            final int worker = owners[b];
            final double cost = sums[worker] > 0 ? loads[worker] * weights[b] / sums[worker] : 0;
            smoothed[b] = first ? cost : NEWEST * cost + (1 - NEWEST) * costs[b];
        }
        costs = smoothed;
        begun = true;
        return smoothed.clone();
    }
}
