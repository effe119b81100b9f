package org.jackfield.lab.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DepthsTest {
    @Test
    void shouldAverageOverTheTime() {
        final Depths depths = new Depths(2, 100);
        depths.change(0, 50, 4); // 4 for 200 ns
        depths.change(0, 250, -4);
        depths.change(1, 250, 1); // 1 for 150 ns
        depths.finish(400);

        assertEquals(2, depths.busiest());
        assertArrayEquals(new double[] {2, 4, 2, 0}, depths.series().values()[0]);
        assertArrayEquals(new double[] {0, 0, 0.5, 1}, depths.series().values()[1]);
    }
}
