package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.cpu.CpuException;
import org.jackfield.linux.cpu.CpuSet;
import org.jackfield.linux.cpu.ThreadCpus;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryEngine;
import org.jackfield.testkit.MemoryWire;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the threads of workers run, with real threads. */
@Timeout(120)
class WorkerCpusTest {
    private static final long DEADLINE_MS = 30_000;
    private static final String WORKER_0 = "jackfield-worker-0";

    private final MemoryWire wire = new MemoryWire();
    private final Switch running =
            new Switch(new SwitchOptions(2, 1024, 128, 64, 1024, 0, 300, 0, 0, 0), FrameMemory.allocate(1024, 128));
    private final Map<String, List<Integer>> threads = new ConcurrentHashMap<>();
    private CountDownLatch stuck = new CountDownLatch(0);

    private void start() {
        running.start(
                pool -> {
                    try {
                        threads.computeIfAbsent(Thread.currentThread().getName(), name -> new CopyOnWriteArrayList<>())
                                .add(ThreadCpus.self());
                    } catch (final CpuException untold) {
                        throw new IllegalStateException(untold);
                    }
                    return new MemoryEngine(wire, pool).blocking();
                },
                "of the test");
    }

    @AfterEach
    void stop() {
        stuck.countDown();
        assertTrue(running.stop(), "every thread ends");
    }

    private CpuSet lastThreadOf(final int worker) throws CpuException {
        final List<Integer> all = threads.get("jackfield-worker-" + worker);
        return ThreadCpus.of(all.get(all.size() - 1));
    }

    private String shown(final int worker) {
        return running.view().workers().get(worker).cpus();
    }

    private static CpuSet one(final boolean highest) throws CpuException {
        final List<String> ends =
                new ArrayList<>(List.of(ThreadCpus.own().toString().split("[-,]")));
        return CpuSet.ofList(ends.get(highest ? ends.size() - 1 : 0));
    }

    private static void await(final BooleanSupplier reached, final String what) throws InterruptedException {
        final long end = System.nanoTime() + DEADLINE_MS * 1_000_000;
        while (!reached.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "never: " + what);
            Thread.sleep(5);
        }
    }

    private void add(final String name, final Port port) throws InterruptedException {
        running.ports().seen(port, new PortSettings(Map.of(PortSettings.NAME, name, PortSettings.TYPE, "test")));
        await(
                () -> running.view()
                        .port(name)
                        .filter(info -> info.state() == org.jackfield.api.port.PortState.ACTIVE)
                        .isPresent(),
                name + " is active");
    }

    @Test
    void shouldStartWorkersWhereTheConfigurationWants() throws Exception {
        running.preferCpus(one(false) + "; ALL");
        start();
        assertEquals(one(false), lastThreadOf(0));
        assertEquals(ThreadCpus.own(), lastThreadOf(1));
        assertEquals(one(false).toString(), shown(0));
        assertEquals(WorkerInfo.ALL_CPUS, shown(1));
    }

    @Test
    void shouldGiveTheLastListToAllThatFollow() throws Exception {
        running.preferCpus(one(true).toString());
        start();
        assertEquals(one(true), lastThreadOf(0));
        assertEquals(one(true), lastThreadOf(1));
    }

    @Test
    void shouldPinARunningWorkerAndLetItGoAgain() throws Exception {
        start();
        final CpuSet usual = ThreadCpus.own();
        running.admin().setWorkerCpus(1, one(true).toString());
        assertEquals(one(true), lastThreadOf(1));
        assertEquals(usual, lastThreadOf(0));
        running.admin().setWorkerCpus(1, WorkerInfo.ALL_CPUS);
        assertEquals(usual, lastThreadOf(1));
        assertEquals(WorkerInfo.ALL_CPUS, shown(1));
    }

    @Test
    void shouldRefuseWhatIsNotThereAndChangeNothing() throws Exception {
        start();
        final CpuSet before = lastThreadOf(0);
        final AdminException refused =
                assertThrows(AdminException.class, () -> running.admin().setWorkerCpus(0, "8000"));
        assertTrue(
                refused.getMessage().startsWith("pinning worker 0 failed: there is no CPU 8000"), refused::getMessage);
        assertTrue(refused.getMessage().contains(ThreadCpus.online().toString()), refused::getMessage);
        assertEquals(before, lastThreadOf(0));
        assertEquals(WorkerInfo.ALL_CPUS, shown(0));
        assertTrue(assertThrows(AdminException.class, () -> running.admin().setWorkerCpus(2, "0"))
                .getMessage()
                .contains("workers are 0 to 1"));
    }

    @Test
    void shouldKeepItForAThreadThatTakesTheWorkersPlace() throws Exception {
        start();
        final WirePort one = new WirePort(wire);
        final StubbornPort bad = new StubbornPort();
        add("one", one);
        add("bad", bad);
        running.admin().setWorkerCpus(0, one(true).toString());
        running.admin().moveBuckets(0, 1023, 0);
        stuck = bad.blockIn("transmit");
        one.inject(0, Frames.broadcast(0x0200_0000_000AL));
        await(() -> threads.get(WORKER_0).size() == 2, "another thread takes its place");
        assertEquals(one(true), lastThreadOf(0));
        stuck.countDown();
    }

    @Test
    void shouldTellTheNextVersionWhatSomebodyHasSaid() throws Exception {
        running.preferCpus("all");
        start();
        final WorkerCpus before = cpus();
        before.configured("all");
        before.set(1, one(true).toString());
        final WorkerCpus next = cpus();
        next.configured("all");
        next.restore(new Legacy(before.estate()));
        assertEquals(one(true).toString(), next.of(1));
        assertEquals(WorkerInfo.ALL_CPUS, next.of(0));
        final WorkerCpus configuredAnew = cpus();
        configuredAnew.configured(one(false).toString());
        configuredAnew.restore(new Legacy(before.estate()));
        assertEquals(one(false).toString(), configuredAnew.of(1));
    }

    private WorkerCpus cpus() {
        return new WorkerCpus(
                2, new org.jackfield.core.worker.WorkerThreads(running.plane(), 0, null), new EventLog(Runnable::run));
    }
}
