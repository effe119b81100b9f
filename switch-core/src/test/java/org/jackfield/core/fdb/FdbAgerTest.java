package org.jackfield.core.fdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FdbAgerTest {
    private static final long A = 0x02_00_00_00_00_0AL;
    private static final long B = 0x02_00_00_00_00_0BL;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final FdbRig rig = new FdbRig(1024);

    @Test
    void shouldKeepAnAddressForItsAgeingTimeAndForgetItWithinSixPercentMore() {
        rig.learn(A, 1);
        rig.passSweeping(FdbRig.AGEING_NS);
        assertEquals(1, rig.lookup(A));
        rig.passSweeping(FdbRig.AGEING_NS * 6 / 100);
        assertEquals(-1, rig.lookup(A));
        assertEquals(0, rig.writer.dynamicsOfPort(1));
    }

    @Test
    void shouldForgetInTheFirstSweepAfterOneHundredWholeTicks() {
        rig.pass(FdbRig.TICK_NS - 1);
        rig.learn(A, 1);
        rig.pass(100 * FdbRig.TICK_NS).sweep();
        assertEquals(1, rig.ager.completedSweeps());
        assertEquals(1, rig.lookup(A), "one nanosecond before its ageing time is over");
        rig.pass(15 * SECOND).sweep();
        assertEquals(2, rig.ager.completedSweeps());
        assertEquals(-1, rig.lookup(A));
    }

    @Test
    void shouldLetAnAddressLiveAsLongAsItIsSeen() {
        rig.learn(A, 1);
        for (int i = 0; i < 1000; i++) {
            rig.passSweeping(FdbRig.AGEING_NS * 9 / 10);
            rig.touch(A);
            assertEquals(1, rig.lookup(A));
        }
    }

    @Test
    void shouldNotForgetStaticAndStickyAddresses() {
        rig.writer.addStatic(FdbRig.BRIDGE, A, 1);
        rig.writer.addSticky(FdbRig.BRIDGE, B, 1);
        rig.passSweeping(10 * FdbRig.AGEING_NS);
        assertEquals(1, rig.lookup(A));
        assertEquals(1, rig.lookup(B));
        assertEquals(2, rig.shown().size());
    }

    @Test
    void shouldWalkNoMoreThanItsBudget() {
        rig.pass(15 * SECOND);
        for (int i = 0; i < 1024 / 64 - 1; i++) {
            assertTrue(rig.ager.step(rig.nowNs, 64));
        }
        assertEquals(0, rig.ager.completedSweeps());
        assertFalse(rig.ager.step(rig.nowNs, 64));
        assertEquals(1, rig.ager.completedSweeps());
        assertFalse(rig.ager.step(rig.nowNs, 64));
        assertEquals(1, rig.ager.completedSweeps(), "the next one is not due");
    }

    @Test
    void shouldNeverTakeAnOldAddressForAYoungOneHoweverSlowTheSweep() {
        rig.learn(A, 1);
        boolean gone = false;
        for (int tick = 0; tick < 1000; tick++) {
            rig.pass(FdbRig.TICK_NS);
            rig.ager.step(rig.nowNs, 1);
            gone |= rig.lookup(A) < 0;
            assertTrue(!gone || rig.lookup(A) < 0);
        }
        rig.passSweeping(FdbRig.AGEING_NS * 2);
        assertEquals(-1, rig.lookup(A));
    }

    @Test
    void shouldForgetOldAddressesAfterTheConductorStoodStillForAnyTime() {
        for (int ticks = 101; ticks < 600; ticks += 5) {
            final FdbRig fresh = new FdbRig(64);
            fresh.learn(A, 1);
            fresh.pass(ticks * FdbRig.TICK_NS).sweep();
            fresh.pass(FdbRig.TICK_NS * 5).sweep();
            assertEquals(-1, fresh.lookup(A), "after " + ticks + " ticks");
        }
    }

    @Test
    void shouldSweepTheEntriesOfAFlushedPort() {
        rig.learn(A, 1);
        final int index = rig.table.find(FdbTable.key(FdbRig.BRIDGE, A));
        rig.flush(1);
        assertTrue(rig.table.value(index) != 0);
        rig.pass(15 * SECOND).sweep();
        assertEquals(0, rig.table.value(index));
    }

    @Test
    void shouldTellWhenAGenerationMayBeUsedAgain() {
        rig.learn(A, 1);
        final int index = rig.table.find(FdbTable.key(FdbRig.BRIDGE, A));
        rig.pass(15 * SECOND);
        rig.ager.step(rig.nowNs, index + 1);
        rig.flush(1);
        final long clean = rig.ager.sweepsUntilClean();
        rig.sweep();
        assertTrue(rig.ager.completedSweeps() < clean, "this sweep had passed the entry before it became stale");
        rig.pass(15 * SECOND).sweep();
        assertEquals(clean, rig.ager.completedSweeps());
        assertEquals(0, rig.table.value(index));
        rig.flush(1);
        assertEquals(rig.ager.completedSweeps() + 1, rig.ager.sweepsUntilClean());
    }

    @Test
    void shouldForgetSoonWhenTheAgeingTimeIsShortened() {
        rig.learn(A, 1);
        rig.passSweeping(60 * SECOND);
        rig.learn(B, 1);
        rig.ager.setAgeing(10 * SECOND, rig.nowNs);
        rig.pass(SECOND / 2).sweep();
        assertEquals(-1, rig.lookup(A));
        assertEquals(1, rig.lookup(B));
        rig.passSweeping(9 * SECOND);
        assertEquals(1, rig.lookup(B));
        rig.passSweeping(2 * SECOND);
        assertEquals(-1, rig.lookup(B));
    }

    @Test
    void shouldKeepAgesWhenTheAgeingTimeIsLengthened() {
        rig.learn(A, 1);
        rig.passSweeping(200 * SECOND);
        rig.ager.setAgeing(600 * SECOND, rig.nowNs);
        rig.passSweeping(395 * SECOND);
        assertEquals(1, rig.lookup(A));
        rig.passSweeping(50 * SECOND);
        assertEquals(-1, rig.lookup(A));
    }

    @Test
    void shouldAgeRightAfterManyChangesOfTheAgeingTime() {
        final long[] seconds = {10, 1_000_000, 300, 11, 5000, 10};
        for (final long each : seconds) {
            rig.ager.setAgeing(each * SECOND, rig.nowNs);
            rig.learn(A, 1);
            rig.passSweeping(each * SECOND);
            assertEquals(1, rig.lookup(A));
            rig.passSweeping(each * SECOND / 15);
            assertEquals(-1, rig.lookup(A), "after " + each + " s");
            rig.grace();
        }
    }

    @Test
    void shouldRefuseAgeingTimesOutOfRange() {
        final String text = assertThrows(
                        IllegalArgumentException.class, () -> rig.ager.setAgeing(9 * SECOND, rig.nowNs))
                .getMessage();
        assertTrue(text.contains("9 s") && text.contains("10 to 1000000 s"), text);
        assertThrows(IllegalArgumentException.class, () -> rig.ager.setAgeing(1_000_001 * SECOND, rig.nowNs));
        assertEquals(FdbRig.AGEING_NS, rig.ager.ageingNs());
    }

    @Test
    void shouldShowAgesInSeconds() {
        rig.learn(A, 1);
        rig.writer.addStatic(FdbRig.BRIDGE, B, 1);
        rig.pass(90 * SECOND);
        rig.ager.tick(rig.nowNs);
        rig.writer.forEach((fid, mac, value) -> assertEquals(mac == A ? 90 : 0, rig.ager.ageSeconds(value)));
        assertEquals(2, rig.shown().size());
    }

    @Test
    void shouldSayWhenItsTickChanges() {
        final int tick = rig.ager.tick(rig.nowNs);
        assertEquals(tick, rig.ager.tick(rig.ager.nextTickNs() - 1));
        assertEquals(tick + 1, rig.ager.tick(rig.ager.nextTickNs()));
    }

    @Test
    void shouldWorkWithAClockNearItsOverflow() {
        rig.nowNs = Long.MAX_VALUE - FdbRig.AGEING_NS / 2;
        final FdbAger ager = new FdbAger(rig.table, rig.writer, FdbRig.AGEING_NS, rig.nowNs);
        rig.writer.learn(FdbRig.BRIDGE, A, 1, 1, ager.tick(rig.nowNs));
        rig.pass(FdbRig.AGEING_NS);
        ager.step(rig.nowNs, 1024);
        assertEquals(1, rig.lookup(A));
        rig.pass(FdbRig.AGEING_NS / 10);
        ager.step(rig.nowNs, 1024);
        assertEquals(-1, rig.lookup(A));
    }
}
