package org.jackfield.steering.spray;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/**
 * Gives each frame to a worker drawn at random, by xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift
 * generators, scrambled", 2016), whose upper half is well mixed. One worker.
 */
@HotPath
final class SpraySteering implements FrameSteering {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final int workers;
    private long state;

    /** Readers draw from sequences of their own, each the same for the same seed. */
    SpraySteering(final long seed, final int worker, final int workers) {
        this.workers = workers;
        this.state = nonZero(mix(seed + GOLDEN * (worker + 1)));
    }

    /** The finisher of SplitMix64, so that neighbouring seeds give sequences that have nothing in common. */
    private static long mix(final long seed) {
        final long a = (seed ^ seed >>> 30) * 0xBF58476D1CE4E5B9L;
        final long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }

    /** Zero is the one state that a xorshift never leaves. */
    private static long nonZero(final long seed) {
        return seed == 0 ? GOLDEN : seed;
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final long all = workers;
        long x = state;
        for (int i = 0; i < batch.count; i++) {
            x = next(x);
            owners[i] = (short) ((output(x) >>> 32) * all >>> 32);
        }
        state = x;
    }

    static long next(final long state) {
        long x = state;
        x ^= x >>> 12;
        x ^= x << 25;
        x ^= x >>> 27;
        return x;
    }

    static long output(final long state) {
        return state * 0x2545F4914F6CDD1DL;
    }
}
