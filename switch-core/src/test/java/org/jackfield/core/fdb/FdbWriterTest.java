package org.jackfield.core.fdb;

import static org.jackfield.core.fdb.FdbWriter.Outcome.EVICTED_OTHER;
import static org.jackfield.core.fdb.FdbWriter.Outcome.LEARNED;
import static org.jackfield.core.fdb.FdbWriter.Outcome.MOVED;
import static org.jackfield.core.fdb.FdbWriter.Outcome.REFRESHED;
import static org.jackfield.core.fdb.FdbWriter.Outcome.REFUSED_ADDRESS;
import static org.jackfield.core.fdb.FdbWriter.Outcome.REFUSED_STALE;
import static org.jackfield.core.fdb.FdbWriter.Outcome.REFUSED_STATIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.MacAddress;
import org.junit.jupiter.api.Test;

class FdbWriterTest {
    private static final long A = 0x02_00_00_00_00_0AL;
    private static final long B = 0x02_00_00_00_00_0BL;

    private final FdbRig rig = new FdbRig(1024);

    @Test
    void shouldLearnAnAddress() {
        assertEquals(LEARNED, rig.learn(A, 3));
        assertEquals(3, rig.lookup(A));
        assertEquals(-1, rig.lookup(B));
        assertEquals(1, rig.writer.dynamicsOfPort(3));
        assertEquals(1, rig.writer.dynamicsOfBridge(FdbRig.BRIDGE));
        assertEquals(1, rig.writer.count(LEARNED));
    }

    @Test
    void shouldPutAnAddressWhereReadersLookFirst() {
        final FdbTable table = rig.table;
        for (long mac = A; mac < A + 100; mac++) {
            final long key = FdbTable.key(FdbRig.BRIDGE, mac);
            final int favourite = table.favouriteIn(table.firstBucket(key), key);
            final boolean free = table.keyAt(favourite) == 0;
            rig.learn(mac, 3);
            assertEquals(free, table.find(key) == favourite, "address " + mac);
        }
    }

    @Test
    void shouldFillFirstBucketsToTheHalfBeforeItUsesTheOthers() {
        final FdbTable table = rig.table;
        for (long mac = A; mac < A + 500; mac++) {
            final long key = FdbTable.key(FdbRig.BRIDGE, mac);
            final int first = table.firstBucket(key);
            int used = 0;
            for (int i = first; i < first + FdbTable.BUCKET; i++) {
                used += table.keyAt(i) == 0 ? 0 : 1;
            }
            rig.learn(mac, 3);
            final int bucket = table.find(key) & -FdbTable.BUCKET;
            assertTrue(used >= FdbTable.BUCKET / 2 || bucket == first, "address " + mac);
        }
    }

    @Test
    void shouldRefreshAKnownAddress() {
        rig.learn(A, 3);
        rig.pass(5 * FdbRig.TICK_NS);
        assertEquals(REFRESHED, rig.learn(A, 3));
        assertEquals(5, FdbTable.tick(rig.table.value(rig.table.find(FdbTable.key(FdbRig.BRIDGE, A)))));
        assertEquals(1, rig.writer.dynamicsOfPort(3));
    }

    @Test
    void shouldMoveAnAddressToThePortItIsSeenOnAndCountIt() {
        rig.learn(A, 3);
        assertEquals(MOVED, rig.learn(A, 4));
        assertEquals(4, rig.lookup(A));
        assertEquals(0, rig.writer.dynamicsOfPort(3));
        assertEquals(1, rig.writer.dynamicsOfPort(4));
        assertEquals(1, rig.writer.dynamicsOfBridge(FdbRig.BRIDGE));
        assertEquals(1, rig.writer.count(MOVED));
    }

    @Test
    void shouldShowAMoveToAWorkerThatHoldsTheIndex() {
        rig.learn(A, 3);
        final int index = rig.table.find(FdbTable.key(FdbRig.BRIDGE, A));
        rig.learn(A, 4);
        assertEquals(4, FdbTable.port(rig.table.value(index)));
    }

    @Test
    void shouldKeepBridgesApart() {
        rig.learn(1, A, 3);
        rig.learn(2, A, 4);
        assertEquals(3, rig.lookup(1, A));
        assertEquals(4, rig.lookup(2, A));
        assertTrue(rig.writer.remove(1, A));
        assertEquals(4, rig.lookup(2, A));
    }

