package org.jackfield.core.conductor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.frame.Offload;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
import org.jackfield.core.fdb.GracePeriods;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.Worker;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.core.worker.WorkerReports;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.linux.poll.DescriptorPair;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.IoEngine;
import org.jackfield.linux.poll.IoEngineFactory;

/**
 * Forwards frames that nobody sent, so that the virtual machine has compiled the code of the data path before the first real frame comes:
 * interpreted, that frame and the next thousands would take ten times as long. Two workers of a switch of its own, driven by the thread
 * that calls {@link #run}, with real engines. Its two ports are the two ends of the same sockets, so every frame that leaves by one comes
 * in by the other and goes round for ever. Now and then flows change their owners, for the handoff ring's sake. Owns everything it uses;
 * nothing of it is left afterwards.
 */
final class Training {
    private static final int WORKERS = 2;
    private static final int FID = 1;
    private static final int GENERATION = 1;
    private static final int TICK = 1;
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private static final int SMALL_FRAMES = 1024;
    private static final int LARGE_FRAMES = 1024;
    private static final int RING_SLOTS = 64;
    private static final int FLOWS = 24;
    private static final int CYCLES_BETWEEN_CHANGES = 256;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int UDP = 17;
    private static final int TCP = 6;

    private final IoEngineFactory engines;
    private final List<DescriptorPair> pairs = new ArrayList<>();
    private final List<Worker> workers = new ArrayList<>();
    private final DataPlane plane;
    private final PortView[] ports = new PortView[2];
    private long epoch;

    Training(final IoEngineFactory engines, final FrameMemory memory) throws EngineException {
        this.engines = engines;
        final FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
        final FdbWriter writer = new FdbWriter(table, port -> GENERATION, new NoReaders(), () -> true);
        writer.learn(FID, FAR, 0, GENERATION, TICK);
        writer.learn(FID, NEAR, 1, GENERATION, TICK);
        plane = new DataPlane(
                List.of(new WorkerLink(0, RING_SLOTS), new WorkerLink(1, RING_SLOTS)),
                new FrameReserve(memory),
                table,
                new LearnRequests(),
                new NoReports(),
                () -> {},
                System::nanoTime);
        plane.ageTick(TICK);
        for (int q = 0; q < WORKERS; q++) {
            pairs.add(new DescriptorPair());
        }
    }

    /**
     * Trains for about this long.
     *
     * @return frames forwarded
     * @throws EngineException when there is no engine or socket to train with
     * @throws IOException when there is no memory for its frames
     */
    static long run(final IoEngineFactory engines, final long ns) throws EngineException, IOException {
        try (FrameMemories memory = new FrameMemories(SMALL_FRAMES, LARGE_FRAMES)) {
            final Training training = new Training(engines, memory.frames());
            try {
                training.open();
                training.forward(System.nanoTime() + ns);
                return training.forwarded();
            } finally {
                training.close();
            }
        }
    }

    /** Makes workers and ports, and brings the frames in. */
    void open() throws EngineException {
        ports[0] = port(0);
        ports[1] = port(1);
        for (final WorkerLink link : plane.links) {
            final FramePool pool = new FramePool(plane.reserve);
            workers.add(new Worker(plane, link, pool, engines.create(pool), 0));
        }
        publish(0);
        inject();
    }

    private void forward(final long untilNs) {
        int changes = 0;
        while (System.nanoTime() - untilNs < 0) {
            turn(CYCLES_BETWEEN_CHANGES);
            publish(++changes);
        }
    }

    /** Lets the workers do so many duty cycles, in turn. */
    void turn(final int cycles) {
        for (int cycle = 0; cycle < cycles; cycle++) {
            workers.get(cycle % WORKERS).doWork();
        }
    }

    /** Gives everything back but the memory. */
    void close() {
        workers.forEach(Worker::slowPathClose);
        pairs.forEach(DescriptorPair::close);
    }

    long forwarded() {
        return plane.links.stream()
                .mapToLong(link -> link.counters.get(WorkerCounters.PROCESSED))
                .sum();
    }

