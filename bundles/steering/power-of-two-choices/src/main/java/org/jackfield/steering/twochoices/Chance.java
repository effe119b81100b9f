package org.jackfield.steering.twochoices;

import org.jackfield.api.frame.HotPath;

/**
 * Pseudo-random numbers: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators",
 * OOPSLA 2014), as in {@code java.util.SplittableRandom}, which may itself allocate and so is not for workers. One
 * thread.
 */
@HotPath
final class Chance {
    /**
     * How far apart the seeds of two generators are to be at least; not the generator's own step, which would make
     * one follow the other.
     */
    static final long APART = 0xD1B5_4A32_D192_ED03L;

    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    Chance(final long seed) {
        state = seed;
    }

    /** 64 bits. */
    long next() {
        state += STEP;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /**
     * 0 to {@code bound} - 1; the unevenness of a product of 32 bits is beyond notice for the few workers there
     * are.
     */
    int below(final int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }
}
