package org.jackfield.steering.mton;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void shouldReadWorkersAndTheirWeights() {
        final Settings settings = Settings.of(Map.of("workers", "0, 2,3", "weights", "1,2,1", "service.pid", "x"));
        assertArrayEquals(new long[] {1, 0, 2, 1, 0}, settings.weightsOf(5));
        assertEquals("workers 0,2,3, weights 1,2,1", settings.toString());
    }

    @Test
    void shouldCountWeightsFromWorkerZeroWhereAllWorkersAreMeant() {
        assertArrayEquals(
                new long[] {3, 0, 1, 1}, Settings.of(Map.of("weights", "3,0")).weightsOf(4));
        assertArrayEquals(new long[] {1, 1}, Settings.of(Map.of("workers", " ")).weightsOf(2));
    }

    @Test
    void shouldKnowWorkersThatAreNotThere() {
        final Settings settings = Settings.of(Map.of("workers", "1,5"));
        assertEquals(List.of(5), settings.beyond(3));
        assertArrayEquals(new long[] {0, 1, 0}, settings.weightsOf(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workers | 0,64  | | workers=0,64: '64' must be a whole number from 0 to 63; write workers like 2,1,3",
                "workers | 0,,1  | | workers=0,,1: '' must be a whole number from 0 to 63; write workers like 2,1,3",
                "workers | 1,1   | | workers=1,1 names a worker twice; name each once",
                "weights | 1,-1  | | weights=1,-1: '-1' must be a whole number from 0 to 1000; write weights like 2,1,3",
                "weights | 1001  | | weights=1001: '1001' must be a whole number from 0 to 1000; write weights like 2,1,3",
                "weights | 0,0   | | weights=0,0 leave nobody to process frames; give at least one above 0",
                "weights | 1,2   | 0 | weights=1,2 are 2, workers=0 are 1; give one weight for each of these workers"
            })
    void shouldRefuseWhatItCannotUseNamingKeyValueAndRange(
            final String key, final String value, final String workers, final String message) {
        final Map<String, Object> values =
                workers == null ? Map.of(key, value) : Map.of(key, value, "workers", workers);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Settings.of(values))
                        .getMessage());
    }
}
