package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.StageInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.core.worker.Worker;
import org.jackfield.core.worker.WorkerLease;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.linux.keep.Kept;
import org.jackfield.testkit.FakeClock;
import org.jackfield.testkit.MemoryEngine;
import org.jackfield.testkit.MemoryWire;
import org.jackfield.testkit.WirePort;
import org.jspecify.annotations.Nullable;

/**
 * A whole switch without threads: the test is conductor, worker and port-ops thread in turn, time stands still until it is moved,
 * and each run takes exactly the same steps.
 */
final class SwitchRig {
    private static final int LARGE = 128;
    private static final long LINGER_NS = 10_000_000_000L;
    private static final int QUIET_ROUNDS = 6;

    final FakeClock clock;
    final MemoryWire wire;
    final List<Worker> workers = new ArrayList<>();
    final List<MemoryEngine> engines = new ArrayList<>();
    final List<SwitchEvent> events = new ArrayList<>();
    final Switch running;

    private final List<FramePool> pools = new ArrayList<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> kernelWrites = new ArrayDeque<>();
    private final Map<String, Port> ports = new HashMap<>();
    private final Map<String, Stage> stages = new HashMap<>();
    private Runnable whileWaiting = this::round;
    private long changes;
    private int writtenOff;
    private int turn;
    private int replaced;
    private boolean refusing;

    SwitchRig(final int workerCount) {
        this(workerCount, 64, 1024);
    }

    SwitchRig(final int workerCount, final int ringSlots, final int smallSlots) {
        this(workerCount, ringSlots, smallSlots, new FakeClock(), new MemoryWire(), null);
    }

    /** The next version of a switch, on the same wire, which begins with what that one left. */
    SwitchRig(final int workerCount, final SwitchRig before, final Kept left) {
        this(workerCount, 64, 1024, before.clock, before.wire, left);
    }

    private SwitchRig(
            final int workerCount,
            final int ringSlots,
            final int smallSlots,
            final FakeClock clock,
            final MemoryWire wire,
            final @Nullable Kept left) {
        this.clock = clock;
        this.wire = wire;
        final FrameMemory memory = FrameMemory.allocate(smallSlots, LARGE);
        final SwitchOptions options =
                new SwitchOptions(workerCount, smallSlots, LARGE, ringSlots, 1024, 0, 300, 0, 0, LINGER_NS);
        running = new Switch(options, memory, pump(), clock, tasks::add, kernelWrites::add, wire::close);
        running.events().add(events::add);
        if (left != null) {
            assertEquals(List.of(), running.follow(left));
        }
        for (final WorkerLink link : running.plane().links) {
            engines.add(null);
            workers.add(null);
            begin(link);
        }
        running.watch().replaceBy(worker -> {
            if (refusing) {
                workers.set(worker, null);
                return CompletableFuture.failedFuture(new IllegalStateException("too many open files"));
            }
            replaced++;
            begin(running.plane().links.get(worker));
            return CompletableFuture.completedFuture(null);
        });
    }

    private void begin(final WorkerLink link) {
        final FramePool pool = new FramePool(running.plane().reserve);
        final MemoryEngine engine = new MemoryEngine(wire, pool);
        pools.add(pool);
        engines.set(link.index, engine);
        workers.set(link.index, new Worker(running.plane(), link, pool, engine, 0));
    }

    private Awaiter pump() {
        return new Awaiter() {
            @Override
            public <T> T await(final CompletableFuture<T> future) throws InterruptedException, ExecutionException {
                for (int i = 0; i < 200_000 && !future.isDone(); i++) {
                    whileWaiting.run();
                }
                if (!future.isDone()) {
                    fail("the switch does not get on");
                }
                return future.get();
            }
        };
    }

    /** What happens while a task waits, in place of one round of everything. */
    void whileWaiting(final Runnable instead) {
        whileWaiting = instead;
    }

