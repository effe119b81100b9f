package org.jackfield.port.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

/** Frames through a pair of patch ports, with the pools of the workers that move them. */
class PatchTrafficTest {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;
    private static final int FRAMES = 512;
    private static final int DEAFENINGS = 300;

    private final PatchPanel panel = new PatchPanel();
    private final PatchRig p1 = new PatchRig(panel, "p1");
    private final PatchRig p2 = new PatchRig(panel, "p2");
    private final FrameReserve reserve = new FrameReserve(FrameMemory.allocate(FRAMES, FrameReserve.CHUNK));
    private final FramePool pool = new FramePool(reserve);

    @Test
    void shouldReceiveFromTheOtherWhatIsSentToOne() throws PortException {
        openBoth(2);
        assertEquals(2, p1.send(0, pool, numbered(1), numbered(2)));
        assertEquals(1, p1.send(1, pool, numbered(3)));
        assertEquals(1, p2.send(0, pool, numbered(4)));
        assertNumbers(List.of(1L, 2L), p2.receive(0, pool));
        assertNumbers(List.of(3L), p2.receive(1, pool));
        assertNumbers(List.of(4L), p1.receive(0, pool));
        assertNumbers(List.of(), p2.receive(0, pool));
        assertNoFrameMissing();
    }

    @Test
    void shouldKeepEveryByteOfShortAndLongFrames() throws PortException {
        p1.open(1, "bridge=left", "peer=p2", "mtu=65521");
        p2.open(1, "bridge=right", "peer=p1", "mtu=65521");
        for (final int length : new int[] {14, 60, 1514, 2000, 2100, 9014, 65535}) {
            final byte[] frame =
                    Frames.from(NEAR, FAR).etherType(0x88B5).length(length).build();
            for (int i = FrameLayout.ETHERNET_BYTES; i < length; i++) {
                frame[i] = (byte) (i * 31);
            }
            assertEquals(1, p1.send(0, pool, frame));
            assertArrayEquals(frame, p2.receive(0, pool).get(0));
        }
        assertNoFrameMissing();
    }

    @Test
    void shouldPassUnfinishedFramesAsTheyAre() throws PortException {
        openBoth(1);
        assertEquals(Offload.ALL, p1.host.offloads());
        final byte[] longFrame =
                Frames.from(NEAR, FAR).etherType(0x88B5).length(65_000).build();
        final int[] frames = {Frames.toMemory(pool, longFrame), Frames.toMemory(pool, numbered(1))};
        final FrameMemory memory = pool.memory();
        final int base = memory.base(frames[0]);
        final byte[] header = {1, 1, 54, 0, (byte) 0xA8, 5, 34, 0, 16, 0, 0, 0};
        memory.buffer(frames[0]).put(base + FrameLayout.VNET, header);
        memory.buffer(frames[0])
                .putShort(base + FrameLayout.FLAGS, (short) (FrameLayout.HAS_VNET | FrameLayout.UNFINISHED));
        assertEquals(2, p1.host.tx(0).transmit(pool, frames, 0, 2));
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(2, p2.host.rx(0).receive(batch));
        assertEquals(FrameLayout.HAS_VNET, flags(batch.id[0]), "whoever receives it checks it himself");
        final byte[] found = new byte[header.length];
        memory.buffer(batch.id[0]).get(memory.data(batch.id[0]) - found.length, found);
        assertArrayEquals(header, found);
        assertArrayEquals(longFrame, Frames.bytesOf(memory, batch.id[0]));
        assertEquals(0, flags(batch.id[1]));
        assertArrayEquals(numbered(1), Frames.bytesOf(memory, batch.id[1]));
        pool.release(batch.id[0]);
        pool.release(batch.id[1]);
        assertNoFrameMissing();
    }

    private int flags(final int frame) {
        return pool.memory().buffer(frame).getShort(pool.memory().base(frame) + FrameLayout.FLAGS);
    }

    @Test
    void shouldLeaveAFrameThatOthersShareAsItIs() throws PortException {
        openBoth(1);
        final int shared = Frames.toMemory(pool, numbered(7));
        pool.retain(shared, 1);
        assertEquals(1, p1.host.tx(0).transmit(pool, new int[] {shared}, 0, 1));
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(1, p2.host.rx(0).receive(batch));
        assertTrue(batch.id[0] != shared);
        final FrameMemory memory = pool.memory();
        memory.buffer(batch.id[0]).put(memory.data(batch.id[0]), (byte) 0xFF);
        assertArrayEquals(numbered(7), Frames.bytesOf(memory, shared), "the receiver's copy is its own");
        pool.release(batch.id[0]);
        pool.release(shared);
        assertNoFrameMissing();
    }

