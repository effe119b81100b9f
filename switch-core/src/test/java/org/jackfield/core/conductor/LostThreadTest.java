package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryEngine;
import org.jackfield.testkit.MemoryWire;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that do not come back from the code of a port, with the real threads of a whole switch. */
@Timeout(120)
class LostThreadTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final long C = 0x0200_0000_000CL;
    private static final int WORKERS = 2;
    private static final int FRAMES = 200;
    private static final long DEADLINE_MS = 30_000;

    private final MemoryWire wire = new MemoryWire();
    private final List<MemoryEngine> engines = new CopyOnWriteArrayList<>();
    private final Switch running = new Switch(
            new SwitchOptions(WORKERS, 8192, 128, 64, 1024, 0, 300, 0, 0, 0), FrameMemory.allocate(8192, 128));
    private final WirePort one = new WirePort(wire);
    private final WirePort two = new WirePort(wire);
    private final StubbornPort bad = new StubbornPort();
    private CountDownLatch stuck = new CountDownLatch(0);
    private boolean stopped;

    @BeforeEach
    void start() {
        running.start(
                pool -> {
                    final MemoryEngine engine = new MemoryEngine(wire, pool).blocking();
                    engines.add(engine);
                    return engine;
                },
                "of the test");
        add("one", one);
        add("two", two);
        add("bad", bad);
        two.inject(0, Frames.broadcast(B));
        await(() -> !running.view().fdb("").isEmpty() && bad.sent.get() == 1, "B is learned");
    }

    @AfterEach
    void stop() {
        stuck.countDown();
        if (!stopped) {
            assertTrue(running.stop(), "every thread ends");
        }
        assertNull(bad.offence);
    }

    private void add(final String name, final Port port) {
        final Map<String, Object> values = new HashMap<>();
        values.put(PortSettings.NAME, name);
        values.put(PortSettings.TYPE, "test");
        running.ports().seen(port, new PortSettings(values));
        await(() -> state(name) == PortState.ACTIVE, name + " is active");
    }

    private PortState state(final String name) {
        return running.view()
                .port(name)
                .map(org.jackfield.api.admin.PortInfo::state)
                .orElse(PortState.CLOSED);
    }

    private static void await(final BooleanSupplier reached, final String what) {
        final long end = System.nanoTime() + DEADLINE_MS * 1_000_000;
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "never: " + what);
            try {
                Thread.sleep(5);
            } catch (final InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }

    /** Numbered frames of known addresses arrive all and in order, whichever workers they pass. */
    private void assertForwards() {
        two.takeWritten();
        final List<byte[]> arrived = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            one.inject(i % 10 % WORKERS, Frames.numbered(A, B, i % 10, i / 10));
        }
        await(
                () -> {
                    arrived.addAll(two.takeWritten());
                    return arrived.size() >= FRAMES;
                },
                "all arrive");
        final long[] next = new long[10];
        for (final byte[] frame : arrived) {
            assertEquals(next[Frames.flow(frame)]++, Frames.number(frame).orElseThrow());
        }
    }

    private long workerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jackfield-worker"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transmit", "receive"})
    void shouldGoOnWithoutThePortAndTakeItBackWhenTheThreadsAreBack(final String method) throws AdminException {
        stuck = bad.blockIn(method);
        for (int i = 0; i < FRAMES; i++) {
            one.inject(i % WORKERS, Frames.numbered(A, C, i % 10, i)); // flooded, to the port as well
        }
        await(
                () -> state("bad") == PortState.FAULTED
                        && running.view().port("bad").orElseThrow().queues().isEmpty(),
                "out");
        assertForwards();
        assertEquals(0, bad.closes.get());
        final AdminException refused =
                assertThrows(AdminException.class, () -> running.admin().retryPort("bad"));
        assertTrue(refused.getMessage().contains("a thread is still in its code"), refused.getMessage());
        final long threads = workerThreads();
        assertTrue(threads > WORKERS, "the lost ones are still there");
        stuck.countDown();
        bad.behave();
        await(() -> bad.closes.get() == 1, "closed");
        await(() -> workerThreads() == WORKERS, "the lost threads end");
        assertEquals(PortState.ACTIVE, running.admin().retryPort("bad").state());
        final long sent = bad.sent.get();
        one.inject(0, Frames.broadcast(A));
        await(() -> bad.sent.get() == sent + 1, "the port forwards again");
        assertForwards();
        final long put = 1 + FRAMES + 2 * FRAMES + 1;
        await(() -> running.view().ledger().received() == put, "each frame is counted");
        await(() -> running.view().ledger().balanced(), "balanced");
        final LedgerInfo ledger = running.view().ledger();
        assertEquals(ledger.received(), ledger.forwarded() + ledger.dropped(), ledger::toString);
        assertEquals(ledger.copies(), ledger.accepted() + ledger.copiesDropped(), ledger::toString);
    }

    @Test
    void shouldStopAlthoughAThreadIsStillInside() {
        stuck = bad.blockIn("transmit");
        one.inject(0, Frames.broadcast(A));
        await(() -> state("bad") == PortState.FAULTED, "out");
        assertFalse(running.stop(), "the frame memory must be kept");
        stopped = true;
        stuck.countDown();
        await(() -> workerThreads() == 0, "the lost thread ends");
    }

    @Test
    void shouldStopWhenAThreadGetsStuckWithoutBeingMissedYet() {
        stuck = bad.blockIn("receive");
        assertFalse(running.stop(), "the frame memory must be kept");
        stopped = true;
        stuck.countDown();
        await(() -> workerThreads() == 0, "the lost threads end");
    }

    @Test
    void shouldLetThePortGoWhileAThreadIsInside() {
        stuck = bad.blockIn("transmit");
        one.inject(0, Frames.broadcast(A));
        await(() -> bad.stuckCalls.get() > 0, "a worker is stuck");
        running.ports().gone(bad, false); // waits until no worker knows the port
        assertEquals(PortState.CLOSED, state("bad"));
        assertEquals(0, bad.closes.get());
        assertForwards();
        stuck.countDown();
        await(() -> bad.closes.get() == 1, "closed after all");
    }

    @Test
    void shouldSleepForGoodWhenNoQueueHasToBePolled() {
        await(
                () -> engines.stream().allMatch(engine -> engine.lastWaitNs() > 0),
                "polled, for there is a port like that");
        running.ports().gone(bad, false);
        await(() -> engines.stream().allMatch(engine -> engine.lastWaitNs() < 0), "asleep");
        final StubbornPort own = new StubbornPort();
        own.wakeFd = org.jackfield.api.port.RxQueue.OWN_WORKER;
        add("own", own);
        final long waits = engines.stream().mapToLong(MemoryEngine::waits).sum();
        one.inject(0, Frames.broadcast(A));
        await(() -> own.sent.get() == 1, "woken by traffic");
        await(() -> engines.stream().mapToLong(MemoryEngine::waits).sum() > waits, "idle again");
        assertTrue(engines.stream().allMatch(engine -> engine.lastWaitNs() < 0), "nothing is polled");
    }
}
