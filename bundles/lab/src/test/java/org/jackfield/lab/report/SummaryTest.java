package org.jackfield.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.report.Summary.Method;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final double NEAR = 1e-3;

    private static Summary of(final double... values) {
        return Summary.of(values).orElseThrow();
    }

    @Test
    void shouldHaveNoIntervalOfOneRepetition() {
        final Summary one = of(7);
        assertEquals(7, one.median());
        assertFalse(one.hasInterval());
        assertEquals(Optional.empty(), Summary.of());
    }

    @Test
    void shouldTakeTheMiddleOrTheMeanOfBothMiddles() {
        assertEquals(2, of(9, 1, 2).median());
        assertEquals(2.5, of(9, 1, 2, 3).median());
    }

    /** Mean 0, standard deviation 1.5811, five values: 2.776 * 1.5811 / sqrt 5 on each side. */
    @Test
    void shouldUseStudentsIntervalOfFewRepetitions() {
        final Summary five = of(2, 0, -2, -1, 1);
        assertEquals(Method.STUDENT, five.method());
        assertEquals(-1.963, five.low(), NEAR);
        assertEquals(1.963, five.high(), NEAR);
    }

    /** Logarithms of 1 to 5: mean 0.95750, standard deviation 0.63550. */
    @Test
    void shouldKeepTheIntervalOfPositiveNumbersAboveZero() {
        final Summary five = of(5, 3, 1, 2, 4);
        assertEquals(3, five.median());
        assertEquals(1.1836, five.low(), NEAR);
        assertEquals(5.7343, five.high(), NEAR);
    }

    /** Tables of the sign test: six values all, nine but the outer pair, twenty but five on each side. */
    @Test
    void shouldUseOrderStatisticsOfSixAndMore() {
        final Summary six = of(6, 1, 5, 2, 4, 30);
        assertEquals(Method.ORDER, six.method());
        assertEquals(1, six.low());
        assertEquals(30, six.high());
        final Summary nine = of(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertEquals(2, nine.low());
        assertEquals(8, nine.high());
        final double[] twenty = new double[20];
        for (int i = 0; i < twenty.length; i++) {
            twenty[i] = i + 1;
        }
        assertEquals(6, of(twenty).low());
        assertEquals(15, of(twenty).high());
    }

    @Test
    void shouldPairRatiosByRepetition() {
        final Map<Integer, Double> fast = Map.of(1, 20.0, 2, 40.0, 3, 9.0);
        final Map<Integer, Double> slow = Map.of(1, 10.0, 2, 20.0, 4, 1.0);
        final Summary ratio = Summary.ofRatios(fast, slow).orElseThrow();
        assertEquals(2, ratio.count());
        assertEquals(2, ratio.median(), NEAR);
        assertEquals(2, ratio.low(), NEAR);
        assertEquals(2, ratio.high(), NEAR);
    }

    @Test
    void shouldKeepTheIntervalOfARatioAboveZero() {
        final Summary ratio = Summary.ofRatios(Map.of(1, 1.0, 2, 10.0, 3, 2.0), Map.of(1, 1.0, 2, 1.0, 3, 1.0))
                .orElseThrow();
        assertEquals(2, ratio.median(), NEAR);
        assertEquals(true, ratio.low() > 0 && ratio.low() < 2 && ratio.high() > 2, ratio::toString);
    }

    @Test
    void shouldHaveNoRatioOfRepetitionsThatDoNotMeet() {
        assertEquals(Optional.empty(), Summary.ofRatios(Map.of(1, 1.0), Map.of(2, 1.0)));
        assertEquals(Optional.empty(), Summary.ofRatios(Map.of(1, 1.0), Map.of(1, 0.0)));
    }
}
