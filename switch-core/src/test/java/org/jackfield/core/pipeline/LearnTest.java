package org.jackfield.core.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.stats.WorkerCounters;
import org.junit.jupiter.api.Test;

class LearnTest {
    private static final long FIRST = 0x0200_0000_0000L;
    private static final int FID = 1;
    private static final int PORT = 3;
    private static final int GENERATION = 7;

    private final LearnRequests requests = new LearnRequests();
    private final CounterBlock counters = new CounterBlock(WorkerCounters.SIZE);
    private final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(FrameMemory.allocate(64, 0))));
    private int wakeUps;
    private final Learn learn =
            new Learn(new FdbTable(FdbTable.LEAST_CAPACITY, 1), requests, () -> wakeUps++, counters);

    @Test
    void shouldAskForAllNewAddressesOfABatchAndWakeTheConductorOnce() {
        see(FIRST, 100);
        assertEquals(1, wakeUps);
        assertEquals(addresses(FIRST, 100), asked());
        assertEquals(0, counters.get(WorkerCounters.LEARN_LOST));
    }

    @Test
    void shouldAskOnceForASourceOfManyFrames() {
        see(FIRST, 1);
        see(FIRST, 1);
        assertEquals(addresses(FIRST, 1), asked());
        assertEquals(1, wakeUps);
    }

    @Test
    void shouldCountWhatFindsNoRoomAndAskAgainAtOnce() {
        int next = 0;
        while (counters.get(WorkerCounters.LEARN_LOST) == 0) {
            see(FIRST + next, 100);
            next += 100;
        }
        final int lost = (int) counters.get(WorkerCounters.LEARN_LOST);
        assertTrue(lost < 100, "the first of a batch find room while there is some");
        final List<Long> asked = asked();
        assertEquals(addresses(FIRST, next - lost), asked);
        assertFalse(requests.hasWork());
        see(FIRST + next - 100, 100);
        final List<Long> again = asked();
        assertTrue(again.containsAll(addresses(FIRST + next - lost, lost)), "the lost ones are asked for again");
    }

    private void see(final long first, final int count) {
        batch.count = count;
        batch.ingressPort = PORT;
        batch.generation = GENERATION;
        for (int i = 0; i < count; i++) {
            batch.src[i] = first + i;
            batch.egress[i] = Decision.NONE;
        }
        learn.run(batch, FID, 0, 1_000_000_000L);
    }

    /** Addresses of all requests that wait, each of which must name port and generation. */
    private List<Long> asked() {
        final List<Long> all = new ArrayList<>();
        try {
            requests.poll((request, sequence, endOfBatch) -> {
                assertEquals(PORT, request.port);
                assertEquals(GENERATION, request.generation);
                assertEquals(FID, FdbTable.fid(request.key));
                return all.add(FdbTable.mac(request.key));
            });
        } catch (final Exception declared) {
            throw new AssertionError(declared);
        }
        return all;
    }

    private static List<Long> addresses(final long first, final int count) {
        final List<Long> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(first + i);
        }
        return all;
    }
}