    @Test
    void shouldSendOnlyThePartItIsGiven() throws PortException {
        openBoth(1);
        final int[] frames = new int[4];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.toMemory(pool, numbered(i));
        }
        assertEquals(2, p1.host.tx(0).transmit(pool, frames, 1, 2));
        assertNumbers(List.of(1L, 2L), p2.receive(0, pool));
        pool.release(frames[0]);
        pool.release(frames[3]);
        assertNoFrameMissing();
    }

    @Test
    void shouldAcceptNothingWhileItsPeerIsNotOpen() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        assertEquals(0, p1.send(0, pool, numbered(1)));
        assertNoFrameMissing();
        p2.open(1, "bridge=right", "peer=p1");
        assertEquals(1, p1.send(0, pool, numbered(2)));
        assertNumbers(List.of(2L), p2.receive(0, pool));
        assertEquals(1, p1.send(0, pool, numbered(3)));
        p2.close();
        assertEquals(0, p1.send(0, pool, numbered(4)));
        p2.open(1, "bridge=right", "peer=p1");
        assertNumbers(List.of(), p2.receive(0, pool));
        assertNoFrameMissing();
    }

    @Test
    void shouldAcceptNothingForAQueueItsPeerHasNot() throws PortException {
        p1.open(3, "bridge=left", "peer=p2");
        p2.open(2, "bridge=right", "peer=p1");
        assertEquals(1, p1.send(1, pool, numbered(1)));
        assertEquals(0, p1.send(2, pool, numbered(2)));
        p2.port.setQueues(3);
        assertEquals(1, p1.send(2, pool, numbered(3)));
        assertNumbers(List.of(3L), p2.receive(2, pool));
        p2.port.setQueues(1);
        assertEquals(0, p1.send(1, pool, numbered(4)));
        assertNoFrameMissing();
    }

    @Test
    void shouldAcceptAsManyAsOneReadTakes() throws PortException {
        openBoth(1);
        int accepted = 0;
        for (int i = 0; i < FrameBatch.CAPACITY + 10; i++) {
            accepted += p1.send(0, pool, numbered(i));
        }
        assertEquals(FrameBatch.CAPACITY, accepted);
        assertEquals(FrameBatch.CAPACITY, p2.receive(0, pool).size());
        assertNoFrameMissing();
    }

    @Test
    void shouldKeepFramesForWhichThereIsNoFreeSlotYet() throws PortException {
        openBoth(1);
        assertEquals(2, p1.send(0, pool, numbered(1), numbered(2)));
        final List<Integer> all = new ArrayList<>();
        for (int id = pool.allocate(FrameLayout.SMALL); id >= 0; id = pool.allocate(FrameLayout.SMALL)) {
            all.add(id);
        }
        assertNumbers(List.of(), p2.receive(0, pool));
        pool.release(all.remove(0));
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(1, p2.host.rx(0).receive(batch));
        pool.release(batch.id[0]);
        assertNumbers(List.of(2L), p2.receive(0, pool));
        all.forEach(pool::release);
        assertNoFrameMissing();
    }

    @Test
    void shouldReceiveNoMoreThanTheBatchHasRoomFor() throws PortException {
        openBoth(1);
        assertEquals(3, p1.send(0, pool, numbered(1), numbered(2), numbered(3)));
        final FrameBatch batch = new FrameBatch(pool);
        batch.limit = 2;
        assertEquals(2, p2.host.rx(0).receive(batch));
        pool.release(batch.id[0]);
        pool.release(batch.id[1]);
        assertNumbers(List.of(3L), p2.receive(0, pool));
    }

    @Test
    void shouldNotHaveToBeWoken() throws PortException {
        openBoth(1);
        assertEquals(RxQueue.OWN_WORKER, p1.host.rx(0).wakeFd());
    }

    /** The peer opens and closes on this thread, as on a port-ops thread, while another sends and receives as a worker. */
    @Test
    void shouldLoseNoSlotWhileItsPeerComesAndGoes() throws Exception {
        p1.open(1, "bridge=left", "peer=p2");
        final TxQueue tx = p1.host.tx(0);
        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicLong accepted = new AtomicLong();
        final FutureTask<Long> worker = new FutureTask<>(() -> {
            long sent = 0;
            while (!stop.get()) {
                final int[] ids = {Frames.toMemory(pool, numbered(sent)), Frames.toMemory(pool, numbered(sent + 1))};
                accepted.addAndGet(tx.transmit(pool, ids, 0, ids.length));
                sent += ids.length;
            }
            return sent;
        });
        final Thread thread = new Thread(worker, "worker");
        thread.start();
        try {
            for (int i = 0; i < DEAFENINGS; i++) {
                final long before = accepted.get();
                p2.open(1, "bridge=right", "peer=p1");
                while (accepted.get() == before && !worker.isDone()) {
                    Thread.onSpinWait();
                }
                p2.close();
            }
        } finally {
            stop.set(true);
            thread.join();
        }
        assertTrue(sent(worker) > accepted.get());
        assertEquals(0, p1.send(0, pool, numbered(0)));
        assertNoFrameMissing();
    }

    private static long sent(final FutureTask<Long> worker) throws InterruptedException {
        try {
            return worker.get();
        } catch (final ExecutionException thrown) {
            throw new AssertionError("the worker must not be disturbed", thrown.getCause());
        }
    }

    private void openBoth(final int queues) throws PortException {
        p1.open(queues, "bridge=left", "peer=p2");
        p2.open(queues, "bridge=right", "peer=p1");
    }

    private static byte[] numbered(final long number) {
        return Frames.numbered(NEAR, FAR, 1, number);
    }

    private static void assertNumbers(final List<Long> expected, final List<byte[]> frames) {
        assertEquals(
                expected,
                frames.stream().map(frame -> Frames.number(frame).orElseThrow()).toList());
    }

    /** Every slot can be allocated again. */
    private void assertNoFrameMissing() {
        final List<Integer> all = new ArrayList<>();
        for (int sizeClass = 0; sizeClass < FrameLayout.SIZE_CLASSES; sizeClass++) {
            for (int id = pool.allocate(sizeClass); id >= 0; id = pool.allocate(sizeClass)) {
                all.add(id);
            }
        }
        assertEquals(FRAMES + FrameReserve.CHUNK, all.size());
        all.forEach(pool::release);
    }
}
