package org.jackfield.launcher.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private final Samples samples = new Samples(1_000);

    @Test
    void shouldFindPercentilesOfAllSamples() {
        for (int i = 1_000; i > 0; i--) {
            samples.add(i * 1_000L);
        }
        samples.sorted();
        assertEquals(500, samples.percentileUs(0.5));
        assertEquals(990, samples.percentileUs(0.99));
        assertEquals(999, samples.percentileUs(0.999));
        assertEquals(1_000, samples.percentileUs(1));
        assertEquals(1, samples.percentileUs(0));
    }

    @Test
    void shouldKeepNoMoreThanThereIsRoomFor() {
        for (int i = 0; i < 1_001; i++) {
            samples.add(1);
        }
        assertEquals(1_000, samples.count());
        samples.clear();
        assertEquals(0, samples.sorted().percentileUs(0.5));
    }
}
