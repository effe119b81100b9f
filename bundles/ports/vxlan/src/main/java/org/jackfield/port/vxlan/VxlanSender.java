package org.jackfield.port.vxlan;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.TxQueue;
import org.jackfield.linux.socket.MessageBatch;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;

/**
 * Sends the frames of one queue: VXLAN header and frame are gathered by the kernel, so frames, which other ports may share, are only
 * read. The flow hash chooses the source port, a <em>lane</em>; one system call sends all frames of a batch that use one lane. Frames of a
 * flow use one lane and keep their order. Consecutive frames of a lane to one VTEP that are of one length leave as one message,
 * which the kernel cuts (UDP_SEGMENT). A frame to all is sent to each VTEP. Used by one worker; between two calls it holds no frame.
 */
@HotPath
final class VxlanSender implements TxQueue {
    private static final int MOST_FRAMES = FrameBatch.CAPACITY;
    private static final int MOST_MESSAGES = 256;
    /** Header and frame. */
    private static final int PIECES = 2;

    private static final int MOST_VECTORS = PIECES * 2 * MOST_FRAMES;
    /** Of one message: 65535 less IPv6 and UDP header. */
    private static final int MOST_BYTES = 65_487;

    private final OpenVxlan port;
    private final UdpEndpoint[] lanes;
    private final CounterBlock counts;
    private final MessageBatch messages;
    /** For a message that has to be sent frame by frame. */
    private final MessageBatch single;

    private final int[] laneOf = new int[MOST_FRAMES];
    private final int[] targetOf = new int[MOST_FRAMES];
    private final int[] lengthOf = new int[MOST_FRAMES];
    private final long[] addressOf = new long[MOST_FRAMES];
    private final boolean[] accepted = new boolean[MOST_FRAMES];
    /** Frames by lane, within one in the order they came. */
    private final int[] order = new int[MOST_FRAMES];
    /** Where each lane begins in {@link #order}. */
    private final int[] starts;
    /** The first of each message's frames in {@link #order}, how many there are, and to whom. */
    private final int[] firstOf = new int[MOST_MESSAGES];

    private final int[] framesOf = new int[MOST_MESSAGES];
    private final int[] vtepOf = new int[MOST_MESSAGES];

    private Peers peers;
    private boolean segments;

