package org.jackfield.benchmarks;

import org.jackfield.api.frame.FrameBatch;

/**
 * A table of a million addresses against one of a thousand. What the difference is made of shows a bare array of as many bytes, read
 * at random places a batch at a time: that costs what the misses cost, whatever is looked up.
 */
final class FdbTargets {
    private static final int FEW = 1000;
    private static final int MANY = 1_000_000;
    private static final int HOT = 256;
    private static final int ENTRY_BYTES = 16;

    private final Rounds rounds;

    FdbTargets(final Rounds rounds) {
        this.rounds = rounds;
    }

    /** Measures and prints. */
    void run() {
        final ForwardingRig few = new ForwardingRig(FEW, FEW).withoutThreads();
        final ForwardingRig manyHot = new ForwardingRig(MANY, HOT).withoutThreads();
        final ForwardingRig many = new ForwardingRig(MANY, MANY).withoutThreads();
        final RandomReads near = new RandomReads(FEW * ENTRY_BYTES);
        final RandomReads far = new RandomReads(2 * MANY * ENTRY_BYTES);
        rounds.compare(
                "table of 1,000,000 addresses, frames to 256 of them / table of 1000, CPU per frame",
                () -> rounds.cpuNsEach(() -> forward(manyHot)),
                () -> rounds.cpuNsEach(() -> forward(few)));
        rounds.compare(
                "table of 1,000,000 addresses, frames to all of them / table of 1000, CPU per frame",
                () -> rounds.cpuNsEach(() -> forward(many)),
                () -> rounds.cpuNsEach(() -> forward(few)));
        rounds.compare(
                "reading one word of 32 MB / of 16 kB at random, CPU per word",
                () -> rounds.cpuNsEach(far::batch),
                () -> rounds.cpuNsEach(near::batch));
        rounds.compare(
                "the same when each place depends on the word before",
                () -> rounds.cpuNsEach(far::oneByOne),
                () -> rounds.cpuNsEach(near::oneByOne));
    }

    private static long forward(final ForwardingRig rig) {
        rig.forwardOneOfEach();
        return FrameBatch.CAPACITY;
    }

    /** A bare array. */
    private static final class RandomReads {
        private static final long MULTIPLIER = 0x5851_F42D_4C95_7F2DL;

        private final long[] words;
        private long random = 1;
        private long sum;

        RandomReads(final int bytes) {
            words = new long[bytes / Long.BYTES];
        }

        /** Each place depends on what was read before, so that one miss waits for the other. */
        long oneByOne() {
            long at = random;
            for (int i = 0; i < FrameBatch.CAPACITY; i++) {
                at = at * MULTIPLIER + 1 + words[(int) ((at >>> 33) * words.length >>> 31)];
            }
            random = at;
            return FrameBatch.CAPACITY;
        }

        long batch() {
            long all = 0;
            for (int i = 0; i < FrameBatch.CAPACITY; i++) {
                random = random * MULTIPLIER + 1;
                all ^= words[(int) ((random >>> 33) * words.length >>> 31)];
            }
            sum += all;
            return FrameBatch.CAPACITY;
        }
    }
}
