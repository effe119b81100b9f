package org.jackfield.core.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.junit.jupiter.api.Test;

class FlowMovesTest {
    /** Makes different hashes of different numbers. */
    private static final int ODD = 0x85EBCA6B;

    private final FrameMemory memory = FrameMemory.allocate(8, 0);
    private final FlowMoves flows = new FlowMoves();
    private final CounterBlock counters = new CounterBlock(2);

    /** A worker processes a batch of frames with these hashes. */
    private void process(final int worker, final int... hashes) {
        final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(memory)));
        for (int i = 0; i < hashes.length; i++) {
            batch.id[i] = FrameMemory.id(FrameLayout.SMALL, i);
            memory.buffer(batch.id[i]).putInt(memory.base(batch.id[i]) + FrameLayout.FLOW_HASH, hashes[i]);
        }
        batch.count = hashes.length;
        flows.processed(batch, memory, worker, counters);
    }

    private long moved() {
        return counters.get(WorkerMeasures.FLOWS_MOVED);
    }

    private long displaced() {
        return counters.get(WorkerMeasures.FLOWS_DISPLACED);
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
    void shouldSayHowOftenAFlowHadLostItsPlace() {
        for (int i = 0; i < 2 * FlowMoves.SIZE; i++) {
            process(i & 1, i * ODD);
        }

        assertEquals(0, moved(), "each flow has one frame");
        assertTrue(displaced() > FlowMoves.SIZE / 2, () -> displaced() + " flows found another in their place");
    }
}
