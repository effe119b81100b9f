package org.jackfield.port.stream;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.linux.socket.MessageBatch;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;
import org.jackfield.linux.socket.UdpGroup;

/**
 * The queue pair of a port in a multicast group: one socket is read, another written, many frames by one system call, straight into and
 * from frame slots. What is no frame is counted and goes no further. Used by one worker; between two calls it holds no frame.
 */
@HotPath
final class GroupQueue implements RxQueue, TxQueue {
    /** Counter of datagrams that are shorter than an Ethernet header. */
    static final int TOO_SHORT = 0;
    /** Counter of datagrams that are longer than a frame of the port's MTU. */
    static final int TOO_LONG = 1;
    /** Counter of frames the kernel did not send, but for want of room. */
    static final int REFUSED = 2;

    static final int COUNTERS = 3;

    private static final int MOST = 64;
    private static final int LEAST = 4;

    private final UdpEndpoint hearer;
    private final UdpEndpoint speaker;
    private final int sizeClass;
    private final long[] group = new long[UdpAddress.WORDS];
    private final int groupBytes;
    private final CounterBlock counts = new CounterBlock(COUNTERS);
    private final MessageBatch incoming = new MessageBatch(MOST, MOST, new byte[0]);
    private final MessageBatch outgoing = new MessageBatch(MOST, MOST, new byte[0]);
    private final int[] slots = new int[MOST];
    /** Slots to receive into by the next call: twice what came by the last one. */
    private int next = LEAST;

    GroupQueue(final UdpGroup member, final UdpAddress group, final int mtu) {
        hearer = member.hearer();
        speaker = member.speaker();
        sizeClass = FrameLayout.sizeClassForMtu(mtu);
        for (int i = 0; i < UdpAddress.WORDS; i++) {
            this.group[i] = group.word(i);
        }
        groupBytes = group.bytes();
    }

    /** A counter's value. Any thread. */
    long count(final int counter) {
        return counts.get(counter);
    }

    @Override
    public int wakeFd() {
        return hearer.fd();
    }

    @Override
    public int receive(final FrameBatch batch) {
        final int before = batch.count;
        while (batch.free() > 0) {
            final int prepared = prepare(batch.pool(), Math.min(next, batch.free()));
            final int got = prepared == 0 ? 0 : hearer.receive(incoming);
            for (int i = Math.max(got, 0); i < prepared; i++) {
                batch.pool().release(slots[i]);
            }
            take(batch, got);
            next = Math.max(LEAST, Math.min(MOST, got * 2));
            if (got < prepared || got == 0) {
                return batch.count > before || got >= 0 || UdpEndpoint.isTransient(got) ? batch.count - before : got;
            }
        }
        return batch.count - before;
    }

    private int prepare(final FramePool pool, final int wanted) {
        final FrameMemory memory = pool.memory();
        incoming.clear();
        int prepared = 0;
        while (prepared < wanted) {
            final int id = pool.allocate(sizeClass);
            if (id < 0) {
                return prepared;
            }
            slots[prepared++] = id;
            incoming.beginReceive();
            incoming.append(memory.address(id) + FrameLayout.DATA, memory.capacity(id));
        }
        return prepared;
    }

    private void take(final FrameBatch batch, final int got) {
        final FrameMemory memory = batch.pool().memory();
        for (int i = 0; i < got; i++) {
            final int id = slots[i];
            final int length = incoming.length(i);
            if (length >= FrameLayout.ETHERNET_BYTES && !incoming.isTruncated(i)) {
                memory.buffer(id).putInt(memory.base(id) + FrameLayout.LENGTH, length);
                batch.add(id, length);
            } else {
                counts.add(length < FrameLayout.ETHERNET_BYTES ? TOO_SHORT : TOO_LONG, 1);
                batch.pool().release(id);
            }
        }
    }

    /** Frames may be shared with other egress ports: they are only read here. */
    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        int accepted = 0;
        for (int at = from; at < from + n; at += MOST) {
            accepted += send(pool.memory(), frames, at, Math.min(MOST, from + n - at));
        }
        for (int i = from; i < from + n; i++) {
            pool.release(frames[i]);
        }
        return accepted;
    }

    private int send(final FrameMemory memory, final int[] frames, final int from, final int n) {
        outgoing.clear();
        for (int i = from; i < from + n; i++) {
            final int id = frames[i];
            outgoing.beginTo(group, 0, groupBytes);
            outgoing.append(memory.address(id) + memory.data(id) - memory.base(id), memory.length(id));
        }
        int accepted = 0;
        int done = 0;
        while (done < n) {
            final int sent = speaker.send(outgoing, done, n - done);
            if (sent > 0) {
                accepted += sent;
                done += sent;
            } else if (sent == 0 || UdpEndpoint.isTransient(sent)) {
                return accepted;
            } else {
                counts.add(REFUSED, 1);
                done++;
            }
        }
        return accepted;
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }

    /** Frees its memory; no worker uses it any more. */
    void close() {
        incoming.close();
        outgoing.close();
    }
}