    @Test
    void shouldNotLearnGroupAddressesOrZeroes() {
        assertEquals(REFUSED_ADDRESS, rig.learn(MacAddress.BROADCAST, 1));
        assertEquals(REFUSED_ADDRESS, rig.learn(0x0180_C200_0000L, 1));
        assertEquals(REFUSED_ADDRESS, rig.learn(0, 0, 1));
        assertEquals(REFUSED_ADDRESS, rig.writer.addStatic(FdbRig.BRIDGE, MacAddress.BROADCAST, 1));
        assertEquals(Map.of(), rig.shown());
    }

    @Test
    void shouldNotLearnFromFramesSeenBeforeAFlush() {
        final int before = rig.generation[3];
        rig.flush(3);
        assertEquals(REFUSED_STALE, rig.writer.learn(FdbRig.BRIDGE, A, 3, before, 0));
        assertEquals(REFUSED_STALE, rig.writer.learn(FdbRig.BRIDGE, A, FdbRig.PORTS, 1, 0));
        assertEquals(-1, rig.lookup(A));
    }

    @Test
    void shouldNotMoveAStaticAddress() {
        assertEquals(LEARNED, rig.writer.addStatic(FdbRig.BRIDGE, A, 3));
        assertEquals(REFUSED_STATIC, rig.learn(A, 4));
        assertEquals(REFRESHED, rig.learn(A, 3));
        assertEquals(3, rig.lookup(A));
    }

    @Test
    void shouldNotMoveAStickyAddress() {
        rig.writer.addSticky(FdbRig.BRIDGE, A, 3);
        assertEquals(REFUSED_STATIC, rig.learn(A, 4));
        assertEquals(3, rig.lookup(A));
        assertTrue(FdbTable.isSticky(rig.table.value(rig.table.find(FdbTable.key(FdbRig.BRIDGE, A)))));
    }

    @Test
    void shouldReplaceALearnedAddressByAStaticOneInPlace() {
        rig.learn(A, 3);
        final int index = rig.table.find(FdbTable.key(FdbRig.BRIDGE, A));
        assertEquals(LEARNED, rig.writer.addStatic(FdbRig.BRIDGE, A, 4));
        assertEquals(index, rig.table.find(FdbTable.key(FdbRig.BRIDGE, A)));
        assertEquals(4, rig.lookup(A));
        assertEquals(0, rig.writer.dynamicsOfPort(3));
        assertEquals(0, rig.writer.dynamicsOfBridge(FdbRig.BRIDGE));
    }

    @Test
    void shouldRefuseAStaticAddressOfAPortThatDoesNotExist() {
        assertEquals(REFUSED_STALE, rig.writer.addStatic(FdbRig.BRIDGE, A, FdbRig.PORTS));
    }

    @Test
    void shouldRemoveAnyEntryOnce() {
        rig.learn(A, 3);
        rig.writer.addStatic(FdbRig.BRIDGE, B, 3);
        assertTrue(rig.writer.remove(FdbRig.BRIDGE, A));
        assertTrue(rig.writer.remove(FdbRig.BRIDGE, B));
        assertFalse(rig.writer.remove(FdbRig.BRIDGE, A));
        assertEquals(Map.of(), rig.shown());
        assertEquals(0, rig.writer.dynamicsOfPort(3));
    }

    @Test
    void shouldForgetTheAddressesOfAFlushedPortAtOnce() {
        rig.learn(A, 3);
        rig.learn(B, 4);
        assertEquals(1, rig.flush(3));
        assertEquals(-1, rig.lookup(A));
        assertEquals(4, rig.lookup(B));
        assertEquals(0, rig.writer.dynamicsOfPort(3));
        assertEquals(1, rig.writer.dynamicsOfBridge(FdbRig.BRIDGE));
        assertEquals(Map.of(FdbTable.key(FdbRig.BRIDGE, B), 4), rig.shown());
        assertFalse(rig.writer.remove(FdbRig.BRIDGE, A));
    }

    @Test
    void shouldLearnAFlushedAddressAgainInPlaceWithoutAGracePeriod() {
        rig.learn(A, 3);
        final int index = rig.table.find(FdbTable.key(FdbRig.BRIDGE, A));
        rig.flush(3);
        assertEquals(LEARNED, rig.learn(A, 5));
        assertEquals(index, rig.table.find(FdbTable.key(FdbRig.BRIDGE, A)));
        assertEquals(5, rig.lookup(A));
        assertEquals(1, rig.writer.dynamicsOfPort(5));
    }

    @Test
    void shouldKeepStaticAndStickyAddressesOverAFlush() {
        rig.writer.addStatic(FdbRig.BRIDGE, A, 3);
        rig.writer.addSticky(FdbRig.BRIDGE, B, 3);
        assertEquals(0, rig.flush(3));
        assertEquals(3, rig.lookup(A));
        assertEquals(3, rig.lookup(B));
    }

