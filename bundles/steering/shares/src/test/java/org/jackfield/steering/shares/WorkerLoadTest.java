package org.jackfield.steering.shares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jackfield.testkit.FakeLoad;
import org.junit.jupiter.api.Test;

class WorkerLoadTest {
    private static final double[] SMALL = {};
    private static final long PERIOD_MS = 250;
    private static final double PERIOD_NS = 250e6;
    private static final double FRAME_NS = 1500;
    private static final int FULL_TURN = 256;

    private WorkerLoad meter = new WorkerLoad();
    private double turnNs = 3600;

    /** A worker that is awake all the time: frames take what part of it is asked for, turns the rest, as often as there is time. */
    private void awake(final FakeLoad load, final int worker, final double part, final double frameNs) {
        final double frames = Math.min(part, 1 / (1 + turnNs / frameNs / FULL_TURN)) * PERIOD_NS / frameNs;
        final double turns = Math.max((0.97 * PERIOD_NS - frames * frameNs) / turnNs, frames / FULL_TURN);
        load.work(worker, (frames * frameNs + turns * turnNs) / 1e6, Math.round(frames));
        load.turns(worker, Math.round(turns), Math.round(frames));
    }

    private WorkerLoad.Loads measured(final FakeLoad load, final double... weights) {
        return meter.next(load.pass(PERIOD_MS).state(), weights).orElseThrow();
    }

    private FakeLoad begun(final int workers) {
        meter = new WorkerLoad();
        final FakeLoad load = new FakeLoad(workers);
        for (int w = 0; w < workers; w++) {
            load.turns(w, 0, 0);
        }
        meter.next(load.state(), SMALL);
        return load;
    }

    /** CPU times are 0.97, 0.97, 0.97 and 1. */
    @Test
    void shouldTellAWorkerThatCannotKeepUpFromThoseThatAreOnlyAwake() {
        final FakeLoad load = begun(4);
        awake(load, 0, 0.55, FRAME_NS);
        awake(load, 1, 0.30, FRAME_NS);
        awake(load, 2, 1.40, FRAME_NS);
        awake(load, 3, 0.80, FRAME_NS);
        final WorkerLoad.Loads loads = measured(load);
        assertArrayEquals(new double[] {0.97, 0.97, 1, 0.97}, loads.used(), 0.01);
        assertArrayEquals(new double[] {0.55, 0.30, 1, 0.80}, loads.loads(), 0.05, loads::text);
    }

    /** Turns of another machine or another kernel cost other times. */
    @Test
    void shouldLearnWhatATurnCosts() {
        for (final double cost : new double[] {800, 2_200, 8_000}) {
            turnNs = cost;
            final FakeLoad load = begun(3);
            for (int i = 0; i < 20; i++) {
                awake(load, 0, 0.5, FRAME_NS);
                awake(load, 1, 1.2, FRAME_NS);
                awake(load, 2, 0.7, FRAME_NS);
                measured(load);
            }
            awake(load, 0, 0.5, FRAME_NS);
            awake(load, 1, 1.2, FRAME_NS);
            awake(load, 2, 0.7, FRAME_NS);
            assertArrayEquals(new double[] {0.5, 1, 0.7}, measured(load).loads(), 0.05, cost + " ns");
        }
    }

    @Test
    void shouldFindWorkersEquallyLoadedThatCarryTheSame() {
        final FakeLoad load = begun(3);
        for (int w = 0; w < 3; w++) {
            awake(load, w, 0.55, FRAME_NS);
        }
        final double[] loads = measured(load).loads();
        assertArrayEquals(new double[] {loads[0], loads[0], loads[0]}, loads, 1e-9);
        assertEquals(0.55, loads[0], 0.15, "by the cost of a turn that is assumed");
    }

    /** A worker with a few large frames in a turn has as much to do as one with many small ones. */
    @Test
    void shouldWeighLargeFrames() {
        final FakeLoad load = begun(2);
        awake(load, 0, 0.8, 9 * FRAME_NS);
        awake(load, 1, 0.8, FRAME_NS);
        final double[] loads = measured(load, 9, 1).loads();
        assertEquals(loads[0], loads[1], 0.01, () -> Arrays.toString(loads));
    }

    /** One queue: worker 0 reads for all, in full turns, and processes hardly anything. */
    @Test
    void shouldCountFramesReadForOthers() {
        final FakeLoad load = begun(2);
        load.work(0, PERIOD_MS, 1_000).turns(0, 1_200, 300_000);
        awake(load, 1, 0.4, FRAME_NS);
        final double[] loads = measured(load).loads();
        assertTrue(loads[0] > 0.9, () -> Arrays.toString(loads));
    }

    @Test
    void shouldFindNoLoadInAWorkerThatLooksForFramesAndFindsNone() {
        final FakeLoad load = begun(2);
        load.work(0, PERIOD_MS, 0).turns(0, 2_000_000, 0);
        assertArrayEquals(new double[] {0, 0}, measured(load).loads(), 1e-9);
    }

    @Test
    void shouldTakeCpuTimeForTheLoadWhereTurnsAreUnknown() {
        final FakeLoad load = new FakeLoad(2);
        meter.next(load.state(), SMALL);
        load.work(0, 200, 1000).work(1, 50, 10);
        assertArrayEquals(new double[] {0.8, 0.2}, measured(load).loads(), 1e-9);
    }

    /** Whatever workers are told to have done, and however much their frames differ. */
    @Test
    void shouldNeverFindMoreLoadThanCpuTimeNorLessThanNone() {
        final Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            final FakeLoad load = begun(4);
            for (int i = 0; i < 5; i++) {
                for (int w = 0; w < 4; w++) {
                    load.work(w, PERIOD_MS * random.nextDouble(), random.nextInt(500_000));
                    load.turns(w, random.nextInt(100_000), random.nextInt(500_000));
                }
                final WorkerLoad.Loads loads = measured(load);
                for (int w = 0; w < 4; w++) {
                    assertTrue(loads.loads()[w] >= 0 && loads.loads()[w] <= loads.used()[w], loads::text);
                }
            }
        }
    }

    /** Frames that cost more at the worker that is full look like turns that cost nothing; it is the fullest all the same. */
    @Test
    void shouldNotBeMisledByFramesThatCostMore() {
        final FakeLoad load = begun(3);
        for (int i = 0; i < 20; i++) {
            awake(load, 0, 1.2, 3 * FRAME_NS);
            awake(load, 1, 0.5, FRAME_NS);
            awake(load, 2, 0.5, FRAME_NS);
            final WorkerLoad.Loads loads = measured(load);
            assertTrue(loads.loads()[0] > 0.95 && loads.loads()[0] > loads.loads()[1], loads::text);
        }
    }
}
