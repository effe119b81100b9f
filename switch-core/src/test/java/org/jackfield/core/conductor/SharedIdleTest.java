package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jackfield.testkit.FakeClock;
import org.junit.jupiter.api.Test;

/** Shadows do not disturb what the policy in force is told. */
class SharedIdleTest {
    private final FakeClock clock = new FakeClock();
    private int questions;
    private final SharedIdle idle = new SharedIdle(() -> ++questions, clock);

    @Test
    void shouldTellShadowsWhatThePolicyInForceWasTold() {
        assertEquals(1, idle.forPolicyInForce());
        clock.advanceMs(4_999);
        assertEquals(1, idle.forShadows());
        assertEquals(2, idle.forPolicyInForce());
        assertEquals(3, idle.forPolicyInForce(), "asked each time");
        assertEquals(3, questions);
    }

    @Test
    void shouldAskForAllShadowsTogetherWhereThePolicyInForceDoesNot() {
        assertEquals(1, idle.forShadows());
        clock.advanceMs(99);
        assertEquals(1, idle.forShadows());
        clock.advanceMs(1);
        assertEquals(2, idle.forShadows());
        idle.forPolicyInForce();
        clock.advanceSeconds(5);
        assertEquals(4, idle.forShadows());
    }
}
