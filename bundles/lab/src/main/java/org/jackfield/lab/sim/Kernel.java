package org.jackfield.lab.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.lab.api.FrameSource;

/**
 * Two ports with queues in the kernel: where frames arrive, and which queue they wait in. What comes in by one port goes out by the other. One
 * thread.
 */
final class Kernel {
    /** Ports: the sender's and that of whoever answers. */
    static final int PORTS = 2;

    private final int queues;
    private final boolean steers;
    private final FrameStore store;
    private final KernelQueue[][] queuesOf = new KernelQueue[PORTS][];
    private final TunFlows[] flows = new TunFlows[PORTS];
    /** Queue of each bucket, where the kernel steers by our table. */
    private short[] table = new short[0];

    private byte[] wrappedArray = new byte[0];
    private ByteBuffer wrapped = ByteBuffer.wrap(wrappedArray);

    Kernel(final Setup setup, final FrameStore store) {
        this.queues = setup.queues();
        this.steers = setup.kernelSteering();
        this.store = store;
        for (int port = 0; port < PORTS; port++) {
            flows[port] = new TunFlows(queues);
            queuesOf[port] = new KernelQueue[queues];
            for (int q = 0; q < queues; q++) {
                queuesOf[port][q] = new KernelQueue(port, q, (int) setup.value(Setup.Whole.QUEUE_FRAMES));
            }
        }
    }

    /** Follows this table from now on. */
    void write(final short[] next) {
        table = next;
    }

    /** The queues a worker reads. */
    List<KernelQueue> readBy(final int worker, final int workers) {
        final List<KernelQueue> its = new ArrayList<>();
        for (final KernelQueue[] ofPort : queuesOf) {
            for (int q = worker; q < ofPort.length; q += workers) {
                its.add(ofPort[q]);
            }
        }
        return its;
    }

    /** Takes the source's present frame over into the store. */
    int receive(final FrameSource source) {
        final int frame = store.take();
        final int count = source.headerLength();
        store.flow[frame] = source.flow();
        store.sequence[frame] = source.sequence();
        store.arrivedNs[frame] = source.atNs();
        store.length[frame] = source.length();
        store.port[frame] = (byte) source.port();
        store.parkSerial[frame] = 0;
        store.hash[frame] = hash(source.header(), count);
        store.header(frame, source.header(), count);
        return frame;
    }

    /** The queue a frame just received goes to. */
    KernelQueue queueFor(final int frame, final FrameSource source) {
        final int port = store.port[frame];
        final int hash = store.hash[frame];
        final int queue;
        if (queues == 1) {
            queue = 0;
        } else if (steers) {
            queue = table[FlowHash.bucket(hash)];
        } else if (source.queue() != FrameSource.NO_QUEUE) {
            queue = source.queue() % queues;
        } else {
            queue = flows[port].choose(hash, source.atNs());
        }
        return queuesOf[port][queue];
    }

    /** A worker writes a frame to the other port, by the queue of its number: what the tun driver learns from. */
    void wrote(final int frame, final int worker, final long nowNs) {
        if (!steers && queues > 1) {
            flows[1 - store.port[frame]].wrote(store.hash[frame], worker % queues, nowNs);
        }
    }

    private int hash(final byte[] header, final int count) {
        if (header != wrappedArray) {
            wrappedArray = header;
            wrapped = ByteBuffer.wrap(header);
        }
        return FlowHash.of(wrapped, 0, count);
    }
}
