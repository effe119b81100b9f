package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MacTableTest {
    private static final int AGEING_S = 300;
    private static final long MAC = 0x0200_0000_0001L;

    @Test
    void shouldKnowWhatItLearnedUntilItIsTooOld() {
        final MacTable table = new MacTable(100, AGEING_S);
        assertEquals(MacTable.UNKNOWN, table.lookup(MAC, 0));
        assertEquals(MacTable.ADDED, table.learn(MAC, 0, 10));
        assertEquals(MacTable.KNOWN, table.learn(MAC, 0, 50));
        assertEquals(0, table.lookup(MAC, 350));
        assertEquals(MacTable.UNKNOWN, table.lookup(MAC, 351));
        table.sweep(350);
        assertEquals(1, table.size());
        table.sweep(351);
        assertEquals(0, table.size());
    }

    @Test
    void shouldFollowAMove() {
        final MacTable table = new MacTable(100, AGEING_S);
        table.learn(MAC, 3, 0);
        assertEquals(MacTable.MOVED, table.learn(MAC, 65_534, 1));
        assertEquals(65_534, table.lookup(MAC, 1));
        assertEquals(1, table.size());
    }

    @Test
    void shouldHoldAsManyAsItsLimitAndReplaceTheOld() {
        final int limit = 4096;
        final MacTable table = new MacTable(limit, AGEING_S);
        final SplittableRandom random = new SplittableRandom(7);
        final long[] macs = random.longs(limit, 1, 1L << 40).toArray();
        int full = 0;
        for (int i = 0; i < limit; i++) {
            full += table.learn(macs[i], i % 1000, 0) == MacTable.FULL ? 1 : 0;
        }
        final int refused = full;
        assertTrue(full <= limit / 200, () -> refused + " of " + limit + " random addresses found their set full");
        assertEquals(limit - full, table.size());
        for (int i = limit - full; i < limit; i++) {
            table.learn(1_000_000L + i, 0, 0);
        }
        assertTrue(table.size() <= limit);
        int added = 0;
        for (int i = 0; i < limit; i++) {
            added += table.learn(0x0300_0000_0000L + i, 1, AGEING_S + 1) == MacTable.ADDED ? 1 : 0;
        }
        assertTrue(added > limit / 2, "old addresses make room for new ones without a sweep");
        assertTrue(table.size() <= limit);
    }

    @Test
    void shouldWorkForOneAddressAndForAMillion() {
        final MacTable one = new MacTable(1, AGEING_S);
        assertEquals(MacTable.ADDED, one.learn(MAC, 1, 0));
        assertEquals(MacTable.FULL, one.learn(MAC + 1, 1, 0));
        final MacTable million = new MacTable(1_000_000, AGEING_S);
        for (long i = 0; i < 1_000_000; i++) {
            million.learn(MAC + i, (int) (i % 60_000), 0);
        }
        assertTrue(million.size() > 999_000, () -> "only " + million.size() + " learned");
    }

    @Test
    void shouldNeverShowHalfOfAnEntryToAnotherThread() throws Exception {
        final MacTable table = new MacTable(16, AGEING_S);
        final Thread writer = new Thread(() -> {
            for (int i = 0; i < 300_000; i++) {
                for (long mac = 1; mac <= 16; mac++) {
                    table.learn(mac, (int) mac * 100 + i % 2, i / 100);
                }
            }
        });
        writer.start();
        long seen = 0;
        while (writer.isAlive()) {
            for (long mac = 1; mac <= 16; mac++) {
                final int vtep = table.lookup(mac, 0);
                assertTrue(vtep == MacTable.UNKNOWN || vtep / 100 == mac, "the VTEP of another address");
                seen += vtep == MacTable.UNKNOWN ? 0 : 1;
            }
        }
        writer.join();
        assertTrue(seen > 0);
    }
}
