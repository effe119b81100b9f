package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.jackfield.steering.elephant.Elephants.Strain;
import org.junit.jupiter.api.Test;

/** Two workers; even buckets are those of worker 0. Flow n is in bucket n. */
class ElephantsTest {
    private static final int BUCKETS = 1024;

    private final Elephants elephants = new Elephants();
    private final short[] owners = new short[BUCKETS];

    ElephantsTest() {
        for (int b = 0; b < BUCKETS; b++) {
            owners[b] = (short) (b % 2);
        }
    }

    /** Two flows of 30 %, and mice. */
    private static FlowShares shares(final int one, final int other) {
        final FlowSketch sketch = new FlowSketch();
        sketch.clear();
        sketch.add(one, 3000);
        sketch.add(other, 3000);
        for (int mouse = 500; mouse < 900; mouse++) {
            sketch.add(mouse, 10);
        }
        return FlowShares.of(List.of(sketch), 2);
    }

    private boolean watch(final Strain strain, final int one, final int other) {
        elephants.watch(shares(one, other), 2, owners, strain);
        return elephants.watch(shares(one, other), 2, owners, strain);
    }

    @Test
    void shouldSetSmallerFlowsOfOneWorkerApartWhileItIsAtItsLimit() {
        assertFalse(watch(Strain.BUSY, 2, 4));
        assertTrue(watch(Strain.LIMIT, 2, 4));
        assertEquals(Set.of(2, 4), elephants.buckets().keySet());
    }

    /** One each is what there is to be had: together they would be more than a worker with half of the mice. */
    @Test
    void shouldLeaveSmallerFlowsAloneWhereSettingThemApartHelpsNobody() {
        assertFalse(watch(Strain.LIMIT, 2, 3));
        assertTrue(elephants.buckets().isEmpty());
    }

    @Test
    void shouldKeepThoseSetApartWhenTheLimitIsOverAndForgetThemWhenTheyAreGone() {
        watch(Strain.LIMIT, 2, 4);
        for (int reading = 0; reading < 100; reading++) {
            assertFalse(watch(Strain.BUSY, 2, 4));
        }
        assertEquals(Set.of(2, 4), elephants.buckets().keySet());
        for (int reading = 0; reading < Elephants.LEAVES_AFTER; reading++) {
            watch(Strain.BUSY, 6, 8);
        }
        assertTrue(elephants.buckets().isEmpty());
    }
}
