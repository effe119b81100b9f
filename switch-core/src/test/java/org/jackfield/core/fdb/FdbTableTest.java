package org.jackfield.core.fdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongUnaryOperator;
import org.jackfield.api.frame.MacAddress;
import org.junit.jupiter.api.Test;

class FdbTableTest {
    private static final long MAC = 0x02_00_5E_10_20_30L;

    @Test
    void shouldKeepEveryFieldOfAValueApart() {
        final long value = FdbTable.value(0xFFFF, 0x8001, FdbTable.STICKY, 0xFE);
        assertEquals(0xFFFF, FdbTable.port(value));
        assertEquals(0x8001, FdbTable.generation(value));
        assertEquals(0xFE, FdbTable.tick(value));
        assertTrue(FdbTable.isSticky(value));
        assertFalse(FdbTable.isStatic(value));
        assertFalse(FdbTable.isDynamic(value));
        assertEquals(FdbTable.value(0xFFFF, 0x8001, FdbTable.STICKY, 3), FdbTable.withTick(value, 0x103));
        assertEquals(FdbTable.value(0xFFFF, 2, FdbTable.STICKY, 0xFE), FdbTable.withGeneration(value, 2));
    }

    @Test
    void shouldKeepBridgeAndAddressOfAKeyApart() {
        final long key = FdbTable.key(4095, MacAddress.BROADCAST);
        assertEquals(4095, FdbTable.fid(key));
        assertEquals(MacAddress.BROADCAST, FdbTable.mac(key));
        assertNotEquals(FdbTable.key(1, MAC), FdbTable.key(2, MAC));
    }

    @Test
    void shouldNeverHaveAValueInUseThatLooksFree() {
        assertNotEquals(0, FdbTable.value(0, 0, 0, 0));
        assertTrue(FdbTable.isDynamic(FdbTable.value(0, 0, 0, 0)));
        assertFalse(FdbTable.isDynamic(0));
    }

    @Test
    void shouldNotFindTheKeyOfFreeEntries() {
        assertEquals(-1, new FdbTable(64, 1).find(0));
    }

    @Test
    void shouldFindNothingInAnEmptyTable() {
        assertEquals(-1, new FdbTable(64, 1).find(FdbTable.key(1, MAC)));
    }

    @Test
    void shouldReadAFreedEntryAsNoValue() {
        final FdbTable table = new FdbTable(64, 1);
        final long key = FdbTable.key(1, MAC);
        table.publish(table.firstBucket(key), key, FdbTable.value(3, 1, 0, 0));
        final int index = table.find(key);
        assertEquals(3, FdbTable.port(table.value(index)));
        table.free(index);
        assertEquals(0, table.value(index));
        assertEquals(-1, table.find(key));
    }

    @Test
    void shouldNotStampAnEntryThatChangedSinceItWasRead() {
        final FdbTable table = new FdbTable(64, 1);
        final long key = FdbTable.key(1, MAC);
        final long old = FdbTable.value(3, 1, 0, 10);
        table.publish(table.secondBucket(key), key, old);
        final int index = table.find(key);
        table.touch(index, old, 11);
        assertEquals(FdbTable.value(3, 1, 0, 11), table.value(index));
        table.store(index, FdbTable.value(4, 1, 0, 11));
        table.touch(index, FdbTable.value(3, 1, 0, 11), 12);
        assertEquals(FdbTable.value(4, 1, 0, 11), table.value(index));
    }

    @Test
    void shouldNotStampAFreeEntry() {
        final FdbTable table = new FdbTable(64, 1);
        table.touch(5, 0, 12);
        assertEquals(0, table.value(5));
    }

    @Test
    void shouldRoundItsCapacityUpToAPowerOfTwo() {
        assertEquals(65_536, new FdbTable(65_536, 1).capacity());
        assertEquals(131_072, new FdbTable(65_537, 1).capacity());
        assertEquals(FdbTable.MOST_CAPACITY, new FdbTable(FdbTable.MOST_CAPACITY, 1).capacity());
    }

    @Test
    void shouldRefuseACapacityOutOfRangeAndSayTheRange() {
        final String text = assertThrows(IllegalArgumentException.class, () -> new FdbTable(15))
                .getMessage();
        assertTrue(text.contains("15") && text.contains("16 to 2097152"), text);
        assertThrows(IllegalArgumentException.class, () -> new FdbTable(FdbTable.MOST_CAPACITY + 1));
    }

    @Test
    void shouldGiveEveryKeyTwoBuckets() {
        for (final int capacity : new int[] {16, 32, 65_536}) {
            final FdbTable table = new FdbTable(capacity, 99);
            for (long mac = 1; mac < 5000; mac++) {
                assertNotEquals(table.firstBucket(mac), table.secondBucket(mac));
            }
        }
    }

    /** The patterns of real networks and of somebody who knows the code but not the seed. */
    @Test
    void shouldSpreadRegularAddressesEvenly() {
        assertSpread(i -> MAC + i);
        assertSpread(i -> MAC + i << 8);
        assertSpread(i -> MAC + (i << 32));
        assertSpread(i -> i << 24 | i);
        assertSpread(i -> Long.reverse(i) >>> 16);
        assertSpread(i -> i * 0x1_0001_0001L & 0xFEFF_FFFF_FFFFL);
    }

    private static void assertSpread(final LongUnaryOperator address) {
        for (final long seed : new long[] {0, 1, -1, 0x9E37_79B9_7F4A_7C15L, 42}) {
            final FdbTable table = new FdbTable(8192, seed);
            final int buckets = 8192 / FdbTable.BUCKET;
            final int[] first = new int[buckets];
            final int[] second = new int[buckets];
            final int[] favourite = new int[FdbTable.BUCKET];
            for (long i = 0; i < 4 * buckets; i++) {
                final long key = FdbTable.key(1, address.applyAsLong(i));
                first[table.firstBucket(key) / FdbTable.BUCKET]++;
                second[table.secondBucket(key) / FdbTable.BUCKET]++;
                favourite[table.favouriteIn(0, key)]++;
            }
            for (int b = 0; b < buckets; b++) {
                // Mean 4; 17 or more in one of a thousand buckets is once in ten thousand random tables.
                assertTrue(first[b] < 20 && second[b] < 20, "bucket " + b + " holds " + first[b] + " and " + second[b]);
            }
            for (int i = 0; i < FdbTable.BUCKET; i++) {
                // Mean 512, standard deviation 21.
                assertEquals(512, favourite[i], 130, "favourites of entry " + i);
            }
        }
    }

    @Test
    void shouldPlaceTheSameAddressesDifferentlyInEachSwitch() {
        final FdbTable one = new FdbTable(65_536);
        final FdbTable other = new FdbTable(65_536);
        int same = 0;
        for (long mac = 1; mac <= 1000; mac++) {
            same += one.firstBucket(mac) == other.firstBucket(mac) ? 1 : 0;
        }
        assertTrue(same < 100, same + " of 1000 addresses in the same bucket");
    }
}
