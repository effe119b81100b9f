package org.jackfield.core.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.core.steering.IndirectionTable;
import org.junit.jupiter.api.Test;

class FlowMovesTest {
    /** Makes different hashes of different numbers. */
    private static final int ODD = 0x85EBCA6B;

    private final FrameMemory memory = FrameMemory.allocate(8, 0);
    private final FlowMoves flows = new FlowMoves(true);
    private final WorkerMeasures reader = new WorkerMeasures();

    /** Frames with these hashes go to a worker, as owner of their buckets. */
    private void process(final int worker, final int... hashes) {
        process(flows, worker, hashes);
    }

    private void process(final FlowMoves by, final int worker, final int... hashes) {
        final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(memory)));
        System.arraycopy(hashes, 0, batch.hash, 0, hashes.length);
        batch.count = hashes.length;
        final short[] owners = new short[IndirectionTable.BUCKETS];
        Arrays.fill(owners, (short) worker);
        by.steered(batch, owners, null, reader);
    }

    private long moved() {
        return reader.counters.get(WorkerMeasures.FLOWS_MOVED);
    }

    private long displaced() {
        return reader.counters.get(WorkerMeasures.FLOWS_DISPLACED);
    }

    @Test
    void shouldCountNoFlowThatIsNewOrStays() {
        process(3, 0, -1, 5);
        process(3, 0, -1, 5, 5);
        process(0, 77);

        assertEquals(0, moved());
        assertEquals(0, displaced());
    }

    @Test
    void shouldCountEachFlowThatAnotherWorkerTakesOver() {
        process(0, 0, -1, 5);
        process(63, 0, -1);
        process(0, -1, 5);

        assertEquals(3, moved());
    }

    @Test
    void shouldGoByWhatIsDecidedForEachFrame() {
        final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(memory)));
        batch.hash[0] = 5;
        batch.hash[1] = 5;
        batch.count = 2;
        flows.steered(batch, new short[IndirectionTable.BUCKETS], new short[] {1, 2}, reader);

        assertEquals(1, moved());
    }

    @Test
    void shouldFindInOneBatchOfSixteenWhatHasMoved() {
        final FlowMoves sample = new FlowMoves(false);
        for (int i = 0; i < 160; i++) {
            process(sample, i / 16 % 2, 5);
        }
        assertEquals(9, moved());
    }

    @Test
    void shouldSayHowOftenAFlowHadLostItsPlace() {
        for (int i = 0; i < 2 * FlowMoves.SIZE; i++) {
            process(i & 1, i * ODD);
        }

        assertEquals(0, moved(), "each flow has one frame");
        assertTrue(displaced() > FlowMoves.SIZE / 2, () -> displaced() + " flows found another in their place");
    }
}
