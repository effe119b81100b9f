package org.jackfield.steering.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTableTest {
    private static final int SETS = FlowTable.LEAST_ENTRIES / FlowTable.WAYS;
    private static final long MS = 1_000_000;
    private static final long START = 1_000_000_000L;

    private final FlowTables tables = new FlowTables(4, size(1000));
    private final FlowCursor here = new FlowCursor(tables);
    private final FlowCursor there = new FlowCursor(tables);

    private static TableSize size(final long timeoutMs) {
        return new TableSize(FlowTable.LEAST_ENTRIES, timeoutMs * MS);
    }

    /** Flows of one set, more of them than it has room for. */
    private static int inSet(final int set, final int number) {
        return number * SETS + set;
    }

    private void at(final long nowNs) {
        here.start(nowNs);
        there.start(nowNs);
    }

    @Test
    void shouldTellAllWorkersWhatOneHasEntered() {
        at(START);
        assertFalse(there.seek(77));
        assertEquals(FlowCursor.NONE, there.value());
        assertFalse(here.seek(77));
        assertEquals(3, here.put(3));
        assertTrue(there.seek(77));
        assertEquals(3, there.value());
        assertFalse(there.seek(77 + SETS), "another flow of the set");
    }

    @Test
    void shouldGiveBothWorkersTheValueOfTheFasterOne() {
        at(START);
        assertFalse(here.seek(77));
        assertFalse(there.seek(77));
        assertEquals(1, here.put(1));
        assertEquals(1, there.put(2), "too late");
        assertFalse(here.seek(77 + SETS));
        assertFalse(there.seek(77 + 2 * SETS));
        assertEquals(5, here.put(5));
        assertEquals(6, there.put(6), "its slot was taken by another flow, there are more");
        assertTrue(here.seek(77 + 2 * SETS));
        assertEquals(6, here.value());
    }

    @Test
    void shouldKeepValuesAndHashesApartUpToTheirLastBit() {
        at(START);
        for (final int hash : new int[] {0, -1, Integer.MIN_VALUE, 1, 1 << 31 >>> 1, 0x8000_0001}) {
            assertFalse(here.seek(hash), () -> "hash " + hash);
            assertEquals(FlowTable.MOST_VALUE ^ hash & 0xFF, here.put(FlowTable.MOST_VALUE ^ hash & 0xFF));
        }
        for (final int hash : new int[] {0, -1, Integer.MIN_VALUE, 1, 1 << 31 >>> 1, 0x8000_0001}) {
            assertTrue(there.seek(hash), () -> "hash " + hash);
            assertEquals(FlowTable.MOST_VALUE ^ hash & 0xFF, there.value());
        }
    }

    @ParameterizedTest(name = "start {0}")
    @ValueSource(longs = {0, START, -5 * START, Long.MAX_VALUE - 1100 * MS, Long.MIN_VALUE, -1})
    void shouldKnowAFlowForItsTimeoutAndAnEighthAtMost(final long start) {
        at(start);
        here.seek(77);
        here.put(3);
        at(start + 1000 * MS);
        assertTrue(here.seek(77), "not a moment earlier");
        at(start + 1125 * MS);
        assertFalse(here.seek(77));
        assertEquals(3, here.value(), "what it was before");
    }

    @Test
    void shouldKnowAFlowForAsLongAsItIsKept() {
        at(START);
        here.seek(77);
        here.put(3);
        for (long now = START; now < START + 60_000 * MS; now += 900 * MS) {
            at(now);
            assertTrue(here.seek(77));
            here.keep();
        }
        at(START + 62_000 * MS);
        assertFalse(here.seek(77));
    }

    @Test
    void shouldStandAnotherWorkersClockThatIsAhead() {
        here.start(START + MS);
        here.seek(77);
        here.put(3);
        there.start(START);
        assertTrue(there.seek(77));
        there.keep();
        here.start(START + 1001 * MS);
        assertTrue(here.seek(77), "kept with an earlier time, it is no older");
    }

    @Test
    void shouldChangeTheValueOfAFlowThatLives() {
        at(START);
        here.seek(77);
        here.put(3);
        assertTrue(there.seek(77));
        assertEquals(2, there.put(2));
        assertTrue(here.seek(77));
        assertEquals(2, here.value());
    }

    @Test
    void shouldRefuseAFlowRatherThanForgetOneThatLives() {
        at(START);
        for (int flow = 0; flow < FlowTable.WAYS; flow++) {
            assertFalse(here.seek(inSet(9, flow)));
            assertFalse(here.crowded());
            assertEquals(flow, here.put(flow));
        }
        assertFalse(here.seek(inSet(9, 8)));
        assertEquals(FlowCursor.NONE, here.put(8));
        assertTrue(here.crowded());
        for (int flow = 0; flow < FlowTable.WAYS; flow++) {
            assertTrue(here.seek(inSet(9, flow)));
            assertEquals(flow, here.value());
        }
        assertFalse(here.seek(inSet(10, 0)));
        assertFalse(here.crowded(), "the next set");
    }

    @Test
    void shouldRememberThatFlowsWereRefusedForATimeout() {
        at(START);
        for (int flow = 0; flow < FlowTable.WAYS + 1; flow++) {
            here.seek(inSet(9, flow));
            here.put(flow);
        }
        at(START + 1000 * MS);
        here.seek(inSet(9, 8));
        assertTrue(here.crowded());
        at(START + 1125 * MS);
        assertFalse(here.seek(inSet(9, 8)));
        assertFalse(here.crowded());
        assertEquals(8, here.put(8), "those that died make room");
    }

    @Test
    void shouldForgetNoFlowWhenItsSizeChanges() {
        at(START);
        for (int flow = 0; flow < 500; flow++) {
            here.seek(flow * 0x9E3779B1);
            here.put(flow);
        }
        tables.change(new TableSize(8192, 100 * MS));
        at(START + 50 * MS);
        for (int flow = 0; flow < 500; flow++) {
            assertTrue(here.seek(flow * 0x9E3779B1));
            assertEquals(flow, here.value());
        }
        tables.change(new TableSize(4096, 100 * MS));
        at(START + 100 * MS);
        for (int flow = 0; flow < 500; flow++) {
            assertTrue(here.seek(flow * 0x9E3779B1));
        }
        at(START + 5000 * MS);
        assertFalse(here.seek(0));
    }

    /** Whether its time can be told or not: a dead word may look alive for some ticks of 32768. */
    @Test
    void shouldSeldomTakeALongDeadFlowForALiveOne() {
        final Random random = new Random(3);
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            final FlowTables some = new FlowTables(2, size(1000));
            final FlowCursor cursor = new FlowCursor(some);
            cursor.start(START);
            cursor.seek(i);
            cursor.put(1);
            cursor.start(START + 2000 * MS + random.nextLong(1L << 50));
            wrong += cursor.seek(i) ? 1 : 0;
            i += 99;
        }
        final int found = wrong;
        assertTrue(found <= 3, () -> found + " of 100");
    }

    /**
     * Two workers, one of them up to a tick behind, and flows that come and go: nobody ever changes a flow that
     * lives.
     */
    @Test
    void shouldAgreeWithAModelOfMapsUnderAnyUse() {
        final Random random = new Random(11);
        final Map<Integer, Integer> values = new HashMap<>();
        final Map<Integer, Long> last = new HashMap<>();
        long now = START;
        int known = 0;
        for (int step = 0; step < 200_000; step++) {
            now += random.nextInt(200) == 0 ? random.nextInt(2000) * MS : random.nextInt(20_000);
            final FlowCursor worker = random.nextBoolean() ? here : there;
            worker.start(now);
            final int flow = random.nextInt(1500) * 0x9E3779B1;
            final boolean lives = worker.seek(flow);
            final long idle = now - last.getOrDefault(flow, Long.MIN_VALUE / 2);
            if (lives) {
                known++;
                assertEquals(values.get(flow), worker.value());
                assertTrue(idle <= 1125 * MS);
                worker.keep();
                last.put(flow, now);
            } else {
                assertTrue(idle > 1000 * MS, "forgotten while it was alive");
                final int value = worker.put(random.nextInt(4));
                if (value == FlowCursor.NONE) {
                    last.remove(flow);
                } else {
                    values.put(flow, value);
                    last.put(flow, now);
                }
            }
        }
        assertTrue(known > 10_000, "hardly anything was found: " + known);
    }
}
