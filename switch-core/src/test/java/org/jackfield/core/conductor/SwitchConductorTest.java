package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When the conductor sleeps, and for how long; without its thread. */
class SwitchConductorTest {
    private final SwitchConductor conductor = new SwitchConductor(Awaiter.blocking());
    private final AtomicLong agreedEpoch = new AtomicLong();

    @Test
    void shouldSleepUntilTheMostUrgentDutyIsDue() {
        conductor.duty(() -> 0, () -> 3_000_000_000L);
        conductor.duty(() -> 0, () -> 2_000_000_000L);
        conductor.duty(() -> 0, () -> Long.MAX_VALUE);
        assertEquals(2_000_000_000L, conductor.nsToDeadline());
    }

    @Test
    void shouldSleepForSecondsWhenNoDutyWantsATurn() {
        conductor.duty(() -> 0, () -> Long.MAX_VALUE);
        assertTrue(conductor.nsToDeadline() >= 1_000_000_000L, () -> conductor.nsToDeadline() + " ns");
    }

    @Test
    void shouldNotSleepPastADutyThatIsLate() {
        conductor.duty(() -> 0, () -> -5_000_000_000L);
        assertEquals(1, conductor.nsToDeadline());
    }

    @Test
    void shouldNotFallAsleepWhileSomebodyWaitsForAViewThatIsAgreed() {
        conductor.agreements(epoch -> epoch <= agreedEpoch.get());
        final CompletableFuture<?> reached = conductor.agreement(3);
        assertTrue(conductor.fallAsleep(SwitchConductor.SLEEPING), "nobody has agreed yet");
        agreedEpoch.set(3);
        assertFalse(conductor.fallAsleep(SwitchConductor.SLEEPING));
        assertEquals(1, conductor.doWork());
        assertTrue(reached.isDone());
        assertTrue(conductor.fallAsleep(SwitchConductor.SLEEPING), "nothing is left to be done");
    }
}
