package org.jackfield.testkit.contract;

import java.util.Arrays;
import java.util.Random;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.SteeringState;

/** What went through the buckets of a switch that a test scripts. */
final class BucketCounts {
    private static final int FRAME_BYTES = 1000;

    private long[] frames = {};
    private long[] bytes = {};

    /** Buckets that have counted so much already. */
    BucketCounts startAt(final int buckets, final long count) {
        frames = new long[buckets];
        bytes = new long[buckets];
        Arrays.fill(frames, count);
        Arrays.fill(bytes, count);
        return this;
    }

    /** What buckets have counted where all frames of the workers were spread over them evenly. */
    BucketLoad of(final SteeringState state) {
        startAt(state.buckets(), Arrays.stream(state.frames()).sum() / state.buckets());
        Arrays.setAll(bytes, b -> frames[b] * FRAME_BYTES);
        return load();
    }

    /** Lets time pass: nothing at all, a few buckets, one elephant, or something everywhere. */
    void grow(final Random random) {
        final int kind = random.nextInt(4);
        for (int b = 0; b < frames.length; b++) {
            final boolean some = kind == 1 && random.nextInt(50) == 0 || kind == 2 && b == 0 || kind == 3;
            final long more = some ? random.nextInt(kind == 2 ? 200_000_000 : 10_000) : 0;
            frames[b] += more;
            bytes[b] += more * (60 + random.nextInt(60));
        }
    }

    /** Arrays of the policy's own. */
    BucketLoad load() {
        return new BucketLoad(frames.clone(), bytes.clone());
    }
}
