package org.jackfield.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a port type with queues in memory must do beyond {@link PortContractTest}, by the words of {@link RxQueue} and {@link
 * TxQueue}: whose a frame is, whatever happens to it; nothing lost when frames are short; wake-ups; nothing left after a close in the
 * middle of traffic. The test is the worker: it calls the queues of one port on one thread.
 */
public abstract class MemoryPortContractTest extends PortContractTest {
    private static final int SMALL_FRAMES = 4 * FrameReserve.CHUNK;
    private static final int LARGE_FRAMES = FrameReserve.CHUNK;
    private static final long SOURCE = 0x02_00_00_00_00_01L;
    private static final long PATIENCE_NS = 5_000_000_000L;
    /** Descriptor, wanted events, events that are there (struct pollfd). */
    private static final int POLLFD_BYTES = 8;

    private static final int POLLIN = 1;

    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(SMALL_FRAMES, LARGE_FRAMES)));
    private Port port;
    private RecordingHost host;
    private PortSettings settings;
    private boolean open;

    /**
     * Makes so many frames wait in a queue of the port open at this host, as its peer does: by what it transmits, by another port, by
     * a file or a socket. Returns when they can be received. At most 16 at a time.
     */
    protected abstract void bring(RecordingHost openHost, FramePool ownPool, int queue, int frames) throws Exception;

    /** A frame the port accepts when it is transmitted; a broadcast of 60 bytes unless overridden. */
    protected byte[] acceptable() {
        return Frames.broadcast(SOURCE);
    }

    @BeforeEach
    void makeMemoryPort() throws Exception {
        port = newPort();
        settings = settings();
        host = new RecordingHost(settings.name());
    }

    @AfterEach
    void closeMemoryPort() {
        if (open) {
            close();
        }
    }

    @Test
    void shouldOwnEveryFrameItIsGiven() throws Exception {
        open(1);
        for (final int n : new int[] {0, 1, 7, 40, 200}) {
            final int[] frames = new int[n + 4];
            for (int i = 0; i < n; i++) {
                frames[2 + i] = Frames.toMemory(pool, acceptable());
            }
            final int accepted = host.tx(0).transmit(pool, frames, 2, n);
            assertTrue(0 <= accepted && accepted <= n, () -> accepted + " of " + n + " frames accepted");
            awaitAllFree("frames transmitted, of which " + accepted + " of " + n + " were accepted");
            drain(0);
        }
    }

    /** A copy for this port may be the same frame as one for another: it is only read. */
    @Test
    void shouldOnlyReadFramesThatOthersHaveToo() throws Exception {
        open(1);
        final int frame = Frames.toMemory(pool, acceptable());
        final byte[] before = slot(frame);
        pool.retain(frame, 1);
        host.tx(0).transmit(pool, new int[] {frame}, 0, 1);
        await("one reference of a shared frame given back", () -> references(frame) == 1);
        assertArrayEquals(before, slot(frame), "bytes of a frame that another port has too");
        pool.release(frame);
        awaitAllFree("a shared frame");
    }

    @Test
    void shouldMindNoFrameHoweverItLooks() throws Exception {
        open(1);
        final Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            final byte[] bytes = new byte[round < 20 ? round : random.nextInt(1514)];
            random.nextBytes(bytes);
            final int frame = Frames.toMemory(pool, bytes);
            final int accepted = host.tx(0).transmit(pool, new int[] {frame}, 0, 1);
            assertTrue(accepted == 0 || accepted == 1, () -> accepted + " of 1 frame accepted");
            drain(0);
        }
        awaitAllFree("frames of any bytes");
    }

    @Test
    void shouldGiveFramesThatAreComplete() throws Exception {
        open(1);
        bring(host, pool, 0, 5);
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(5, host.rx(0).receive(batch));
        assertEquals(5, batch.count);
        for (int i = 0; i < 5; i++) {
            final int frame = batch.id[i];
            assertEquals(pool.memory().length(frame), batch.len[i], "length in batch and descriptor");
            assertEquals(1, references(frame), "references of a frame received");
            assertEquals(
                    pool.memory().base(frame) + FrameLayout.DATA, pool.memory().data(frame), "data offset");
            final int flags = pool.memory().buffer(frame).getShort(pool.memory().base(frame) + FrameLayout.FLAGS);
            assertEquals(0, flags & ~FrameLayout.HAS_VNET, "flags that are the switch's own");
            assertTrue(
                    host.offloads() != 0
                            || batch.len[i] <= host.mtu() + FrameLayout.ETHERNET_BYTES + FrameLayout.TAGS_BYTES,
                    () -> "a frame longer than the MTU: " + host.mtu());
            pool.release(frame);
        }
        awaitAllFree("frames received");
        assertEquals(0, host.rx(0).receive(new FrameBatch(pool)), "nothing waits any more");
    }

    @Test
    void shouldFillABatchNoFurtherThanItsLimit() throws Exception {
        open(1);
        bring(host, pool, 0, 8);
        final FrameBatch batch = new FrameBatch(pool);
        final int own = Frames.toMemory(pool, acceptable());
        batch.add(own, pool.memory().length(own));
        batch.limit = 4;
        int received = host.rx(0).receive(batch);
        assertTrue(received >= 1 && received <= 3, received + " frames into room for 3");
        assertEquals(1 + received, batch.count);
        assertEquals(own, batch.id[0], "what was in the batch before");
        assertEquals(0, batch.free() == 0 ? host.rx(0).receive(batch) : 0, "a batch that is full");
        release(batch);
        received += drain(0);
        assertEquals(8, received, "frames that waited");
        awaitAllFree("frames received in several batches");
    }

    /** Back-pressure: no free frame is no reason to lose one. */
    @Test
    void shouldLoseNothingWhileNoFrameIsFree() throws Exception {
        open(1);
        bring(host, pool, 0, 6);
        final List<Integer> taken = takeAll();
        final FrameBatch batch = new FrameBatch(pool);
        assertEquals(0, host.rx(0).receive(batch), "without a free frame");
        assertEquals(0, batch.count);
        taken.forEach(pool::release);
        assertEquals(6, drain(0), "frames that waited for free ones");
        awaitAllFree("frames received late");
    }

    @Test
    void shouldWakeItsWorkerExactlyWhileSomethingWaits() throws Exception {
        open(1);
        final int wake = host.rx(0).wakeFd();
        assertTrue(wake >= RxQueue.OWN_WORKER, () -> "wakeFd " + wake);
        if (wake < 0) {
            bring(host, pool, 0, 2);
            assertEquals(wake, host.rx(0).wakeFd(), "how a queue is to be woken is constant");
            return;
        }
        assertTrue(Files.exists(Path.of("/proc/self/fd/" + wake), LinkOption.NOFOLLOW_LINKS), "wakeFd is open");
        for (int round = 0; round < 3; round++) {
            assertFalse(readable(wake), "readable while nothing waits");
            bring(host, pool, 0, 3);
            final FrameBatch batch = new FrameBatch(pool);
            batch.limit = 1;
            for (int left = 3; left > 0; left--) {
                assertTrue(readable(wake), "not readable while " + left + " frames wait");
                batch.count = 0;
                assertEquals(1, host.rx(0).receive(batch));
                release(batch);
            }
            drain(0);
            await("not readable once nothing waits", () -> !readable(wake));
            assertEquals(wake, host.rx(0).wakeFd(), "constant while attached");
        }
    }

    /** What the hot-path gate cannot see: a queue that allocates in code it calls. */
    @Test
    void shouldAllocateNothingOnItsWorker() throws Exception {
        open(1);
        final com.sun.management.ThreadMXBean memory =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final TxQueue tx = host.tx(0);
        final RxQueue rx = host.rx(0);
        final FrameBatch batch = new FrameBatch(pool);
        final int[] frames = new int[8];
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
            long bytes = 0;
            for (int round = 0; round < 100; round++) {
                for (int i = 0; i < frames.length; i++) {
                    frames[i] = Frames.toMemory(pool, acceptable());
                }
                bring(host, pool, 0, 2);
                batch.count = 0;
                final long before = memory.getCurrentThreadAllocatedBytes();
                tx.transmit(pool, frames, 0, frames.length);
                tx.complete(pool);
                rx.receive(batch);
                bytes += memory.getCurrentThreadAllocatedBytes() - before;
                release(batch);
                drain(0);
                awaitAllFree("frames of a round");
            }
            least = Math.min(least, bytes);
        }
        assertEquals(0, least, "bytes allocated in 100 rounds of transmit, complete and receive");
    }

    @Test
    void shouldGoOnWithTheQueuesThatStay() throws Exception {
        if (port.capabilities().mostQueues() < 2) {
            return;
        }
        open(1);
        for (int round = 0; round < 3; round++) {
            bring(host, pool, 0, 3);
            port.setQueues(2);
            bring(host, pool, 1, 3);
            assertEquals(3, drain(1), "frames of a queue that came");
            port.setQueues(1);
            host.tx(0).transmit(pool, new int[] {Frames.toMemory(pool, acceptable())}, 0, 1);
            assertEquals(3, drain(0), "frames that waited while queues came and went");
        }
        awaitAllFree("frames of queues that came and went");
    }

    @Test
    void shouldLeaveNothingBehindWhenItClosesUnderTraffic() throws Exception {
        final int queues = Math.min(2, port.capabilities().mostQueues());
        closeUnderTraffic(queues);
        final Map<String, Integer> before = OpenDescriptors.byTarget();
        for (int i = 0; i < 10; i++) {
            closeUnderTraffic(queues);
        }
        assertEquals(before, OpenDescriptors.byTarget());
        awaitAllFree("frames of ten closes");
    }

    private void closeUnderTraffic(final int queues) throws Exception {
        open(queues);
        for (int queue = 0; queue < queues; queue++) {
            bring(host, pool, queue, 4);
            final int[] frames = {Frames.toMemory(pool, acceptable()), Frames.toMemory(pool, acceptable())};
            host.tx(queue).transmit(pool, frames, 0, 2);
            final FrameBatch batch = new FrameBatch(pool);
            batch.limit = 1;
            host.rx(queue).receive(batch);
            release(batch);
            complete(queue);
        }
        close();
    }

    private void open(final int queues) throws PortException {
        host = new RecordingHost(settings.name());
        port.open(host, settings, queues);
        open = true;
        assertTrue(host.queueCount() > 0, "no queue attached");
        assertEquals(-1, host.fd(0), "not a queue in memory");
    }

    private void close() {
        open = false;
        port.close();
        assertEquals(List.of(), host.breaches());
        host.invalidate();
    }

    /** Receives all that waits and gives it back; returns how many frames. */
    private int drain(final int queue) {
        final FrameBatch batch = new FrameBatch(pool);
        int all = 0;
        for (int received = 1; received > 0; all += received) {
            batch.count = 0;
            received = host.rx(queue).receive(batch);
            assertEquals(received, batch.count, "frames added and frames told");
            release(batch);
        }
        return all;
    }

    private void release(final FrameBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            pool.release(batch.id[i]);
        }
    }

    /** A worker asks for finished sends each cycle. */
    private void complete(final int queue) {
        assertTrue(host.tx(queue).complete(pool) >= 0, "frames released by complete");
    }

    private List<Integer> takeAll() {
        final List<Integer> taken = new ArrayList<>();
        for (final int sizeClass : new int[] {FrameLayout.SMALL, FrameLayout.LARGE}) {
            for (int frame = pool.allocate(sizeClass); frame >= 0; frame = pool.allocate(sizeClass)) {
                taken.add(frame);
            }
        }
        return taken;
    }

    private int free() {
        final List<Integer> all = takeAll();
        all.forEach(pool::release);
        return all.size();
    }

    private void awaitAllFree(final String what) {
        await("all frames free again: " + what, () -> {
            if (open) {
                complete(0);
            }
            return free() == SMALL_FRAMES + LARGE_FRAMES;
        });
    }

    /** Sends may finish later; five seconds is never. */
    private static void await(final String what, final BooleanSupplier reached) {
        final long began = System.nanoTime();
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() - began < PATIENCE_NS, what);
            Thread.onSpinWait();
        }
    }

    private int references(final int frame) {
        return pool.memory().buffer(frame).getInt(pool.memory().base(frame) + FrameLayout.REF_COUNT);
    }

    /** Descriptor, headroom and data of a frame, without its reference count. */
    private byte[] slot(final int frame) {
        final int base = pool.memory().base(frame);
        final byte[] bytes = new byte[FrameLayout.DATA + pool.memory().length(frame)];
        pool.memory().buffer(frame).get(base, bytes);
        bytes[FrameLayout.REF_COUNT + 3] = 0;
        return bytes;
    }

    private static boolean readable(final int fd) {
        try (NativeBlock block = new NativeBlock(POLLFD_BYTES)) {
            block.putInt(0, fd).putShort(4, POLLIN);
            final int found = LibC.poll(block.address(), 1, 0);
            return found > 0;
        }
    }
}
