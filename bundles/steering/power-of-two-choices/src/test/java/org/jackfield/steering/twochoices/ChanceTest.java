package org.jackfield.steering.twochoices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChanceTest {
    /** The first numbers of the published generator for seed 0, and those of the JDK's for others. */
    @Test
    void shouldBeSplitMix64() {
        final Chance chance = new Chance(0);
        assertEquals(0xE220_A839_7B1D_CDAFL, chance.next());
        assertEquals(0x6E78_9E6A_A1B9_65F4L, chance.next());
        assertEquals(0x06C4_5D18_8009_454FL, chance.next());
        for (final long seed : new long[] {1, -1, Long.MIN_VALUE, 0x1234_5678_9ABC_DEF0L}) {
            final Chance ours = new Chance(seed);
            final SplittableRandom theirs = new SplittableRandom(seed);
            for (int i = 0; i < 1000; i++) {
                assertEquals(theirs.nextLong(), ours.next());
            }
        }
    }

    @Test
    void shouldDrawEveryNumberAboutEquallyOften() {
        for (final int bound : new int[] {1, 2, 3, 7, 63}) {
            final Chance chance = new Chance(bound);
            final int[] drawn = new int[bound];
            for (int i = 0; i < 1000 * bound; i++) {
                drawn[chance.below(bound)]++;
            }
            for (final int times : drawn) {
                assertTrue(times > 800 && times < 1200, () -> times + " of 1000");
            }
        }
    }
}
