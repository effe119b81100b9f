package org.jackfield.launcher.lab.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.lab.api.Costs;
import org.junit.jupiter.api.Test;

class CostFitTest {
    private static final CostFit TRUE = new CostFit(1_400, 0.2, 3_000);

    private static List<CostFit.Point> points() {
        final List<CostFit.Point> points = new ArrayList<>();
        for (final double bytes : new double[] {60, 1_514}) {
            for (final double batch : new double[] {1, 2.5, 30}) {
                points.add(new CostFit.Point(bytes, batch, TRUE.cpuNs(bytes, batch)));
            }
        }
        return points;
    }

    @Test
    void shouldFindTheCostsMeasurementsWereMadeOf() {
        final CostFit fit = CostFit.of(points());
        assertEquals(TRUE.perFrame(), fit.perFrame(), 1e-3);
        assertEquals(TRUE.perByte(), fit.perByte(), 1e-6);
        assertEquals(TRUE.perTurn(), fit.perTurn(), 1e-3);
    }

    @Test
    void shouldRefuseMeasurementsThatAreAllAlike() {
        assertThrows(IllegalArgumentException.class, () -> CostFit.of(points().subList(0, 1)));
    }

    @Test
    void shouldDivideWhatCannotBeSeparated() {
        final Costs costs = Calibration.costs(TRUE, 300, TRUE.cpuNs(60, 1) + 5_000);
        assertEquals(5_000, costs.wakeDelay(), 1e-6);
        assertEquals(TRUE.perFrame(), costs.readFrame() + costs.sendFrame(), 1e-6);
        assertEquals(300, costs.handoffOut() + costs.handoffIn(), 1e-6);
        assertEquals(TRUE.perTurn(), costs.perTurn() + costs.wakeUp(), 1e-6);
    }
}
