package org.jackfield.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an engine promises about waiting, waking, handles and garbage. A wait that never ends is a failure. */
@Timeout(30)
abstract class WaitingContract extends IoEngineContract {
    private static final long FOR_EVER = -1;
    private static final long SHORT_NS = 20_000_000;

    @Test
    void shouldReturnAtOnceWhenNothingIsToBeWaitedFor() throws EngineException {
        armed(pair());
        assertEquals(0, engine.cycle(0));
    }

    @Test
    void shouldWaitAsLongAsAskedWhenNothingHappens() throws EngineException {
        armed(pair());
        assertWaits();
    }

    @Test
    void shouldReturnFromAnEndlessWaitWhenWoken() throws InterruptedException {
        final CountDownLatch waiting = new CountDownLatch(1);
        final Thread waker = new Thread(() -> {
            awaitQuietly(waiting);
            engine.wake();
        });
        waker.start();
        waiting.countDown();
        assertEquals(0, engine.cycle(FOR_EVER));
        waker.join();
        assertWaits();
    }

    @Test
    void shouldNotWaitWhenWokenBefore() {
        engine.wake();
        engine.wake();
        assertEquals(0, engine.cycle(FOR_EVER));
        assertWaits();
    }

    @Test
    void shouldReturnFromAnEndlessWaitWhenAFrameArrives() throws Exception {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        final CountDownLatch waiting = new CountDownLatch(1);
        final Thread sender = new Thread(() -> {
            awaitQuietly(waiting);
            pair.send(bytes(1));
        });
        sender.start();
        waiting.countDown();
        assertEquals(1, engine.cycle(FOR_EVER));
        sender.join();
        assertEquals(1, drainAll(handle));
    }

    @Test
    void shouldShowAWatchedDescriptorWhileItIsReadableAndReadNothingFromIt() throws EngineException {
        final SocketPair pair = pair();
        final int handle = engine.watch(pair.engineFd());
        assertEquals(0, engine.cycle(0), "it is not armed");
        engine.arm(handle);
        assertWaits();
        pair.send(bytes(1));
        for (int round = 0; round < 10; round++) {
            assertEquals(1, engine.cycle(FOR_EVER), "round " + round);
            assertEquals(handle, engine.readyHandle(0));
            assertEquals(0, engine.drain(handle, batch));
        }
        try (NativeBlock taken = new NativeBlock(64)) {
            assertEquals(bytes(1).length, LibC.read(pair.engineFd(), taken.address(), 64));
        }
        engine.cycle(0); // what was found before may be shown once more
        assertWaits();
        engine.disarm(handle);
        pair.send(bytes(1));
        assertWaits();
        engine.arm(handle);
        assertEquals(1, engine.cycle(FOR_EVER));
        engine.disarm(handle);
        assertTrue(engine.disarmed(handle));
        engine.remove(handle);
        assertWaits();
        assertEquals(handle, engine.add(pair.engineFd(), FdKind.DATAGRAM, FrameLayout.SMALL));
        engine.arm(handle);
        engine.cycle(FOR_EVER);
        assertEquals(1, drainAll(handle));
    }

    @Test
    void shouldReadOtherQueuesBesideAWatchedDescriptor() throws EngineException {
        final SocketPair watched = pair();
        final int watch = engine.watch(watched.engineFd());
        engine.arm(watch);
        final SocketPair read = pair();
        final int handle = armed(read);
        watched.send(bytes(1));
        read.send(bytes(2));
        int shown = 0;
        int frames = 0;
        for (int round = 0; round < 10; round++) {
            final int ready = engine.cycle(0);
            for (int i = 0; i < ready; i++) {
                shown += engine.readyHandle(i) == watch ? 1 : 0;
                frames += engine.readyHandle(i) == handle ? drainAll(handle) : 0;
            }
        }
        assertTrue(shown > 0);
        assertEquals(1, frames);
    }

    @Test
    void shouldReturnFromAnEndlessWaitWhenAWatchedDescriptorIsReadable() throws Exception {
        final SocketPair pair = pair();
        final int handle = engine.watch(pair.engineFd());
        engine.arm(handle);
        final CountDownLatch waiting = new CountDownLatch(1);
        final Thread sender = new Thread(() -> {
            awaitQuietly(waiting);
            pair.send(bytes(1));
        });
        sender.start();
        waiting.countDown();
        assertEquals(1, engine.cycle(FOR_EVER));
        assertEquals(handle, engine.readyHandle(0));
        sender.join();
    }

