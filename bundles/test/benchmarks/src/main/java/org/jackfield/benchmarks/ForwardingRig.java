package org.jackfield.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageWorker;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.QueueMeasures;
import org.jackfield.core.stats.StageCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ActiveStage;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.Instruments;
import org.jackfield.core.view.PortStages;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.view.StageView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.Worker;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.core.worker.WorkerReports;
import org.jackfield.core.worker.WorkerThreads;
import org.jackfield.testkit.Frames;

/**
 * A data plane of some workers and ports, one queue for each worker, without kernel and conductor: frames go in at port 0 and come
 * out at port 1, or at all others when they are flooded. Either the caller's thread is all workers in turn, or they have threads.
 */
final class ForwardingRig implements AutoCloseable {
    private static final int FID = 1;
    private static final int GENERATION = 1;
    private static final int TICK = 1;
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;
    private static final long EVERYBODY = 0xFFFF_FFFF_FFFFL;
    private static final int FRAMES_A_WORKER = 2048;
    private static final int RING_SLOTS = 256;
    private static final long STOP_MS = 5000;

    private final SourceEngine.Sources sources = new SourceEngine.Sources();
    private final FrameSource[] traffic;
    private final PortView[] ports;
    private final DataPlane plane;
    private final List<Worker> workers = new ArrayList<>();
    private final WorkerThreads threads;

    /** What goes through a rig. */
    enum Traffic {
        /** Each frame comes in by a queue of its owner. */
        OWN,
        /** Each frame comes in by a queue of the next worker, and is handed over. */
        HANDED_OVER,
        /** All frames come in by the queues of the other workers and belong to worker 0. */
        TO_ONE,
        /** As {@link #OWN}, to the broadcast address. */
        FLOODED
    }

    /**
     * @param workerCount number of workers, at least 2 for traffic that is handed over
     * @param portCount number of ports, at least 2
     * @param flows number of different flows
     */
    ForwardingRig(final int workerCount, final int portCount, final int flows, final Traffic kind) {
        this(
                portCount,
                traffic(flows, kind, owners(kind, workerCount), workerCount),
                owners(kind, workerCount),
                table(2));
    }

    /**
     * A rig of one worker and two ports with many addresses at the second.
     *
     * @param known addresses in the table
     * @param used of these, how many frames are sent to, in random order
     */
    ForwardingRig(final int known, final int used) {
        this(
                2,
                new FrameSource[] {new ScatteredFrames(Frames.numbered(NEAR, FAR, 0, 0), FAR, used)},
                IndirectionTable.even(1),
                table(known));
    }

    private ForwardingRig(
            final int portCount, final FrameSource[] traffic, final short[] owners, final FdbTable table) {
        this.traffic = traffic;
        final int workerCount = traffic.length;
        ports = new PortView[portCount];
        for (int p = 0; p < portCount; p++) {
            ports[p] = port(p, workerCount);
        }
        plane = new DataPlane(
                links(workerCount),
                new FrameReserve(FrameMemory.allocate(FRAMES_A_WORKER * workerCount, 0)),
                table,
                new LearnRequests(),
                new Silent(),
                () -> {},
                System::nanoTime);
        plane.ageTick(TICK);
        plane.publish(new ForwardingView(1, ports, owners, null));
        threads = new WorkerThreads(plane, 0, null);
    }

    /** Frames of port 0 will go through a stage that asks about these ports, by their indices. */
    ForwardingRig through(final StagePhase phase, final StagePlan plan, final int... indices) {
        final StageWorker[] code = new StageWorker[traffic.length];
        Arrays.setAll(code, w -> plan.workers().apply(w));
        final StageView[] stage = {
            new StageView(
                    new ActiveStage("stage", phase, code, new StageCounters(traffic.length), (broken, reason) -> {
                        throw new IllegalStateException(reason);
                    }),
                    indices)
        };
        final StageView[] none = {};
        final PortView port = ports[0];
        ports[0] = new PortView(
                port.index,
                port.generation,
                port.name,
                port.fid,
                1500,
                port.offloads,
                true,
                false,
                port.queues,
                port.flood,
                port.counters,
                null,
                phase == StagePhase.OBSERVE ? new PortStages(none, none, stage) : new PortStages(stage, none, none),
                false);
        plane.publish(new ForwardingView(2, ports, plane.view().steering.owners, null));
        return this;
    }

    /** From now on these look at the frames. */
    void look(final Instruments instruments) {
        if (instruments.measures() != null) {
            for (final PortView port : ports) {
                for (final QueueView queue : port.queues) {
                    queue.measures(new QueueMeasures(0, 0));
                }
            }
        }
        final ForwardingView now = plane.view();
        plane.publish(new ForwardingView(now.epoch + 1, ports, now.steering, null, instruments));
    }

    /** The caller's thread will be all workers in turn. */
    ForwardingRig withoutThreads() {
        for (final WorkerLink link : plane.links) {
            final FramePool pool = new FramePool(plane.reserve);
            workers.add(new Worker(plane, link, pool, new SourceEngine(pool, sources), 0));
        }
        work();
        return this;
    }

    /** Workers with threads of their own, and traffic without end. */
    ForwardingRig withThreads() {
        endless(true);
        threads.start(pool -> new SourceEngine(pool, sources), false);
        return this;
    }

