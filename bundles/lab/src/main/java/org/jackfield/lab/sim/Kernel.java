package org.jackfield.lab.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.lab.api.FrameSource;

/**
 * Two ports with queues in the kernel: where frames arrive, and which queue they wait in. What comes in by one port goes out by the other. One
 * thread.
 */
final class Kernel {
    /** Ports: the sender's and that of whoever answers. */
    static final int PORTS = 2;

    private final boolean steers;
    private final FrameStore store;
    /** As many as a port ever has. */
    private final KernelQueue[][] queuesOf = new KernelQueue[PORTS][];
    /** How many of them its device has now. */
    private final int[] attached = new int[PORTS];
    /** How many of these a program chooses among, while others are detached; 0 while there is no such program. */
    private final int[] chosen = new int[PORTS];

    private final TunFlows[] flows = new TunFlows[PORTS];
    /** Queue of each bucket by port, where the kernel steers by our table. */
    private final short[][] tables = new short[PORTS][];

    private byte[] wrappedArray = new byte[0];
    private ByteBuffer wrapped = ByteBuffer.wrap(wrappedArray);

    Kernel(final Setup setup, final FrameStore store) {
        this.steers = setup.kernelSteering();
        this.store = store;
        for (int port = 0; port < PORTS; port++) {
            attached[port] = setup.queues();
            flows[port] = new TunFlows(setup.queues());
            queuesOf[port] = new KernelQueue[setup.mostQueues(port)];
            for (int q = 0; q < queuesOf[port].length; q++) {
                queuesOf[port][q] = new KernelQueue(port, q, (int) setup.value(Setup.Whole.QUEUE_FRAMES));
            }
        }
    }

    /** Follows this table for a port from now on. */
    void write(final int port, final short[] next) {
        tables[port] = next;
    }

    /** The table it follows for a port. */
    short[] table(final int port) {
        return tables[port];
    }

    /** Queues of a port's device. */
    int attached(final int port) {
        return attached[port];
    }

    /** The device has one queue more. */
    void attach(final int port) {
        attached[port]++;
        flows[port].queues(attached[port]);
    }

    /** The device has one queue less: its highest, which nobody has used for a while. */
    void detach(final int port) {
        attached[port]--;
        if (queuesOf[port][attached[port]].count() > 0) {
            throw new IllegalStateException("simulation: queue " + attached[port] + " of port " + port
                    + " is detached with frames in it, an error of the model");
        }
        flows[port].queues(attached[port]);
    }

    /** A program chooses among the first queues of a port, for as long as others are detached; 0 for no program any more. */
    void choose(final int port, final int among) {
        chosen[port] = among;
    }

    /** The queues a worker reads, of so many of each port. */
    List<KernelQueue> readBy(final int worker, final int workers, final int[] counts) {
        final List<KernelQueue> its = new ArrayList<>();
        for (int port = 0; port < PORTS; port++) {
            for (int q = worker; q < counts[port]; q += workers) {
                its.add(queuesOf[port][q]);
            }
        }
        return its;
    }

    /** Takes the source's present frame over into the store. */
    int receive(final FrameSource source) {
        check(source);
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

    private static void check(final FrameSource source) {
        final int count = source.headerLength();
        if (source.port() < 0
                || source.port() >= PORTS
                || count < FrameLayout.ETHERNET_BYTES
                || count > FrameStore.HEADER) {
            throw new IllegalStateException("workload: frame " + source.sequence() + " of flow " + source.flow()
                    + " comes in by port " + source.port() + " with " + count + " bytes of headers; ports are 0 and 1,"
                    + " headers 14 to 256 bytes");
        }
    }

    /** The queue a frame just received goes to. */
    KernelQueue queueFor(final int frame, final FrameSource source) {
        final int port = store.port[frame];
        final int hash = store.hash[frame];
        final int queue;
        if (steers) {
            queue = tables[port][FlowHash.bucket(hash)];
        } else if (chosen[port] > 0) {
            queue = FlowHash.bucket(hash) % chosen[port];
        } else if (attached[port] == 1) {
            queue = 0;
        } else if (source.queue() != FrameSource.NO_QUEUE) {
            queue = source.queue() % attached[port];
        } else {
            queue = flows[port].choose(hash, source.atNs());
        }
        return queuesOf[port][queue];
    }

    /** A worker writes a frame to the other port, by the queue of its number: what the tun driver learns from where no program chooses. */
    void wrote(final int frame, final int worker, final int[] counts, final long nowNs) {
        final int port = 1 - store.port[frame];
        if (!steers && chosen[port] == 0 && attached[port] > 1) {
            flows[port].wrote(store.hash[frame], worker % counts[port], nowNs);
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
