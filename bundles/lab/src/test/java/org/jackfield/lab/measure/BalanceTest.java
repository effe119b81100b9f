package org.jackfield.lab.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jackfield.lab.api.Outcome;
import org.junit.jupiter.api.Test;

class BalanceTest {
    private final Balance balance = new Balance(4, 100);

    @Test
    void shouldBeOneWhenAllHaveTheSame() {
        for (int worker = 0; worker < 4; worker++) {
            balance.processed(worker, 50, 10);
        }
        assertEquals(1, balance.imbalance());
        assertEquals(1, balance.jain());
        assertEquals(4, balance.awake());
    }

    @Test
    void shouldShowOneWorkerAlone() {
        balance.processed(2, 10, 7);

        assertEquals(4, balance.imbalance());
        assertEquals(0.25, balance.jain());
        assertEquals(1, balance.awake());
    }

    @Test
    void shouldTakeTheMedianOfWindowsWithTraffic() {
        balance.processed(0, 0, 10); // alone: 4
        balance.processed(0, 100, 30); // 30 of 40: 3
        balance.processed(1, 199, 10);
        balance.processed(0, 500, 10); // 10 of 20: 2
        balance.processed(1, 599, 10);

        assertEquals(3, balance.imbalance());
        assertEquals(1600.0 / (4 * 1000), balance.jain(), 1e-12);
        assertEquals(5 / 3.0, balance.awake(), 1e-12);
    }

    @Test
    void shouldShowRatesOverTheTime() {
        balance.processed(1, 0, 2);
        balance.processed(1, 150, 3);
        final Outcome.Series series = balance.series();

        assertArrayEquals(new long[] {0, 100}, series.atNs());
        assertArrayEquals(new double[] {2e7, 3e7}, series.values()[1]);
        assertArrayEquals(new double[] {0, 0}, series.values()[0]);
        assertEquals("worker 3", series.lines().get(3));
    }

    @Test
    void shouldBeNothingWithoutFrames() {
        assertEquals(0, balance.imbalance());
        assertEquals(0, balance.awake());
    }
}