    /** Port 0 has the left ends, port 1 the right ones. */
    private PortView port(final int index) {
        final QueueView[] queues = new QueueView[WORKERS];
        for (int q = 0; q < WORKERS; q++) {
            final DescriptorPair pair = pairs.get(q);
            queues[q] = new QueueView(q, index == 0 ? pair.left() : pair.right(), FdKind.DATAGRAM_VNET, FLOWS, WORKERS);
        }
        return new PortView(
                index,
                GENERATION,
                "training" + index,
                FID,
                1500,
                Offload.ALL,
                true,
                false,
                queues,
                new int[] {1 - index},
                new PortCounters(WORKERS));
    }

    private void publish(final int shift) {
        final short[] owners = new short[IndirectionTable.BUCKETS];
        for (int b = 0; b < owners.length; b++) {
            owners[b] = (short) ((b + shift) % WORKERS);
        }
        plane.publish(new ForwardingView(++epoch, ports, owners, null));
    }

    /** Brings in one frame of each flow, at port 1. */
    private void inject() throws EngineException {
        final FramePool pool = new FramePool(plane.reserve);
        final IoEngine engine = engines.create(pool);
        try {
            final int handle = engine.add(pairs.get(0).left(), FdKind.DATAGRAM_VNET, FrameLayout.LARGE);
            for (int flow = 0; flow < FLOWS; flow++) {
                engine.submitWrites(handle, new int[] {frame(pool, flow)}, 0, 1);
            }
            engine.cycle(0);
            engine.remove(handle);
        } finally {
            engine.close();
            pool.surrender();
        }
    }

    /** A frame of this flow: UDP and TCP over IPv4 and IPv6 in turn, short and long ones, and a few to everybody. */
    private static int frame(final FramePool pool, final int flow) {
        final int id = pool.allocate(FrameLayout.LARGE);
        final ByteBuffer buffer = pool.memory().buffer(id);
        final int base = pool.memory().base(id);
        final int data = base + FrameLayout.DATA;
        final int length = flow % 3 == 0 ? 1514 : 80;
        buffer.putInt(base + FrameLayout.LENGTH, length);
        buffer.putLong(data, (flow % 8 == 7 ? BROADCAST : FAR) << 16 | NEAR >>> 32);
        buffer.putInt(data + 8, (int) NEAR);
        final int protocol = flow % 2 == 0 ? UDP : TCP;
        if (flow % 4 < 2) {
            buffer.putShort(data + 12, (short) ETHERTYPE_IPV4);
            buffer.putInt(data + 14, 0x4500_0000 | length - FrameLayout.ETHERNET_BYTES);
            buffer.putInt(data + 18, 0);
            buffer.putInt(data + 22, 64 << 24 | protocol << 16);
            buffer.putInt(data + 26, 0x0A00_0001).putInt(data + 30, 0x0A00_0002);
            buffer.putShort(data + 34, (short) (1000 + flow)).putShort(data + 36, (short) 9);
        } else {
            buffer.putShort(data + 12, (short) ETHERTYPE_IPV6);
            buffer.putInt(data + 14, 0x6000_0000).putInt(data + 18, length - 54 << 16 | protocol << 8 | 64);
            buffer.putLong(data + 22, flow)
                    .putLong(data + 30, 1)
                    .putLong(data + 38, 0)
                    .putLong(data + 46, 2);
            buffer.putShort(data + 54, (short) (1000 + flow)).putShort(data + 56, (short) 9);
        }
        return id;
    }

    /** Nobody else reads the table. */
    private static final class NoReaders implements GracePeriods {
        @Override
        public long mark() {
            return 0;
        }

        @Override
        public boolean passed(final long mark) {
            return true;
        }
    }

    /** There is nobody to report to: what goes wrong here shows with real frames, too. */
    private static final class NoReports implements WorkerReports {
        @Override
        public void queueFailed(final int port, final int generation, final String reason) {}

        @Override
        public void codeFailed(final int port, final int generation, final String reason) {}

        @Override
        public void workerFailed(final int worker, final Throwable cause) {}
    }
}
