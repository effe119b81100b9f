package org.jackfield.core.fdb;

import static org.jackfield.core.fdb.FdbWriter.Outcome.EVICTED_OTHER;
import static org.jackfield.core.fdb.FdbWriter.Outcome.LEARNED;
import static org.jackfield.core.fdb.FdbWriter.Outcome.MOVED;
import static org.jackfield.core.fdb.FdbWriter.Outcome.REFUSED_LIMIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FdbLimitTest {
    private static final int FLOODER = 1;
    private static final int QUIET = 2;
    private static final int NEW = 3;

    private final FdbRig rig = new FdbRig(1024);

    @Test
    void shouldRefuseAddressesBeyondThePortsLimitAndCountThem() {
        rig.writer.setPortLimit(1, 2);
        assertEquals(LEARNED, rig.learn(0xA, 1));
        assertEquals(LEARNED, rig.learn(0xB, 1));
        assertEquals(REFUSED_LIMIT, rig.learn(0xC, 1));
        assertEquals(LEARNED, rig.learn(0xC, 2));
        assertEquals(1, rig.writer.limitRefusals(1));
        assertEquals(0, rig.writer.limitRefusals(2));
        assertEquals(1, rig.writer.count(REFUSED_LIMIT));
    }

    @Test
    void shouldNotMoveAnAddressToAPortAtItsLimit() {
        rig.writer.setPortLimit(1, 1);
        rig.learn(0xA, 1);
        rig.learn(0xB, 2);
        assertEquals(REFUSED_LIMIT, rig.learn(0xB, 1));
        assertEquals(2, rig.lookup(0xB));
        assertEquals(MOVED, rig.learn(0xA, 2));
        assertEquals(MOVED, rig.learn(0xB, 1));
    }

    @Test
    void shouldHaveRoomAgainAfterAFlush() {
        rig.writer.setPortLimit(1, 1);
        rig.learn(0xA, 1);
        rig.flush(1);
        assertEquals(LEARNED, rig.learn(0xB, 1));
        assertEquals(REFUSED_LIMIT, rig.learn(0xA, 1));
    }

    @Test
    void shouldNotCountStaticAddressesAgainstLimits() {
        rig.writer.setPortLimit(1, 1);
        rig.writer.setBridgeLimit(FdbRig.BRIDGE, 1);
        rig.writer.addStatic(FdbRig.BRIDGE, 0xA, 1);
        rig.writer.addSticky(FdbRig.BRIDGE, 0xB, 1);
        assertEquals(LEARNED, rig.learn(0xC, 1));
        assertEquals(1, rig.lookup(0xA));
        assertEquals(1, rig.lookup(0xB));
    }

    @Test
    void shouldForgetTheLeastUsedWhenALimitIsLowered() {
        for (long mac = 1; mac <= 10; mac++) {
            rig.learn(mac, 1);
        }
        rig.pass(FdbRig.TICK_NS);
        rig.touch(1);
        rig.touch(2);
        rig.writer.setPortLimit(1, 3);
        assertEquals(3, rig.writer.dynamicsOfPort(1));
        assertEquals(1, rig.lookup(1));
        assertEquals(1, rig.lookup(2));
        assertEquals(1, rig.lookup(10));
        rig.writer.setBridgeLimit(FdbRig.BRIDGE, 0);
        assertEquals(0, rig.shown().size());
        assertEquals(REFUSED_LIMIT, rig.learn(0xA, 2));
    }

    @Test
    void shouldRefuseANegativeLimit() {
        assertThrows(IllegalArgumentException.class, () -> rig.writer.setPortLimit(1, -1));
        assertThrows(IllegalArgumentException.class, () -> rig.writer.setBridgeLimit(1, -1));
    }

    @Test
    void shouldPushOutTheOldestOfTheFloodingPortAtTheBridgesLimit() {
        rig.writer.setBridgeLimit(FdbRig.BRIDGE, 10);
        rig.learn(0xA, QUIET);
        rig.learn(0xB, QUIET);
        for (long mac = 0x1000; mac < 0x1008; mac++) {
            assertEquals(LEARNED, rig.learn(mac, FLOODER));
        }
        for (long mac = 0x1008; mac < 0x1100; mac++) {
            assertEquals(EVICTED_OTHER, rig.learn(mac, FLOODER));
            assertEquals(-1, rig.lookup(mac - 8), "the oldest goes");
            assertEquals(FLOODER, rig.lookup(mac - 7));
            rig.grace();
        }
        assertEquals(QUIET, rig.lookup(0xA));
        assertEquals(QUIET, rig.lookup(0xB));
        assertEquals(EVICTED_OTHER, rig.learn(0xC, NEW));
        assertEquals(7, rig.writer.dynamicsOfPort(FLOODER));
        assertEquals(10, rig.writer.dynamicsOfBridge(FdbRig.BRIDGE));
    }

    @Test
    void shouldSpareAddressesInUseWhenAPortPushesOutItsOwn() {
        rig.writer.setBridgeLimit(FdbRig.BRIDGE, 20);
        rig.learn(0xA, FLOODER);
        for (long mac = 0x1000; mac < 0x1200; mac++) {
            rig.pass(FdbRig.TICK_NS / 4);
            rig.touch(0xA);
            rig.learn(mac, FLOODER);
            rig.grace();
        }
        assertEquals(FLOODER, rig.lookup(0xA));
    }

    @Test
    void shouldLeaveOtherBridgesAloneAtABridgesLimit() {
        rig.writer.setBridgeLimit(1, 1);
        rig.learn(2, 0xA, QUIET);
        rig.learn(1, 0xB, FLOODER);
        assertEquals(EVICTED_OTHER, rig.learn(1, 0xC, FLOODER));
        assertEquals(QUIET, rig.lookup(2, 0xA));
        assertEquals(-1, rig.lookup(1, 0xB));
    }

    @Test
    void shouldKeepQuietPortsWholeUnderAMacFlood() {
        final int quietAddresses = 200;
        for (long mac = 1; mac <= quietAddresses; mac++) {
            rig.learn(mac, QUIET);
        }
        final Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            rig.learn(0x0200_0000_0000L | random.nextInt(), FLOODER);
            if (i % 7 == 0) {
                rig.grace();
            }
        }
        assertEquals(quietAddresses, rig.writer.dynamicsOfPort(QUIET));
        for (long mac = 1; mac <= quietAddresses; mac++) {
            assertEquals(QUIET, rig.lookup(mac));
        }
    }

    @Test
    void shouldLearnNewAddressesOfQuietPortsDuringAMacFlood() {
        final Random random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            rig.learn(0x0200_0000_0000L | random.nextInt(), FLOODER);
            rig.grace();
            if (i % 250 == 249) {
                refused += rig.learn(i, QUIET) == EVICTED_OTHER || rig.lookup(i) == QUIET ? 0 : 1;
                rig.grace();
            }
        }
        assertEquals(0, refused);
        assertEquals(200, rig.writer.dynamicsOfPort(QUIET));
        assertTrue(rig.writer.dynamicsOfPort(FLOODER) <= 1024 * 7 / 8 - 200);
    }

    @Test
    void shouldFillMostOfTheTableBeforeEvictingMuch() {
        final FdbRig big = new FdbRig(65_536);
        for (long mac = 1; mac <= 65_536 * 55 / 100; mac++) {
            assertEquals(LEARNED, big.learn(mac, FLOODER), "at address " + mac);
        }
        for (long mac = 65_536 * 55 / 100; mac <= 65_536 * 8 / 10; mac++) {
            big.learn(mac, FLOODER);
            big.grace();
        }
        assertTrue(big.writer.evictions() < 65_536 * 8 / 10 * 2 / 100, big.writer.evictions() + " evictions");
    }
}
