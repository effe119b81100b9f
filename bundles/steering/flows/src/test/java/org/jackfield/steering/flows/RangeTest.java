package org.jackfield.steering.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
    private final Range range = new Range("org.jackfield.steering.x", "gap-us", 50, 1000);

    @Test
    void shouldPassWhatIsInside() {
        assertEquals(50, range.check(50));
        assertEquals(1000, range.check(1000));
    }

    @Test
    void shouldSayWhatIsWrongAndWhatIsAllowed() {
        for (final long bad : new long[] {49, 1001, -1, Long.MIN_VALUE}) {
            final String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> range.check(bad))
                    .getMessage());
            assertEquals(
                    "org.jackfield.steering.x is refused: gap-us=" + bad + " must be a whole number from 50 to 1000;"
                            + " correct org.jackfield.steering.x.cfg",
                    message);
        }
    }

    @ParameterizedTest
    @CsvSource({"2048,2048", "2049,4096", "4096,4096", "5000,8192", "1048576,1048576"})
    void shouldRoundSizesUp(final int entries, final int slots) {
        assertEquals(slots, new TableSize(entries, 1000).slots());
    }
}
