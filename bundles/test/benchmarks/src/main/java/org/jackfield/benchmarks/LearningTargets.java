package org.jackfield.benchmarks;

import java.util.Locale;

/** How many new addresses a second the switch learns from traffic, end to end: worker, requests, conductor, table. */
final class LearningTargets {
    private static final long RATE = 1_000_000;
    private static final int CAPACITY = 1 << 21;

    private LearningTargets() {}

    /**
     * Measures and prints.
     *
     * @param addresses new ones in each round
     * @param rounds rounds at the rate and as many at full speed, in one table each
     */
    static void run(final int addresses, final int rounds) throws Exception {
        for (final long rate : new long[] {RATE, 0}) {
            try (LearningRig rig = new LearningRig(CAPACITY)) {
                for (int round = 0; round < rounds; round++) {
                    print(rate, round * addresses, rig.learn(addresses, rate));
                }
            }
        }
    }

    private static void print(final long rate, final int known, final LearningRig.Learned learned) {
        System.out.printf(
                Locale.ROOT,
                "learning, offered %s: %,.0f addresses a second, %d ns of the conductor each, %d requests lost, %d known before%n",
                rate == 0 ? "all" : String.format(Locale.ROOT, "%,d/s", rate),
                1e9 * learned.addresses() / learned.wallNs(),
                learned.conductorNs() / learned.addresses(),
                learned.lost(),
                known);
    }
}
