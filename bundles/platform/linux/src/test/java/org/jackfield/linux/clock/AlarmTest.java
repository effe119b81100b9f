package org.jackfield.linux.clock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.junit.jupiter.api.Test;

class AlarmTest {
    private static final long SECOND = 1_000_000_000L;

    /** Waits up to a time for the descriptor to be readable. */
    private static boolean rings(final Alarm alarm, final int waitMs) {
        try (NativeBlock poll = new NativeBlock(8)) {
            poll.putInt(0, alarm.fd()).putShort(4, LibC.EPOLLIN);
            return LibC.poll(poll.address(), 1, waitMs) == 1;
        }
    }

    @Test
    void shouldBeReadableFromItsTimeUntilItIsSetAnew() throws IOException {
        try (Alarm alarm = new Alarm()) {
            assertFalse(rings(alarm, 0));
            final long at = System.nanoTime() + 20_000_000;
            alarm.set(at);
            assertTrue(rings(alarm, 20_000));
            assertTrue(System.nanoTime() >= at, "it rang too early");
            assertTrue(rings(alarm, 0), "nobody has set it anew");
            alarm.set(System.nanoTime() + 3600 * SECOND);
            assertFalse(rings(alarm, 0));
        }
    }

    @Test
    void shouldRingAtOnceForAPastTime() throws IOException {
        try (Alarm alarm = new Alarm()) {
            for (final long past : new long[] {System.nanoTime() - SECOND, 1, 0, -5}) {
                alarm.off();
                assertFalse(rings(alarm, 0));
                alarm.set(past);
                assertTrue(rings(alarm, 20_000));
            }
        }
    }
}