    @Test
    void shouldNotSpinWhileNoFrameIsFree() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        pair.send(bytes(1));
        engine.cycle(FOR_EVER);
        final List<Integer> taken = takeAll(FrameLayout.SMALL);
        engine.drain(handle, batch);
        final long start = System.nanoTime();
        int cycles = 0;
        while (System.nanoTime() - start < SHORT_NS) {
            assertEquals(0, engine.cycle(SHORT_NS));
            cycles++;
        }
        assertTrue(cycles <= 100, cycles + " cycles in " + SHORT_NS + " ns");
        engine.wake();
        engine.cycle(FOR_EVER);
        releaseAll(taken);
        drainUntil(1, handle);
    }

    @Test
    void shouldLetAnotherEngineOfItsKindWakeIt() throws Exception {
        final CountDownLatch waiting = new CountDownLatch(1);
        final boolean[] submitted = new boolean[1];
        final Thread waker = new Thread(() -> {
            awaitQuietly(waiting);
            submitted[0] = wakeFromAnother();
        });
        waker.start();
        waiting.countDown();
        assertEquals(0, engine.cycle(FOR_EVER));
        waker.join();
        assertEquals(engine instanceof UringEngine, submitted[0]);
        assertWaits();
    }

    /** Wakes the engine under test as another worker would; whether the other engine could do it by itself. */
    private boolean wakeFromAnother() {
        try {
            final IoEngine other = factory().create(pool);
            final boolean submitted = other.submitWake(engine);
            if (!submitted) {
                engine.wake();
            }
            other.cycle(0);
            other.close();
            return submitted;
        } catch (final EngineException refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    void shouldServeMoreDescriptorsThanTheKernelKeepsForIt() throws EngineException {
        final SocketPair[] pairs = new SocketPair[270];
        final int[] handles = new int[pairs.length];
        for (int p = 0; p < pairs.length; p++) {
            pairs[p] = pair();
            handles[p] = armed(pairs[p]);
        }
        engine.cycle(0);
        for (int p = 255; p < pairs.length; p++) {
            pairs[p].send(bytes(p));
            drainUntil(1, handles[p]);
            engine.submitWrites(handles[p - 1], batch.id, 0, 1);
            batch.count = 0;
            engine.cycle(0);
            assertArrayEquals(bytes(p), pairs[p - 1].receive());
        }
    }

    @Test
    void shouldIgnoreAWakeUpAfterItIsClosed() {
        engine.close();
        engine.wake();
    }

    @Test
    void shouldUseAHandleAgainWithFreshCounters() throws EngineException {
        final SocketPair first = pair();
        final int handle = armed(first);
        first.send(bytes(1));
        drainAll(handle);
        final CounterBlock old = engine.counters(handle);
        engine.disarm(handle);
        engine.remove(handle);
        assertEquals(1, engine.counters(handle).get(IoEngine.READ_FRAMES));

        final SocketPair second = pair();
        assertEquals(handle, armed(second));
        assertNotSame(old, engine.counters(handle));
        assertEquals(0, count(handle, IoEngine.READ_FRAMES));
        assertEquals(1, old.get(IoEngine.READ_FRAMES));
        first.send(bytes(2));
        assertEquals(0, drainAll(handle));
        second.send(bytes(3));
        assertEquals(1, drainAll(handle));
    }

    @Test
    void shouldForgetThatARemovedQueueWasReady() throws EngineException {
        final SocketPair first = pair();
        final int handle = armed(first);
        send(first, 0, 2);
        assertEquals(1, engine.cycle(FOR_EVER));
        engine.disarm(handle);
        engine.remove(handle);
        assertEquals(handle, armed(pair()));
        assertEquals(0, engine.cycle(0));
        assertFalse(isReady(handle));
    }

    @Test
    void shouldRefuseADescriptorThatIsNotOpen() {
        final EngineException refusal =
                assertThrows(EngineException.class, () -> engine.add(99_999, FdKind.TAP, FrameLayout.SMALL));
        assertTrue(refusal.getMessage().contains("EBADF"), refusal.getMessage());
    }

    @Test
    void shouldRefuseADescriptorItCannotWaitFor(@TempDir final Path folder) {
        final int fd = LibC.openPath(folder.toString(), LibC.O_RDONLY);
        assertThrows(EngineException.class, () -> engine.add(fd, FdKind.TAP, FrameLayout.SMALL));
        assertThrows(EngineException.class, () -> engine.watch(fd));
        LibC.close(fd);
    }

    @Test
    void shouldLeaveDescriptorsOpen() throws EngineException {
        final SocketPair pair = pair();
        final int handle = armed(pair);
        engine.disarm(handle);
        engine.remove(handle);
        engine.close();
        assertNotEquals(-1, LibC.fcntl(pair.engineFd(), LibC.F_GETFL, 0));
    }

    @Test
    void shouldAllocateNothingInSteadyState() throws EngineException {
        final SocketPair left = pair();
        final SocketPair right = pair();
        final int in = armed(left);
        final int out = armed(right);
        left.send(bytes(1));
        drainAll(in);
        releaseBatch();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        forward(left, in, right, out, 2_000);
        final long before = threads.getCurrentThreadAllocatedBytes();
        forward(left, in, right, out, 100_000);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // The two questions to the bean are not free themselves; one byte a frame would be a hundred times more.
        assertTrue(allocated < 1_000, allocated + " bytes for 100000 frames");
        assertEquals(102_000, count(out, IoEngine.WRITTEN_FRAMES));
    }

    private void forward(final SocketPair from, final int in, final SocketPair to, final int out, final int frames) {
        for (int done = 0; done < frames; done += 50) {
            for (int i = 0; i < 50; i++) {
                from.sendInPlace(ANY_BYTES);
            }
            engine.cycle(SHORT_NS);
            final int read = engine.drain(in, batch);
            engine.submitWrites(out, batch.id, 0, read);
            batch.count = 0;
            engine.cycle(0);
            for (int i = 0; i < 50; i++) {
                to.receiveInPlace();
            }
        }
    }

    private void assertWaits() {
        final long start = System.nanoTime();
        engine.cycle(SHORT_NS);
        final long waited = System.nanoTime() - start;
        assertTrue(waited >= SHORT_NS, "waited " + waited + " ns");
    }

    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
