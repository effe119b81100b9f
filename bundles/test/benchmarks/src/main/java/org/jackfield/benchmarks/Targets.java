package org.jackfield.benchmarks;

import java.util.List;

/**
 * Measures what the switch promises of its speed, as ratios that hold on any machine, and prints one line each. To be run on a
 * machine that does nothing else; arguments: some of {@code handoff}, {@code fdb}, {@code learning}, {@code measures}, all by default.
 */
public final class Targets {
    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final long ROUND_MS = Long.getLong("round-ms", 500);

    private static final int LEARNED = 250_000;
    private static final int LEARNING_ROUNDS = 5;

    private Targets() {}

    /** Runs. */
    public static void main(final String[] arguments) throws Exception {
        final List<String> wanted =
                arguments.length == 0 ? List.of("handoff", "fdb", "learning", "measures") : List.of(arguments);
        final Rounds rounds = new Rounds(ROUNDS, ROUND_MS);
        if (wanted.contains("handoff")) {
            new HandoffTargets(rounds).run();
        }
        if (wanted.contains("fdb")) {
            new FdbTargets(rounds).run();
        }
        if (wanted.contains("learning")) {
            LearningTargets.run(LEARNED, LEARNING_ROUNDS);
        }
        if (wanted.contains("measures")) {
            MeasuresTargets.run();
        }
    }
}