    /** Sends one frame of each flow, or a batch of {@link ScatteredFrames}, through a switch without threads; returns how many frames have been processed since the start. */
    long forwardOneOfEach() {
        for (final FrameSource source : traffic) {
            source.offer(source instanceof ReplayedFrames frames ? frames.size() : FrameBatch.CAPACITY);
        }
        work();
        return processed();
    }

    /** Frames that have gone through the pipeline of a worker. */
    long processed() {
        return sum(WorkerCounters.PROCESSED);
    }

    /** Frames that were handed over. */
    long handedOver() {
        return sum(WorkerCounters.HANDOFF_IN);
    }

    /** Copies made for all ports. */
    long copies() {
        return Arrays.stream(ports)
                .mapToLong(port -> port.counters.sum(PortCounters.COPIES))
                .sum();
    }

    /** CPU time of all worker threads in nanoseconds. */
    long cpuNs() {
        return plane.links.stream().mapToLong(link -> threads.cpuNs(link.index)).sum();
    }

    @Override
    public void close() {
        endless(false);
        if (!threads.stop(STOP_MS)) {
            throw new IllegalStateException("a worker does not end");
        }
    }

    private long sum(final int counter) {
        long sum = 0;
        for (int w = 0; w < traffic.length; w++) { // no stream: benchmarks are to see what the switch allocates
            sum += plane.links.get(w).counters.get(counter);
        }
        return sum;
    }

    private void work() {
        int quiet = 0;
        while (quiet < 2) {
            int work = 0;
            for (int w = 0; w < workers.size(); w++) {
                work += workers.get(w).doWork();
            }
            quiet = work == 0 ? quiet + 1 : 0;
        }
    }

    private static List<WorkerLink> links(final int workerCount) {
        final List<WorkerLink> links = new ArrayList<>();
        for (int w = 0; w < workerCount; w++) {
            links.add(new WorkerLink(w, RING_SLOTS));
        }
        return links;
    }

    private void endless(final boolean on) {
        for (final FrameSource source : traffic) {
            if (source instanceof ReplayedFrames frames) {
                frames.endless(on);
            }
        }
    }

    private static short[] owners(final Traffic kind, final int workerCount) {
        final short[] owners = IndirectionTable.even(workerCount);
        if (kind == Traffic.TO_ONE) {
            Arrays.fill(owners, (short) 0);
        }
        return owners;
    }

    /** A table that knows one station at port 0 and so many at port 1, of the default size or twice that number. */
    private static FdbTable table(final int known) {
        final FdbTable table = new FdbTable(Math.max(FdbTable.DEFAULT_CAPACITY, 2 * known), 1);
        final FdbWriter writer = new FdbWriter(table, port -> GENERATION, new NoReaders(), () -> true);
        writer.learn(FID, NEAR, 0, GENERATION, TICK);
        for (int i = 0; i < known; i++) {
            writer.learn(FID, FAR + i, 1, GENERATION, TICK);
        }
        return table;
    }

    private static FrameSource[] traffic(
            final int flows, final Traffic kind, final short[] owners, final int workerCount) {
        final List<List<byte[]>> byQueue = new ArrayList<>();
        for (int q = 0; q < workerCount; q++) {
            byQueue.add(new ArrayList<>());
        }
        for (int f = 0; f < flows; f++) {
            final byte[] frame = Frames.numbered(NEAR, kind == Traffic.FLOODED ? EVERYBODY : FAR, f, 0);
            final int owner = owners[FlowHash.of(ByteBuffer.wrap(frame), 0, frame.length) & IndirectionTable.MASK];
            byQueue.get(queue(kind, owner, f, workerCount)).add(frame);
        }
        return byQueue.stream().map(ReplayedFrames::new).toArray(FrameSource[]::new);
    }

    private static int queue(final Traffic kind, final int owner, final int flow, final int workerCount) {
        return switch (kind) {
            case OWN, FLOODED -> owner;
            case HANDED_OVER -> (owner + 1) % workerCount;
            case TO_ONE -> 1 + flow % (workerCount - 1);
        };
    }

    private PortView port(final int index, final int workerCount) {
        final QueueView[] queues = new QueueView[workerCount];
        for (int q = 0; q < workerCount; q++) {
            final int fd = sources.open(index == 0 ? traffic[q] : FrameSource.NOTHING);
            queues[q] = new QueueView(q, fd, FdKind.TAP, 1000, workerCount);
        }
        final int[] others = new int[ports.length - 1];
        for (int p = 0, n = 0; p < ports.length; p++) {
            if (p != index) {
                others[n++] = p;
            }
        }
        return new PortView(
                index,
                GENERATION,
                "p" + index,
                FID,
                1500,
                Offload.NONE,
                true,
                false,
                queues,
                others,
                new PortCounters(workerCount));
    }

    /** Reports that would mean a broken benchmark. */
    private static final class Silent implements WorkerReports {
        @Override
        public void queueFailed(final int port, final int generation, final String reason) {
            throw new IllegalStateException("queue of port " + port + " failed: " + reason);
        }

        @Override
        public void codeFailed(final int port, final int generation, final String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void workerFailed(final int worker, final Throwable cause) {
            throw new IllegalStateException("worker " + worker + " failed", cause);
        }
    }
}
