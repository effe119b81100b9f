package org.jackfield.steering.elephant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.testkit.FakeSteeringContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlowWatchTest {
    private final FlowWatch watch = new FlowWatch();
    private final FakeSteeringContext context = new FakeSteeringContext(2);
    private final FrameBatch batch = new FrameBatch(new FramePool(new FrameReserve(FrameMemory.allocate(64, 64))));

    private void see(final int flow, final int length, final int frames) {
        batch.count = 0;
        for (int i = 0; i < frames; i++) {
            batch.hash[i] = flow;
            batch.add(i, length);
        }
        watch.assign(batch, new short[FrameBatch.CAPACITY], context);
    }

    @Test
    void shouldLeaveEveryFrameToTheOwnerOfItsBucket() {
        batch.count = 0;
        final short[] owners = new short[FrameBatch.CAPACITY];
        for (int i = 0; i < FrameBatch.CAPACITY; i++) {
            batch.hash[i] = i / 2;
            batch.add(i, 60);
            owners[i] = (short) (i & 1);
        }
        final short[] before = owners.clone();
        for (int call = 0; call < 1000; call++) {
            watch.assign(batch, owners, context);
        }
        assertArrayEquals(before, owners);
    }

    @Test
    void shouldGiveWhatItCountedWhenTheWorkerTurnsToTheOtherSketch() {
        assertTrue(watch.ready(), "nothing was asked for so far");
        assertEquals(0, watch.counted().sum());
        see(7, 60, 10);
        watch.request();
        assertFalse(watch.ready());
        see(8, 60, 1);
        assertTrue(watch.ready());
        assertEquals(80, watch.counted().sum());
        watch.request();
        see(9, 60, 1);
        assertTrue(watch.ready());
        assertEquals(8, watch.counted().sum(), "the first was forgotten");
    }

    /** 64 KB cost as much as nine small frames. */
    @Test
    void shouldCountBytesToo() {
        watch.request();
        see(7, 65_536, 1);
        watch.request();
        see(7, 60, 1);
        assertEquals(8 + 64, watch.counted().sum());
    }

    /** The thread is the subject: what a worker counts and what the policy reads is the same, to the last frame. */
    @Test
    @Timeout(60)
    void shouldLoseAndInventNothingBetweenTwoThreads() throws InterruptedException {
        final int batches = 200_000;
        final Thread worker = new Thread(() -> {
            for (int i = 0; i < batches; i++) {
                see(i & 3, 60, 1 + (i & 7));
            }
        });
        worker.start();
        long read = 0;
        while (worker.isAlive()) {
            read += taken();
        }
        worker.join();
        for (int last = 0; last < 3; last++) {
            see(0, 60, 0);
            read += taken();
        }
        assertEquals(batches / 8 * 36L * FlowWatch.FRAME, read);
    }

    private long taken() {
        if (!watch.ready()) {
            return 0;
        }
        final FlowSketch counted = watch.counted();
        long sum = 0;
        for (int i = 0; i < FlowSketch.SETS * FlowSketch.WAYS; i++) {
            sum += counted.count(i);
        }
        assertEquals(counted.sum(), sum, "four flows have a counter each");
        watch.request();
        return sum;
    }
}