    VxlanSender(final OpenVxlan port, final SendSockets sockets, final CounterBlock counts) {
        this.port = port;
        this.lanes = sockets.lanes();
        this.counts = counts;
        final byte[] header = VxlanHeader.bytes(port.vni());
        this.messages = new MessageBatch(MOST_MESSAGES, MOST_VECTORS, header);
        this.single = new MessageBatch(1, PIECES, header);
        this.peers = port.peers();
        this.segments = sockets.canSegment();
        this.starts = new int[lanes.length + 1];
    }

    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        peers = port.peers();
        int sent = 0;
        for (int at = from; at < from + n; at += MOST_FRAMES) {
            sent += send(pool.memory(), frames, at, Math.min(MOST_FRAMES, from + n - at));
        }
        for (int i = from; i < from + n; i++) {
            pool.release(frames[i]);
        }
        return sent;
    }

    @Override
    public int complete(final FramePool pool) {
        return 0;
    }

    private int send(final FrameMemory memory, final int[] frames, final int from, final int n) {
        plan(memory, frames, from, n);
        for (int lane = 0; lane < lanes.length; lane++) {
            if (starts[lane] < starts[lane + 1]) {
                sendLane(lane);
            }
        }
        int sent = 0;
        for (int i = 0; i < n; i++) {
            sent += accepted[i] ? 1 : 0;
        }
        return sent;
    }

    /** Decides lane and target of each frame, and sorts them by lane. */
    private void plan(final FrameMemory memory, final int[] frames, final int from, final int n) {
        final int nowS = peers.nowS();
        Arrays.fill(starts, 0);
        for (int i = 0; i < n; i++) {
            final int id = frames[from + i];
            final ByteBuffer buffer = memory.buffer(id);
            final int data = memory.data(id);
            final int length = memory.length(id);
            lengthOf[i] = length;
            addressOf[i] = memory.address(id) + data - memory.base(id);
            targetOf[i] = peers.target(VxlanReceiver.mac(buffer, data), nowS);
            accepted[i] = false;
            // The lower bits choose the worker: all flows of one worker would share few lanes.
            final int lane = (FlowHash.of(buffer, data, length) >>> 16) * lanes.length >>> 16;
            laneOf[i] = lane;
            starts[lane + 1]++;
        }
        for (int lane = 1; lane <= lanes.length; lane++) {
            starts[lane] += starts[lane - 1];
        }
        for (int i = n - 1; i >= 0; i--) {
            order[--starts[laneOf[i] + 1]] = i;
        }
        // Each start has moved to the one before it.
        for (int lane = 0; lane < lanes.length; lane++) {
            starts[lane] = starts[lane + 1];
        }
        starts[lanes.length] = n;
    }

    private void sendLane(final int lane) {
        final int end = starts[lane + 1];
        messages.clear();
        int at = starts[lane];
        while (at < end) {
            if (targetOf[order[at]] == Peers.ALL) {
                replicate(lane, at);
                at++;
            } else {
                final int run = segments ? run(at, end) : 1;
                message(lane, at, run, targetOf[order[at]]);
                at += run;
            }
        }
        flush(lane);
    }

    /** How many frames from here on leave as one message: of one length, but for a shorter last one, to one VTEP. */
    private int run(final int at, final int end) {
        final int target = targetOf[order[at]];
        final int length = lengthOf[order[at]];
        final int datagram = length + VxlanHeader.BYTES;
        final int most = Math.min(Math.min(end - at, MessageBatch.MOST_SEGMENTS), Math.max(1, MOST_BYTES / datagram));
        int run = 1;
        while (run < most
                && targetOf[order[at + run]] == target
                && lengthOf[order[at + run]] <= length
                && lengthOf[order[at + run - 1]] == length) {
            run++;
        }
        return run;
    }

    /** Head-end replication: to everybody in the configuration, one by one. Who is only heard of could have lied about his address. */
    private void replicate(final int lane, final int at) {
        final int count = peers.vteps.configured();
        for (int vtep = 0; vtep < count; vtep++) {
            message(lane, at, 1, vtep);
        }
        if (count == 0) {
            counts.add(VxlanCount.NOBODY.ordinal(), 1);
        }
    }

    private void message(final int lane, final int at, final int run, final int vtep) {
        if (!messages.hasRoom(PIECES * run)) {
            flush(lane);
        }
        final int message = messages.count();
        firstOf[message] = at;
        framesOf[message] = run;
        vtepOf[message] = vtep;
        messages.beginTo(peers.vteps.words(), vtep * UdpAddress.WORDS, peers.vteps.addressBytes());
        for (int i = at; i < at + run; i++) {
            messages.appendPrefix();
            messages.append(addressOf[order[i]], lengthOf[order[i]]);
        }
        if (run > 1) {
            messages.segment(VxlanHeader.BYTES + lengthOf[order[at]]);
        }
    }

    private void flush(final int lane) {
        final int count = messages.count();
        int done = 0;
        while (done < count) {
            final int taken = lanes[lane].send(messages, done, count - done);
            if (taken > 0) {
                done = sent(done, taken);
            } else if (taken == 0 || UdpEndpoint.isTransient(taken)) {
                slowPathNoRoom(done, count);
                done = count;
            } else {
                slowPathRefused(lane, done, taken);
                done++;
            }
        }
        messages.clear();
    }

    private int sent(final int from, final int count) {
        for (int message = from; message < from + count; message++) {
            for (int i = firstOf[message]; i < firstOf[message] + framesOf[message]; i++) {
                accepted[order[i]] = true;
            }
        }
        return from + count;
    }

    private void slowPathNoRoom(final int from, final int to) {
        for (int message = from; message < to; message++) {
            counts.add(VxlanCount.NO_ROOM.ordinal(), framesOf[message]);
        }
    }

    /** A message of several frames that the kernel does not cut is sent frame by frame; when that works, so are all later ones. */
    private void slowPathRefused(final int lane, final int message, final int error) {
        if (framesOf[message] == 1) {
            slowPathCount(error, 1);
            return;
        }
        int sent = 0;
        for (int i = firstOf[message]; i < firstOf[message] + framesOf[message]; i++) {
            single.clear();
            single.beginTo(peers.vteps.words(), vtepOf[message] * UdpAddress.WORDS, peers.vteps.addressBytes());
            single.appendPrefix();
            single.append(addressOf[order[i]], lengthOf[order[i]]);
            final int taken = lanes[lane].send(single, 0, 1);
            if (taken == 1) {
                accepted[order[i]] = true;
                sent++;
            } else {
                slowPathCount(taken, 1);
            }
        }
        segments = sent < framesOf[message];
    }

    private void slowPathCount(final int error, final int frames) {
        final VxlanCount reason;
        if (UdpEndpoint.isTransient(error)) {
            reason = VxlanCount.NO_ROOM;
        } else if (UdpEndpoint.isTooLong(error)) {
            reason = VxlanCount.PATH_MTU;
        } else {
            reason = UdpEndpoint.isUnreachable(error) ? VxlanCount.UNREACHABLE : VxlanCount.REFUSED;
        }
        counts.add(reason.ordinal(), frames);
    }

    /** Frees its memory; no worker uses it any more. */
    void close() {
        messages.close();
        single.close();
    }
}
