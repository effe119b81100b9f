package org.jackfield.core.conductor;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortException;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.core.worker.WorkerReports;
import org.jackfield.core.worker.WorkerThreads;
import org.jackfield.linux.cpu.CpuException;
import org.jackfield.linux.keep.Kept;
import org.jackfield.linux.poll.Descriptors;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * A whole switch: conductor, workers, port-ops threads and what they share. {@link #start} and {@link #stop} once each. Built
 * without starting it has no threads, and a test drives {@link #conductor} and workers of its own over {@link #plane}.
 */
public final class Switch {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");
    private static final int PORT_OPS_THREADS = 4;
    private static final long WORKER_STOP_MS = 1000;
    /** The first time nobody knows; measured on a machine with two busy processors it was less. */
    private static final long FIRST_PAUSE_NS = 500_000_000;

    private static final String BEGAN_NS = "pause-began-ns";
    private static final String PAUSE_NS = "pause-ns";
    private static final String HELD = "held";
    private static final String FROM = "version";
    private static final String SHADOWS = "shadows";

    private final SwitchConductor conductor;
    private final DataPlane plane;
    private final PortRegistry registry;
    private final StageRegistry stages;
    private final SteeringControl steering;
    private final ShadowControl shadows;
    private final EventLog events;
    private final SwitchReader reader;
    private final SwitchChanger changer;
    private final WorkerThreads workers;
    private final WorkerCpus cpus;
    private final WorkerWatch watch;
    private final List<ExecutorService> pools;
    private final Handover handover;
    private final Succession succession;
    /** How long nobody read when the switch was last replaced; an estimate for the next time. */
    private long pauseNs = FIRST_PAUSE_NS;
    /** What the version before left, until {@link #start} has told of it. */
    private Optional<Kept> predecessor = Optional.empty();
    /** Open ports and what each of their queues holds while the switch is replaced. */
    private Map<String, Integer> held = Map.of();

    private final long trainingNs;
    private boolean ended;

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
        this.trainingNs = options.trainingNs();
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
        final SteeringTrace trace = new SteeringTrace(events, plane);
        this.handover = new Handover(state, publisher, conductor, threads.kernelWrites, trace);
        final FdbControl fdb = new FdbControl(state, plane, conductor, options, clock);
        final Totals totals = new Totals();
        final PortOps ops = new PortOps(threads.portOps);
        final PortExit exit = new PortExit(state, publisher, handover, fdb, totals, ops, closeDescriptor);
        final PortLinger linger = new PortLinger(publisher, handover, exit, events, clock);
        final PortLife life = new PortLife(state, publisher, handover, fdb, exit, linger, ops, events, clock);
        this.registry = new PortRegistry(state, conductor, life, fdb, events, options.lingerNs(), clock);
        reports.to = registry;
        this.stages =
                new StageRegistry(state, conductor, new StageLife(state, publisher, ops, events, clock), events, clock);
        this.workers = new WorkerThreads(
                plane,
                options.spinNs(),
                options.trainingNs() > 0 ? engines -> Training.run(engines, options.trainingNs()) : null);
        this.cpus = new WorkerCpus(options.workers(), workers, events);
        final SharedIdle idle = new SharedIdle(new MachineLoad()::idleProcessors, clock);
        final LoadMeter meter = new LoadMeter(state, plane, workers::cpuNs, idle::forPolicyInForce);
        final Supplier<LoadMeter> others = () -> new LoadMeter(state, plane, workers::cpuNs, idle::forShadows);
        this.steering = new SteeringControl(state, meter, others, clock, publisher, handover, ops, trace);
        this.watch = new WorkerWatch(plane, registry, stages, steering, conductor, events, clock, workers::replace);
        this.shadows = new ShadowControl(state, clock, publisher, ops, events, steering, others);
        steering.beforeForce(shadows::letGo);
        final MeasureControl measures = new MeasureControl(state, plane, clock, events);
        final InstrumentControl instruments = new InstrumentControl(publisher, shadows, measures);
        final BucketWatch buckets = new BucketWatch(state, plane, clock);
        this.reader = new SwitchReader(
                state,
                plane,
                publisher,
                fdb,
                steering,
                buckets,
                trace,
                totals,
                stages,
                events,
                workers::cpuNs,
                cpus,
                instruments);
        this.succession =
                new Succession(state, plane, publisher, handover, fdb, steering, totals, events, registry, cpus);
        this.changer = new SwitchChanger(
                state, publisher, conductor, fdb, steering, registry, stages, events, reader, cpus, instruments);
        conductor.requests(requests::hasWork);
        conductor.agreements(plane::agreed);
        conductor.duty(fdb::duty, fdb::nsToDuty);
        conductor.duty(registry::duty, registry::nsToDuty);
        conductor.duty(stages::duty, stages::nsToDuty);
        conductor.duty(watch::duty, watch::nsToDuty);
        conductor.duty(buckets::duty, buckets::nsToDuty);
        conductor.duty(() -> steering.duty(clock.getAsLong()), () -> steering.nsToDuty(clock.getAsLong()));
        conductor.duty(shadows::duty, shadows::nsToDuty);
        conductor.duty(measures::duty, measures::nsToDuty);
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
            workers.start(engines, predecessor.isEmpty());
        } catch (final CompletionException refused) {
            if (predecessor.isPresent()) {
                end(); // its descriptors are the caller's again
            } else {
                stop();
            }
            throw new IllegalStateException("starting the workers failed: " + refused.getCause(), refused.getCause());
        }
    }

    /** Closes all stages and ports, then ends all threads. True: the frame memory may be freed. False: a worker did not end. */
    public boolean stop() {
        stages.closeAll();
        registry.closeAll();
        end();
        return ended;
    }

    private void end() {
        steering.end();
        shadows.end();
        ended = workers.stop(WORKER_STOP_MS);
        conductor.stop();
        pools.forEach(ExecutorService::shutdown);
    }

    /** Another version of the switch will follow: ports make their queues longer. Before their code goes; once. May block. */
    public void prepareToLeave() {
        try {
            held = registry.hold(pauseNs);
        } catch (final PortException stuck) {
            LOG.log(Level.WARNING, "ports are not asked to hold more frames: " + stuck.getMessage());
        }
    }

    /**
     * Ends so that another version can go on: ports stay open, no frame is left inside, all threads end. Where workers do not follow in
     * time nothing is left, and the caller has to {@link #stop}.
     *
     * @param version the version that ends, for people
     * @return what the next version begins with; the caller owns its descriptors
     */
    public Optional<Kept> leave(final String version) {
        final AtomicReference<@Nullable Kept> left = new AtomicReference<>();
        try {
            registry.letCodeGo();
            steering.end();
            shadows.end();
            handover.alone(() -> left.set(end(version)));
        } catch (final PortException stuck) {
            LOG.log(Level.ERROR, "the switch could not let the code of its ports go, so they close", stuck);
        }
        return Optional.ofNullable(left.get());
    }

    /** While no bucket moves. */
    private @Nullable Kept end(final String version) {
        final long beganNs = System.nanoTime();
        try {
            succession.empty();
            stages.letCodeGo(); // not before: no frame may pass without them
        } catch (final PortException stuck) {
            LOG.log(Level.ERROR, "the switch could not be emptied, so its ports close", stuck);
            return null;
        }
        end();
        return succession.estate(
                Map.of(BEGAN_NS, beganNs, PAUSE_NS, pauseNs, FROM, version, HELD, held, SHADOWS, shadows.estate()));
    }

    /**
     * Exercises the data path, as the first worker of a switch does that follows no other: here it is done before the version before
     * is asked to end. On the calling thread, for as long as the training is set to.
     */
    public void rehearse(final IoEngineFactory engines) {
        if (trainingNs > 0) {
            try {
                Training.run(engines, trainingNs);
            } catch (final EngineException | IOException untrained) {
                LOG.log(Level.WARNING, "the switch goes to work untrained: " + untrained.getMessage(), untrained);
            }
        }
    }

    /** Whether all workers ended, so that the frame memory may be freed. */
    public boolean ended() {
        return ended;
    }

    /** Why this version cannot go on with what another left; empty when it can. */
    public static Optional<String> refusal(final Kept kept) {
        return Succession.refusal(kept);
    }

    /**
     * Begins with what the version before left: its ports forward as soon as workers run. Once, before {@link #start}; when that fails
     * the descriptors are the caller's again.
     *
     * @return descriptors of ports this version cannot go on with; the caller closes them after the start
     */
    public List<Integer> follow(final Kept kept) {
        predecessor = Optional.of(kept);
        shadows.restore(new Legacy(kept.values()).rows(SHADOWS));
        return succession.restore(kept);
    }

    /** Tells how the change of versions went. Once, after {@link #start}. */
    public void tellOfChange(final String version) {
        predecessor.ifPresent(kept -> {
            final Legacy left = new Legacy(kept.values());
            final long now = System.nanoTime();
            pauseNs = Math.max(0, now - left.number(BEGAN_NS, now));
            final Set<String> open = new TreeSet<>(left.part(HELD).all().keySet());
            final Map<String, Long> queues = left.part(HELD).numbers();
            final Set<String> on = succession.names(kept);
            open.removeAll(on);
            queues.keySet().retainAll(on);
            events.tell(
                    SwitchEvent.Kind.CORE,
                    "core",
                    "updated from " + left.text(FROM, "?") + " to " + version + ": nothing was read for "
                            + TimeUnit.NANOSECONDS.toMillis(pauseNs) + " ms; " + on.size()
                            + " port(s) went on" + lengths(queues.values())
                            + (open.isEmpty() ? "" : "; closed, and opened anew: " + String.join(", ", open)));
        });
        predecessor = Optional.empty();
    }

    private static String lengths(final Collection<Long> queues) {
        final LongSummaryStatistics known = queues.stream()
                .filter(frames -> frames >= 0)
                .mapToLong(Long::longValue)
                .summaryStatistics();
        if (known.getCount() == 0) {
            return "";
        }
        return known.getMin() == known.getMax()
                ? ", queues of " + known.getMin() + " frames"
                : ", queues of " + known.getMin() + " to " + known.getMax() + " frames";
    }

    /** Where ports are announced. */
    public PortRegistry ports() {
        return registry;
    }

    /** Where stages are announced. */
    public StageRegistry stages() {
        return stages;
    }

    /** Tells which steering policies are deployed, the one with the highest ranking first. Any thread; returns at once. */
    public void policies(final List<SteeringPolicy> ranked) {
        steering.deployed(ranked);
        shadows.deployed();
    }

    /** Has the steering policy in force asked again: something of it may have changed. Any thread; returns at once. */
    public void policyChanged() {
        steering.changed();
        shadows.changed();
    }

    /** The steering policy the configuration wants, now or when it is deployed; see {@link SwitchAdmin#choosePolicy}. Any thread. */
    public void preferPolicy(final String name) {
        steering.configured(name);
    }

    /**
     * Ports and bridges the configuration gives to policies of their own, by name of the port or bridge. Before {@link #start}.
     */
    public void preferPolicies(final Map<String, String> ofPorts, final Map<String, String> ofBridges) {
        steering.configured(new ScopeWishes(Map.copyOf(ofPorts), Map.copyOf(ofBridges)));
    }

    /**
     * What the configuration allows policies. Before {@link #start}.
     *
     * @throws PortException when it cannot be honoured
     */
    public void preferLimits(final SteeringLimits limits) throws PortException {
        steering.configured(limits);
    }

    /**
     * On which CPUs the configuration wants workers to run: lists as of {@link SwitchAdmin#setWorkerCpus} for workers 0, 1 ..., with ';'
     * between, the last one for all that follow. Before {@link #start}.
     *
     * @throws CpuException when that is not to be had
     */
    public void preferCpus(final String lists) throws CpuException {
        cpus.configured(lists);
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

    /** For tests that are port-ops threads, too. */
    void limit(final SteeringLimits limits) {
        steering.limit(limits);
    }

    /** The same. */
    void choosePolicy(final String policy, final List<String> ofPorts, final List<String> ofBridges) {
        steering.choose(policy, ofPorts, ofBridges);
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
