package org.jackfield.port.vxlan;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.linux.socket.MessageBatch;
import org.jackfield.linux.socket.UdpEndpoint;

/**
 * Receives the datagrams of one queue, many by one system call, straight into frame slots: the VXLAN header lands in the headroom, the
 * inner frame where frames begin. What is no frame of this port is counted by its reason and goes no further. Used by one worker;
 * between two calls it holds no frame.
 */
@HotPath
final class VxlanReceiver implements RxQueue {
    private static final int MOST = 64;
    private static final int LEAST = 4;

    private final OpenVxlan port;
    private final UdpEndpoint socket;
    private final CounterBlock counts;
    private final int vni;
    private final MessageBatch messages = new MessageBatch(MOST, MOST, new byte[0]);
    private final int[] slots = new int[MOST];
    /** Slots to receive into by the next call: twice what came by the last one. */
    private int next = LEAST;

    VxlanReceiver(final OpenVxlan port, final UdpEndpoint socket, final CounterBlock counts) {
        this.port = port;
        this.socket = socket;
        this.counts = counts;
        this.vni = port.vni();
    }

    @Override
    public int wakeFd() {
        return socket.fd();
    }

    @Override
    public int receive(final FrameBatch batch) {
        final int before = batch.count;
        while (batch.free() > 0) {
            final int prepared = prepare(batch.pool(), Math.min(next, batch.free()));
            final int got = prepared == 0 ? 0 : socket.receive(messages);
            release(batch.pool(), Math.max(got, 0), prepared);
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
        final int sizeClass = port.sizeClass();
        messages.clear();
        int prepared = 0;
        while (prepared < wanted) {
            final int id = pool.allocate(sizeClass);
            if (id < 0) {
                return prepared;
            }
            slots[prepared++] = id;
            messages.beginReceive();
            messages.append(
                    memory.address(id) + FrameLayout.DATA - VxlanHeader.BYTES, memory.capacity(id) + VxlanHeader.BYTES);
        }
        return prepared;
    }

    private void release(final FramePool pool, final int from, final int to) {
        for (int i = from; i < to; i++) {
            pool.release(slots[i]);
        }
    }

    private void take(final FrameBatch batch, final int got) {
        final Peers peers = port.peers();
        final FramePool pool = batch.pool();
        final FrameMemory memory = pool.memory();
        final int nowS = got > 0 ? peers.nowS() : 0;
        for (int i = 0; i < got; i++) {
            final int id = slots[i];
            final ByteBuffer buffer = memory.buffer(id);
            final int base = memory.base(id);
            final int length = messages.length(i) - VxlanHeader.BYTES;
            final int sender = peers.sender(messages, i);
            if (isFrame(buffer.getLong(base + FrameLayout.DATA - VxlanHeader.BYTES), length, i, peers, sender)) {
                buffer.putInt(base + FrameLayout.LENGTH, length);
                learned(peers.learn(mac(buffer, base + FrameLayout.DATA + 6), sender, nowS));
                batch.add(id, length);
            } else {
                pool.release(id);
            }
        }
    }

    private boolean isFrame(
            final long header, final int length, final int message, final Peers peers, final int sender) {
        if (VxlanHeader.hasVni(header)
                && VxlanHeader.vni(header) == vni
                && length >= FrameLayout.ETHERNET_BYTES
                && !messages.isTruncated(message)
                && (sender != VtepTable.NONE || peers.acceptsAny())) {
            return true;
        }
        slowPathCount(header, length, message);
        return false;
    }

    private void slowPathCount(final long header, final int length, final int message) {
        final VxlanCount reason;
        if (length < 0) {
            reason = VxlanCount.SHORT;
        } else if (!VxlanHeader.hasVni(header)) {
            reason = VxlanCount.FLAGS;
        } else if (VxlanHeader.vni(header) != vni) {
            reason = VxlanCount.OTHER_VNI;
        } else if (length < FrameLayout.ETHERNET_BYTES) {
            reason = VxlanCount.INNER_SHORT;
        } else if (messages.isTruncated(message)) {
            reason = VxlanCount.TOO_LONG;
        } else {
            reason = VxlanCount.STRANGER;
        }
        counts.add(reason.ordinal(), 1);
    }

    private void learned(final int what) {
        if (what == MacTable.MOVED) {
            counts.add(VxlanCount.MOVED.ordinal(), 1);
        } else if (what == MacTable.FULL) {
            counts.add(VxlanCount.NOT_LEARNED.ordinal(), 1);
        }
    }

    static long mac(final ByteBuffer buffer, final int at) {
        return (buffer.getShort(at) & 0xFFFFL) << Integer.SIZE | buffer.getInt(at + 2) & 0xFFFF_FFFFL;
    }

    /** Frees its memory; no worker uses it any more. */
    void close() {
        messages.close();
    }
}
