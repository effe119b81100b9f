package org.jackfield.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TunFlowsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TunFlows flows = new TunFlows(4);

    @Test
    void shouldScaleTheHashOfAFlowNobodyHasWritten() {
        assertEquals(0, flows.choose(0x3FFF_FFFF, 0));
        assertEquals(1, flows.choose(0x4000_0000, 0));
        assertEquals(3, flows.choose(-1, 0));
    }

    @Test
    void shouldFollowTheQueueThatWasWrittenLast() {
        flows.wrote(-1, 1, 0);
        flows.wrote(-1, 2, SECOND);

        assertEquals(2, flows.choose(-1, 2 * SECOND));
    }

    @Test
    void shouldForgetAFlowThatIsNotWrittenAnyMore() {
        flows.wrote(-1, 1, 0);
        flows.wrote(-2, 1, 4 * SECOND);

        assertEquals(3, flows.choose(-1, 5 * SECOND));
        assertEquals(1, flows.choose(-2, 5 * SECOND));
    }

    @Test
    void shouldKnowNoMoreFlowsThanTheDriver() {
        for (int hash = 0; hash < 5000; hash++) {
            flows.wrote(hash, 2, 0);
        }
        assertEquals(2, flows.choose(4095, 1));
        assertEquals(0, flows.choose(4096, 1));
    }
}
