package org.jackfield.benchmarks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.Worker;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.core.worker.WorkerReports;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryEngine;
import org.jackfield.testkit.MemoryWire;

/**
 * Two workers and two ports of two queues each, without threads and kernel: frames go in at port 0 and come out at port 1. What
 * it costs includes an engine in memory, which copies each frame in and locks once a frame.
 */
final class ForwardingRig {
    private static final int WORKERS = 2;
    private static final int FID = 1;
    private static final int GENERATION = 1;
    private static final int TICK = 1;
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;

    private final MemoryWire wire = new MemoryWire();
    private final List<Worker> workers = new ArrayList<>();
    private final PortView[] ports = new PortView[2];
    private final byte[][] frames;
    private final short[] queueOf;

    /**
     * @param flows number of different flows
     * @param handoff whether every frame comes in by the queue of the worker that does not own it
     */
    ForwardingRig(final int flows, final boolean handoff) throws Exception {
        final FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
        final FdbWriter writer = new FdbWriter(table, port -> GENERATION, new NoReaders(), () -> true);
        writer.learn(FID, NEAR, 0, GENERATION, TICK);
        writer.learn(FID, FAR, 1, GENERATION, TICK);
        final List<WorkerLink> links = List.of(new WorkerLink(0, 256), new WorkerLink(1, 256));
        final DataPlane plane = new DataPlane(
                links,
                new FrameReserve(FrameMemory.allocate(4096, 64)),
                table,
                new LearnRequests(),
                new Silent(),
                () -> {},
                System::nanoTime);
        plane.ageTick(TICK);
        for (final WorkerLink link : links) {
            final FramePool pool = new FramePool(plane.reserve);
            workers.add(new Worker(plane, link, pool, new MemoryEngine(wire, pool), 0));
        }
        for (int p = 0; p < ports.length; p++) {
            ports[p] = port(p);
        }
        final short[] owners = IndirectionTable.even(WORKERS);
        plane.publish(new ForwardingView(1, ports, owners, null));
        frames = new byte[flows][];
        queueOf = new short[flows];
        for (int f = 0; f < flows; f++) {
            frames[f] = Frames.numbered(NEAR, FAR, f, 0);
            final int hash = FlowHash.of(ByteBuffer.wrap(frames[f]), 0, frames[f].length);
            final int owner = owners[hash & IndirectionTable.MASK];
            queueOf[f] = (short) (handoff ? 1 - owner : owner);
        }
        work();
    }

    /** Sends one frame of each flow through the switch and returns how many have come out since the start. */
    long forwardOneOfEach() {
        for (int f = 0; f < frames.length; f++) {
            wire.inject(ports[0].queues[queueOf[f]].fd, frames[f]);
        }
        work();
        long out = 0;
        for (final QueueView queue : ports[1].queues) {
            out += wire.writtenCount(queue.fd);
        }
        return out;
    }

    private void work() {
        int quiet = 0;
        while (quiet < 2) {
            int work = 0;
            for (int w = 0; w < WORKERS; w++) {
                work += workers.get(w).doWork();
            }
            quiet = work == 0 ? quiet + 1 : 0;
        }
    }

    private PortView port(final int index) {
        final QueueView[] queues = new QueueView[WORKERS];
        for (int q = 0; q < WORKERS; q++) {
            final int fd = wire.open();
            wire.countOnly(fd);
            queues[q] = new QueueView(q, fd, FdKind.TAP, 1000, WORKERS);
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
                new int[] {1 - index},
                new PortCounters(WORKERS));
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
