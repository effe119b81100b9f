package org.jackfield.steering.twochoices;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.testkit.SteeringRun;
import org.jackfield.testkit.contract.SteeringContractTest;
import org.junit.jupiter.api.Test;

class TwoChoicesPolicyTest extends SteeringContractTest {
    private static final long MS = 1_000_000;

    private final TwoChoicesPolicy policy = new TwoChoicesPolicy(16_384, 3000, 1);

    @Override
    protected SteeringPolicy newPolicy() {
        return new TwoChoicesPolicy(2048, 3000, 0);
    }

    @Override
    protected boolean mayMove(final SteeringRun.Move move) {
        return move.gapNs() >= 3000 * MS;
    }

    @Test
    void shouldLeaveNewFlowsToBucketOwnersWhileNobodyIsBehind() {
        final SteeringRun run = new SteeringRun(policy, 8);
        for (int flow = 0; flow < 200; flow++) {
            assertEquals(run.ownerOf(flow), run.feed(flow)[0]);
        }
    }

    @Test
    void shouldComparePairsOnlyAndDrawAllOthers() {
        final SteeringRun run = new SteeringRun(policy, 8);
        int flow = 0;
        while (run.ownerOf(flow) != 3) {
            flow++;
        }
        for (int w = 0; w < 8; w++) {
            run.backlog(w, 1);
        }
        run.backlog(3, 2);
        final Set<Short> drawn = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            drawn.add(run.pass(4000 * MS).feed(flow)[0]);
        }
        assertEquals(Set.of((short) 0, (short) 1, (short) 2, (short) 4, (short) 5, (short) 6, (short) 7), drawn);
        run.backlog(3, 0);
        assertEquals(3, run.pass(4000 * MS).feed(flow)[0]);
    }

    @Test
    void shouldLeaveAFlowWhereItIsUntilItIsIdle() {
        final SteeringRun run = new SteeringRun(policy, 2).backlog(0, 100);
        run.feed(IntStream.range(0, 100).toArray());
        assertEquals(100, run.counts()[1]);
        run.backlog(0, 0).backlog(1, 1000);
        for (int i = 0; i < 10; i++) {
            run.pass(2900 * MS).feed(IntStream.range(0, 100).toArray());
        }
        assertEquals(0, run.moves().size());
        run.countAnew().pass(3375 * MS).feed(IntStream.range(0, 100).toArray());
        assertEquals(100, run.counts()[0]);
    }

    @Test
    void shouldRepeatARunWithTheSameSeed() {
        assertArrayEquals(choices(42), choices(42));
        assertFalse(Arrays.equals(choices(42), choices(43)));
    }

    private static short[] choices(final long seed) {
        final SteeringRun run = new SteeringRun(new TwoChoicesPolicy(16_384, 3000, seed), 64);
        IntStream.range(0, 64).forEach(w -> run.backlog(w, w % 9));
        return run.feed(IntStream.range(0, 1000).toArray());
    }

    /**
     * Balls and bins, n of each (Azar, Broder, Karlin, Upfal 1994; Mitzenmacher 2001): the fullest bin has ln n / ln
     * ln n by one choice, ln ln n / ln 2 + O(1) by two. For n = 64 that means 4 to 5 against 2 to 3.
     */
    @Test
    void shouldHaveTheFullestWorkerThatTheoryPromises() {
        double one = 0;
        double two = 0;
        final int runs = 100;
        for (int seed = 1; seed <= runs; seed++) {
            final SteeringRun run = new SteeringRun(new TwoChoicesPolicy(16_384, 3000, seed), 64);
            final int[] placed = new int[64];
            final int[] hashed = new int[64];
            for (int i = 0; i < 64; i++) {
                final int flow = seed * 64 + i;
                hashed[run.ownerOf(flow)]++;
                final int worker = run.feed(flow)[0];
                placed[worker]++;
                run.backlog(worker, placed[worker]);
            }
            one += Arrays.stream(hashed).max().orElseThrow();
            two += Arrays.stream(placed).max().orElseThrow();
        }
        final String found = one / runs + " and " + two / runs;
        assertTrue(one / runs > 4 && one / runs < 5, found);
        assertTrue(two / runs > 2 && two / runs < 3, found);
    }

    @Test
    void shouldRefuseBadValues() {
        for (final long[] bad :
                new long[][] {{2047, 3000, 0}, {4096, 999, 0}, {4096, 3_600_001, 0}, {4096, 3000, -1}}) {
            final String message = String.valueOf(assertThrows(
                            IllegalArgumentException.class, () -> policy.change((int) bad[0], (int) bad[1], bad[2]))
                    .getMessage());
            assertTrue(
                    message.matches(".*(entries|idle-ms|seed)=-?\\d+ must be a whole number from \\d+ to \\d+.*"),
                    message);
            assertThrows(
                    IllegalArgumentException.class, () -> new TwoChoicesPolicy((int) bad[0], (int) bad[1], bad[2]));
        }
    }
}