    @Test
    void shouldForgetAllAddressesAndTheLimitOfAPortThatLeaves() {
        rig.learn(A, 3);
        rig.writer.addStatic(FdbRig.BRIDGE, B, 3);
        rig.writer.setPortLimit(3, 1);
        rig.generation[3] = -1;
        assertEquals(1, rig.writer.flush(3));
        assertEquals(Map.of(), rig.shown());
        rig.generation[3] = 9;
        assertEquals(-1, rig.lookup(B));
        assertEquals(LEARNED, rig.learn(B, 3));
        assertEquals(LEARNED, rig.learn(A, 3));
    }

    @Test
    void shouldShowEveryEntryWithItsKind() {
        rig.learn(A, 3);
        rig.writer.addStatic(2, A, 4);
        rig.writer.addSticky(3, A, 5);
        final List<String> shown = new ArrayList<>();
        rig.writer.forEach(
                (fid, mac, value) -> shown.add(fid + " " + MacAddress.format(mac) + " " + FdbTable.port(value)
                        + (FdbTable.isDynamic(value) ? " dynamic" : "") + (FdbTable.isStatic(value) ? " static" : "")
                        + (FdbTable.isSticky(value) ? " sticky" : "")));
        shown.sort(null);
        assertEquals(
                List.of(
                        "2 02:00:00:00:00:0a 4 static",
                        "3 02:00:00:00:00:0a 5 sticky",
                        "7 02:00:00:00:00:0a 3 dynamic"),
                shown);
    }

    @Test
    void shouldNotGiveAFreedEntryToAnotherAddressBeforeTheGracePeriod() {
        final FdbRig tiny = new FdbRig(FdbTable.LEAST_CAPACITY);
        for (long mac = 1; mac <= 14; mac++) {
            assertEquals(LEARNED, tiny.learn(mac, 1));
        }
        final int index = tiny.table.find(FdbTable.key(FdbRig.BRIDGE, 1));
        tiny.writer.remove(FdbRig.BRIDGE, 1);
        for (long mac = 100; mac < 140; mac++) {
            tiny.learn(mac, 1);
            assertEquals(0, tiny.table.value(index), "a worker may still hold this index");
        }
        tiny.grace();
        boolean reused = false;
        for (long mac = 200; mac < 240; mac++) {
            tiny.learn(mac, 1);
            tiny.grace();
            reused |= tiny.table.value(index) != 0;
        }
        assertTrue(reused);
    }

    @Test
    void shouldTakeNothingFromStaticEntriesWhenFull() {
        final FdbRig tiny = new FdbRig(FdbTable.LEAST_CAPACITY);
        int added = 0;
        for (long mac = 1; mac <= 20; mac++) {
            added += tiny.writer.addStatic(FdbRig.BRIDGE, mac, 1) == LEARNED ? 1 : 0;
        }
        assertEquals(14, added);
        assertEquals(FdbWriter.Outcome.REFUSED_FULL, tiny.learn(A, 2));
        assertEquals(14, tiny.shown().size());
    }

    @Test
    void shouldEvictALearnedAddressForAStaticOne() {
        final FdbRig tiny = new FdbRig(FdbTable.LEAST_CAPACITY);
        for (long mac = 1; mac <= 14; mac++) {
            tiny.learn(mac, 1);
        }
        assertEquals(EVICTED_OTHER, tiny.writer.addStatic(FdbRig.BRIDGE, A, 2));
        assertEquals(2, tiny.lookup(A));
        assertEquals(13, tiny.writer.dynamicsOfPort(1));
    }

    @Test
    void shouldUseEntriesOfFlushedPortsBeforeEvictingLiveOnes() {
        final FdbRig tiny = new FdbRig(FdbTable.LEAST_CAPACITY);
        for (long mac = 1; mac <= 14; mac++) {
            tiny.learn(mac, mac <= 4 ? 1 : 2);
        }
        tiny.flush(1);
        for (long mac = 100; mac < 104; mac++) {
            assertEquals(EVICTED_OTHER, tiny.learn(mac, 3));
            tiny.grace();
        }
        assertEquals(10, tiny.writer.dynamicsOfPort(2));
        assertEquals(4, tiny.writer.dynamicsOfPort(3));
    }

    @Test
    void shouldBelongToTheConductor() {
        rig.conductor = false;
        assertThrows(AssertionError.class, () -> rig.learn(A, 1));
        assertThrows(AssertionError.class, () -> rig.writer.flush(1));
        assertThrows(AssertionError.class, () -> rig.writer.forEach((fid, mac, value) -> {}));
    }
}