    /** Starts the next port-ops task, if there is one. */
    boolean task() {
        final Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Starts the next write of kernel tables, if there is one. */
    boolean kernelWrite() {
        final Runnable write = kernelWrites.poll();
        if (write != null) {
            write.run();
        }
        return write != null;
    }

    /** One cycle of the conductor and of each worker. */
    int round() {
        kernelWrite();
        int work = running.conductor().doWork();
        for (int w = 0; w < workers.size(); w++) {
            work += step(w);
        }
        return work;
    }

    /** One cycle of one worker. One that was lost in it is done with. */
    int step(final int index) {
        final int before = turn;
        final Worker worker = workers.get(index);
        turn = index;
        try {
            return worker == null ? 0 : worker.doWork();
        } catch (final WorkerLease.Lost lost) {
            worker.slowPathComeBack();
            return 1;
        } finally {
            turn = before;
        }
    }

    /** To be called in code of a port that a worker is in: it stays there until the conductor has had enough. */
    void loseWorker() {
        final Worker before = workers.get(turn);
        for (int check = 0; check < 12; check++) {
            running.conductor().doWork();
            clock.advanceMs(100);
        }
        assertNotSame(before, workers.get(turn));
    }

    /** From now on, or no longer, nobody can take the place of a lost worker. */
    void refuseWorkers(final boolean refuse) {
        refusing = refuse;
    }

    /** Workers that were lost and replaced. */
    int replaced() {
        return replaced;
    }

    /** Goes on until nothing happens any more. */
    void settle() {
        int quiet = 0;
        for (int i = 0; i < 100_000 && quiet < QUIET_ROUNDS; i++) {
            quiet = task() | round() > 0 ? 0 : quiet + 1;
        }
        assertEquals(QUIET_ROUNDS, quiet, "the switch never comes to rest");
    }

    /** What a command does. */
    interface Command {
        void run() throws AdminException;
    }

    /** Does what a command does, on a thread that waits for the switch; a refusal is the cause of the cause of what is thrown. */
    void command(final Command command) throws ExecutionException, InterruptedException {
        final CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            try {
                command.run();
            } catch (final AdminException refused) {
                throw new IllegalStateException(refused);
            }
        });
        while (!done.isDone()) {
            task();
            round();
        }
        settle();
        done.get();
    }

    /** Adds a port on the wire and waits until it is active or faulted. */
    WirePort port(final String name, final String... settings) {
        final WirePort port = new WirePort(wire);
        add(name, port, settings);
        return port;
    }

    void add(final String name, final Port port, final String... settings) {
        ports.put(name, port);
        running.ports().seen(port, settings(name, settings));
        settle();
    }

    void change(final String name, final String... settings) {
        changeLater(name, settings);
        settle();
    }

    void changeLater(final String name, final String... settings) {
        running.ports().changed(ports.get(name), settings(name, settings));
    }

    /** Removes a port as an unbind does, which waits. */
    void remove(final String name) {
        unbind(name, false);
    }

    /** The switch itself goes; what it leaves. The code of its ports has gone. */
    Kept leave() {
        final Kept left = running.leave("1.0.0").orElseThrow();
        workers.forEach(Worker::slowPathClose);
        workers.replaceAll(worker -> null);
        return left;
    }

    /** The port's code goes and its configuration stays. */
    void stopCode(final String name) {
        unbind(name, true);
    }

    private void unbind(final String name, final boolean stays) {
        final Port port = ports.remove(name);
        final Thread unbind = new Thread(() -> running.ports().gone(port, stays), "unbind");
        unbind.start();
        while (unbind.isAlive()) {
            task();
            round();
        }
        settle();
    }

    /** Removes a port while one worker gets no turn until the view without it is published. */
    void removeWithoutWorker(final String name, final int held) {
        final long epoch = running.plane().view().epoch;
        whileWaiting = () -> {
            kernelWrite();
            running.conductor().doWork();
            for (int w = 0; w < workers.size(); w++) {
                if (w != held || running.plane().view().epoch > epoch) {
                    step(w);
                }
            }
        };
        final Port port = ports.remove(name);
        final Thread unbind = new Thread(() -> running.ports().gone(port, false), "unbind");
        unbind.start();
        while (unbind.isAlive()) {
            task();
            running.conductor().doWork();
        }
        whileWaiting = this::round;
        settle();
    }

    /** Announces a stage and waits until it is in force or faulted. */
    void stage(final String name, final Stage stage, final String... settings) {
        stages.put(name, stage);
        running.stages().seen(stage, stageSettings(name, settings));
        settle();
    }

    void changeStage(final String name, final String... settings) {
        running.stages().changed(stages.get(name), stageSettings(name, settings));
        settle();
    }

    /** Removes a stage as an unbind does, which waits. */
    void removeStage(final String name) {
        final Stage stage = stages.remove(name);
        final Thread unbind = new Thread(() -> running.stages().gone(stage), "unbind");
        unbind.start();
        while (unbind.isAlive()) {
            task();
            round();
        }
        settle();
    }

    StageInfo stageInfo(final String name) {
        return running.view().stages().stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static StageSettings stageSettings(final String name, final String... pairs) {
        final Map<String, Object> values = new TreeMap<>();
        values.put(StageSettings.NAME, name);
        values.put(StageSettings.TYPE, "scripted");
        for (final String pair : pairs) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return new StageSettings(values);
    }

    /** Settings as a configuration gives them, for a port the test announces itself. */
    PortSettings settingsOf(final String name, final String... pairs) {
        return settings(name, pairs);
    }

    private PortSettings settings(final String name, final String... pairs) {
        final Map<String, Object> values = new TreeMap<>();
        values.put(PortSettings.NAME, name);
        values.put(PortSettings.TYPE, "wire");
        values.put(PortSettings.CHANGE, ++changes);
        for (final String pair : pairs) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    long lastChange() {
        return changes;
    }

    /** Answers a question that waits for the conductor. */
    PortInfo info(final String name) {
        return running.view().port(name).orElseThrow();
    }

    LedgerInfo ledger() {
        return running.view().ledger();
    }

    long drops(final String label) {
        return ledger().drops().getOrDefault(label, 0L);
    }

    /** Small frames that broken code has taken and will not give back. */
    void writeOff(final int frames) {
        writtenOff += frames;
    }

    /** Both ledgers balance, and every frame is back in a pool or in the reserve. */
    void assertAtRest() {
        settle();
        final LedgerInfo ledger = ledger();
        assertTrue(ledger.balanced(), () -> "ledgers do not balance: " + ledger);
        for (int c = 0; c < FrameLayout.SIZE_CLASSES; c++) {
            int free = 0;
            for (final FramePool pool : pools) {
                free += pool.held(c);
            }
            final FramePool rest = new FramePool(running.plane().reserve);
            final List<Integer> taken = new ArrayList<>();
            for (int id = rest.allocate(c); id >= 0; id = rest.allocate(c)) {
                taken.add(id);
            }
            final int all = running.plane().reserve.frames(c) - (c == FrameLayout.SMALL ? writtenOff : 0);
            final int found = free + taken.size();
            assertTrue(
                    replaced > 0 ? found <= all : found == all,
                    () -> found + " of " + all + " frames of a size class, " + replaced + " workers replaced");
            taken.forEach(rest::release);
            rest.surrender();
        }
    }
}
