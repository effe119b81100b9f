package org.jackfield.core.steering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What the operator allows, applied to decisions. */
class SteeringMaskTest {
    private static boolean[] excluded(final int workers, final int... some) {
        final boolean[] excluded = new boolean[workers];
        for (final int worker : some) {
            excluded[worker] = true;
        }
        return excluded;
    }

    private static int[] counts(final short[] owners, final int workers) {
        final int[] counts = new int[workers];
        for (final short owner : owners) {
            counts[owner]++;
        }
        return counts;
    }

    private static int differing(final short[] one, final short[] other) {
        int differing = 0;
        for (int b = 0; b < one.length; b++) {
            differing += one[b] == other[b] ? 0 : 1;
        }
        return differing;
    }

    @Test
    void shouldChangeNothingWithoutLimits() {
        final SteeringMask open = SteeringMask.open(4);
        final short[] decided = IndirectionTable.even(4);
        assertArrayEquals(decided, open.owners(decided));
        assertNull(open.redirect());
    }

    @Test
    void shouldMoveOnlyTheBucketsOfExcludedWorkersAndDealThemEvenly() {
        final SteeringMask mask = SteeringMask.of(excluded(4, 2), 0, new int[0]);
        final short[] decided = IndirectionTable.even(4);
        final short[] owners = mask.owners(decided);
        assertEquals(256, differing(decided, owners));
        assertArrayEquals(new int[] {342, 341, 0, 341}, counts(owners, 4));
        assertArrayEquals(owners, mask.owners(decided), "each time the same");
    }

    @Test
    void shouldKeepTheNumberOfWorkersAPolicyUses() {
        final SteeringMask mask = SteeringMask.of(excluded(4, 1), 0, new int[0]);
        final short[] two = IndirectionTable.even(2);
        assertArrayEquals(new int[] {512, 0, 512, 0}, counts(mask.owners(two), 4));
        final short[] one = new short[IndirectionTable.BUCKETS];
        Arrays.fill(one, (short) 1);
        assertArrayEquals(new int[] {1024, 0, 0, 0}, counts(mask.owners(one), 4));
    }

    @Test
    void shouldLetTheFirstOnesServeWhereOnlySomeMay() {
        final SteeringMask mask = SteeringMask.of(excluded(4, 0), 2, new int[0]);
        assertEquals(2, mask.serving());
        assertArrayEquals(new int[] {0, 512, 512, 0}, counts(mask.owners(IndirectionTable.even(4)), 4));
        assertArrayEquals(new short[] {1, 1, 2, 2}, mask.redirect());
        assertSame(mask.redirect(), mask.redirect());
    }

    @Test
    void shouldShareByWeightAmongTheWorkersAPolicyUses() {
        final SteeringMask mask = SteeringMask.of(excluded(3), 0, new int[] {1, 1, 2});
        final short[] decided = IndirectionTable.even(3);
        final short[] owners = mask.owners(decided);
        assertArrayEquals(new int[] {256, 256, 512}, counts(owners, 3));
        assertEquals(512 - 341, differing(decided, owners), "no more than it needs");
        assertArrayEquals(new int[] {512, 512, 0}, counts(mask.owners(IndirectionTable.even(2)), 3));
    }

    @Test
    void shouldTakeTheSurplusEvenlyFromAllOverTheTable() {
        final SteeringMask mask = SteeringMask.of(excluded(2), 0, new int[] {1, 3});
        final short[] owners = mask.owners(IndirectionTable.even(2));
        for (int quarter = 0; quarter < 4; quarter++) {
            final short[] part = Arrays.copyOfRange(owners, 256 * quarter, 256 * (quarter + 1));
            assertEquals(64, counts(part, 2)[0], 1, "quarter " + quarter);
        }
    }

    @Test
    void shouldExcludeWhoHasNoWeight() {
        final SteeringMask mask = SteeringMask.of(excluded(3), 0, new int[] {1, 0, 1});
        assertArrayEquals(new int[] {512, 0, 512}, counts(mask.owners(IndirectionTable.even(3)), 3));
        assertArrayEquals(new short[] {0, 0, 2}, mask.redirect());
    }

    @Test
    void shouldDealTheFramesOfExcludedWorkersByWeight() {
        final SteeringMask mask = SteeringMask.of(excluded(5, 2, 3, 4), 0, new int[] {1, 3, 1, 1, 1});
        assertArrayEquals(new short[] {0, 1, 1, 1, 0}, mask.redirect());
    }

    /** Whatever is decided and allowed: nobody excluded owns anything, nothing that may stay moves, and a second time changes nothing. */
    @RepeatedTest(50)
    void shouldComeToRestWithAnyDecision(final RepetitionInfo repetition) {
        final Random random = new Random(repetition.getCurrentRepetition());
        final int workers = 1 + random.nextInt(16);
        final boolean[] excluded = new boolean[workers];
        for (int w = 1; w < workers; w++) {
            excluded[w] = random.nextInt(3) == 0;
        }
        final int[] weights = random.nextBoolean() ? new int[0] : new int[workers];
        for (int w = 0; w < weights.length; w++) {
            weights[w] = 1 + random.nextInt(9);
        }
        final SteeringMask mask = SteeringMask.of(excluded, random.nextInt(workers + 1), weights);
        final short[] decided = new short[IndirectionTable.BUCKETS];
        for (int b = 0; b < decided.length; b++) {
            decided[b] = (short) random.nextInt(workers);
        }
        final short[] owners = mask.owners(decided);
        for (int b = 0; b < owners.length; b++) {
            assertTrue(mask.serves(owners[b]));
            assertTrue(weights.length > 0 || !mask.serves(decided[b]) || owners[b] == decided[b]);
        }
        assertArrayEquals(owners, mask.owners(owners));
    }
}
