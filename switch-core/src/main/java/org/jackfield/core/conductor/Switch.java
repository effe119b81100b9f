package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.core.worker.WorkerReports;
import org.jackfield.core.worker.WorkerThreads;
import org.jackfield.linux.poll.Descriptors;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * A whole switch: conductor, workers, port-ops threads and what they share. {@link #start} and {@link #stop} once each. Built
 * without starting it has no threads, and a test drives {@link #conductor} and workers of its own over {@link #plane}.
 */
public final class Switch {
    private static final int PORT_OPS_THREADS = 4;
    private static final long WORKER_STOP_MS = 1000;

    private final SwitchConductor conductor;
    private final DataPlane plane;
    private final PortRegistry registry;
    private final SteeringControl steering;
    private final EventLog events;
    private final SwitchReader reader;
    private final SwitchChanger changer;
    private final WorkerThreads workers;
    private final WorkerWatch watch;
    private final List<ExecutorService> pools;

    /** Threads for blocking work: port code, kernel tables, listeners. */
    private record Threads(Executor portOps, Executor kernelWrites, Executor events) {}

    /** A switch with threads of its own for blocking work, not started. The memory stays the caller's. */
    public Switch(final SwitchOptions options, final FrameMemory memory) {
        this(
                options,
                memory,
                Awaiter.blocking(),
                System::nanoTime,
                List.of(
                        Executors.newFixedThreadPool(PORT_OPS_THREADS, named("jackfield-port-ops")),
                        Executors.newSingleThreadExecutor(named("jackfield-kernel-tables")),
                        Executors.newSingleThreadExecutor(named("jackfield-events"))));
    }

    private Switch(
            final SwitchOptions options,
            final FrameMemory memory,
            final Awaiter awaiter,
            final LongSupplier clock,
            final List<ExecutorService> pools) {
        this(
                options,
                memory,
                awaiter,
                clock,
                new Threads(pools.get(0), pools.get(1), pools.get(2)),
                Descriptors::close,
                pools);
    }

    /** A switch whose blocking work runs, and whose descriptors are closed, where a test says. */
    Switch(
            final SwitchOptions options,
            final FrameMemory memory,
            final Awaiter awaiter,
            final LongSupplier clock,
            final Executor portOps,
            final Executor kernelWrites,
            final IntConsumer closeDescriptor) {
        this(options, memory, awaiter, clock, new Threads(portOps, kernelWrites, portOps), closeDescriptor, List.of());
    }

    private Switch(
            final SwitchOptions options,
            final FrameMemory memory,
            final Awaiter awaiter,
            final LongSupplier clock,
            final Threads threads,
            final IntConsumer closeDescriptor,
            final List<ExecutorService> pools) {
        this.pools = pools;
        this.conductor = new SwitchConductor(awaiter);
        this.events = new EventLog(threads.events);
        final LateReports reports = new LateReports();
        final LearnRequests requests = new LearnRequests();
        this.plane = new DataPlane(
                links(options),
                new FrameReserve(memory),
                new FdbTable(options.fdbCapacity()),
                requests,
                reports,
                conductor::wake,
                clock);
        final SwitchState state = new SwitchState(options.workers());
        final Publisher publisher = new Publisher(conductor, state, plane);
        final Handover handover = new Handover(state, publisher, conductor, threads.kernelWrites);
        final FdbControl fdb = new FdbControl(state, plane, conductor, options, clock);
        final Totals totals = new Totals();
        final PortOps ops = new PortOps(threads.portOps);
        final PortExit exit = new PortExit(state, publisher, handover, fdb, totals, ops, closeDescriptor);
        final PortLinger linger = new PortLinger(publisher, handover, exit, events, clock);
        final PortLife life = new PortLife(state, publisher, handover, fdb, exit, linger, ops, events, clock);
        this.registry = new PortRegistry(state, conductor, life, fdb, events, options.lingerNs(), clock);
        reports.to = registry;
        this.workers = new WorkerThreads(
                plane,
                options.spinNs(),
                options.trainingNs() > 0 ? engines -> Training.run(engines, options.trainingNs()) : null);
        this.watch = new WorkerWatch(plane, registry, conductor, events, clock, workers::replace);
        final LoadMeter meter = new LoadMeter(state, plane, workers::cpuNs, new MachineLoad()::idleProcessors);
        this.steering = new SteeringControl(state, meter, clock, publisher, handover, ops, events);
        this.reader = new SwitchReader(state, plane, publisher, fdb, steering, totals, events, workers::cpuNs);
        this.changer = new SwitchChanger(state, publisher, conductor, fdb, steering, registry, events, reader);
        conductor.requests(requests::hasWork);
        conductor.agreements(plane::agreed);
        conductor.duty(fdb::duty, fdb::nsToDuty);
        conductor.duty(registry::duty, registry::nsToDuty);
        conductor.duty(watch::duty, watch::nsToDuty);
        conductor.duty(() -> steering.duty(clock.getAsLong()), () -> steering.nsToDuty(clock.getAsLong()));
    }

    private static List<WorkerLink> links(final SwitchOptions options) {
        final List<WorkerLink> links = new ArrayList<>();
        for (int w = 0; w < options.workers(); w++) {
            links.add(new WorkerLink(w, options.ringSlots()));
        }
        return links;
    }

    /**
     * Starts conductor and workers.
     *
     * @param engines makes each worker's engine, on that worker's thread
     * @param reason why it is that engine, for people
     * @throws IllegalStateException when the kernel refuses an engine; everything is stopped again
     */
    public void start(final IoEngineFactory engines, final String reason) {
        reader.engineReason(reason);
        conductor.start();
        try {
            workers.start(engines);
        } catch (final CompletionException refused) {
            stop();
            throw new IllegalStateException("starting the workers failed: " + refused.getCause(), refused.getCause());
        }
    }

    /** Closes all ports, then ends all threads. True: the frame memory may be freed. False: a worker did not end. */
    public boolean stop() {
        registry.closeAll();
        final boolean ended = workers.stop(WORKER_STOP_MS);
        conductor.stop();
        pools.forEach(ExecutorService::shutdown);
        return ended;
    }

    /** Where ports are announced. */
    public PortRegistry ports() {
        return registry;
    }

    /** Tells which steering policies are deployed, the one with the highest ranking first. Any thread; returns at once. */
    public void policies(final List<SteeringPolicy> ranked) {
        steering.deployed(ranked);
    }

    /** Wants a steering policy by its name, now or when it is deployed; see {@link SwitchAdmin#choosePolicy}. Any thread. */
    public void preferPolicy(final String name) {
        steering.prefer(name);
    }

    /** Where listeners are added. */
    public EventLog events() {
        return events;
    }

    /** Reading. */
    public SwitchView view() {
        return reader;
    }

    /** Changing. */
    public SwitchAdmin admin() {
        return changer;
    }

    /** For tests that drive it. */
    SwitchConductor conductor() {
        return conductor;
    }

    /** For tests that replace workers. */
    WorkerWatch watch() {
        return watch;
    }

    /** For tests that drive workers. */
    DataPlane plane() {
        return plane;
    }

    private static ThreadFactory named(final String name) {
        return task -> {
            final Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Ties the knot: workers report to the registry, which is made after what it needs. */
    private static final class LateReports implements WorkerReports {
        private volatile @Nullable WorkerReports to;

        @Override
        public void queueFailed(final int port, final int generation, final String reason) {
            final WorkerReports known = to;
            if (known != null) {
                known.queueFailed(port, generation, reason);
            }
        }

        @Override
        public void codeFailed(final int port, final int generation, final String reason) {
            final WorkerReports known = to;
            if (known != null) {
                known.codeFailed(port, generation, reason);
            }
        }

        @Override
        public void workerFailed(final int worker, final Throwable cause) {
            final WorkerReports known = to;
            if (known != null) {
                known.workerFailed(worker, cause);
            }
        }
    }
}
