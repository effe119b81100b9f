package org.jackfield.linux.poll;

import java.util.Arrays;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.NativeBlock;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a {@link UringEngine}: multishot reads, the frames they took until these are drained, the list of queues that have
 * some. One thread. Owns the frames provided for reading and those not drained.
 *
 * <p>A read ends by itself when no buffer is left, which under full load happens in every cycle; it is started again with the next
 * kernel entry, and the frames wait in the kernel meanwhile.
 */
@HotPath
final class UringReads {
    /** Errors of reading without a frame in between: the descriptor is beyond hope. */
    private static final int MOST_HOLLOW = 16;

    private static final int NONE = -1;
    private static final int GROUPS = UringPrefix.COUNT * FrameLayout.SIZE_CLASSES;
    private static final int GROUP_SHIFT = 16;
    private static final int BUFFER_MASK = (1 << GROUP_SHIFT) - 1;
    private static final int READ = UringLayout.OP_READ_MULTISHOT | UringLayout.BUFFER_SELECT;
    private static final int RECEIVE = UringLayout.OP_RECVMSG | UringLayout.RECV_MULTISHOT | UringLayout.BUFFER_SELECT;

    private final Uring ring;
    private final FramePool pool;
    private final FrameMemory memory;
    private final UringWrites writes;
    private final int buffers;
    private final long tag;
    private final long pollTag;
    private final SinglePoll single = new SinglePoll();
    /** struct msghdr of all messages: room for control data, no name; the payload goes behind both. */
    private final NativeBlock message = new NativeBlock(UringLayout.MSGHDR_BYTES);

    /** By size class and {@link UringPrefix}; null until a queue is read that way. */
    private final BufferGroup[] groups = new BufferGroup[GROUPS];

    private UringQueue[] ready = new UringQueue[0];
    private int readyCount;
    /** As {@link #readyCount}, with those found since the last cycle. */
    private int listedCount;
    /** Queues whose read has to be started. */
    private UringQueue[] toStart = new UringQueue[0];

    private int toStartCount;
    /** The last look at the queues to start found one without a free frame to read into. */
    private boolean heldBack;

    private int underWay;

    /**
     * @param writes the other half, which keeps track of the ring's entries
     * @param buffers most frames read and not drained, of each kind of buffers
     * @param tag what tells reads from other completions, in the upper byte of user_data
     * @param pollTag the same for descriptors that are only waited for
     */
    UringReads(
            final Uring ring,
            final FramePool pool,
            final UringWrites writes,
            final int buffers,
            final long tag,
            final long pollTag) {
        this.ring = ring;
        this.pool = pool;
        this.memory = pool.memory();
        this.writes = writes;
        this.buffers = buffers;
        this.tag = tag;
        this.pollTag = pollTag;
        message.putLong(UringLayout.MSGHDR_CONTROL_BYTES, AuxiliaryData.BYTES);
    }

    /** Makes room for this many queues. */
    void slowPathGrow(final int size) {
        ready = Arrays.copyOf(ready, size);
        toStart = Arrays.copyOf(toStart, size);
    }

    /** Reads under way in the kernel. */
    int underWay() {
        return underWay;
    }

    /** Whether a queue has frames to drain, or trouble to be looked at. */
    boolean hasFrames() {
        return listedCount > 0;
    }

    /** Whether a read could not be started for want of free frames. */
    boolean heldBack() {
        return heldBack;
    }

    /** Before a kernel entry: forgets queues that were drained, provides free frames, starts reads. */
    void prepare() {
        keepReady();
        refill();
        if (toStartCount > 0) {
            slowPathStartReads();
        } else {
            heldBack = false;
        }
    }

    /** After it: shows the queues found ready, and returns how many. */
    int show() {
        readyCount = listedCount;
        return readyCount;
    }

    int readyCount() {
        return readyCount;
    }

    int readyHandle(final int i) {
        return ready[i].handle;
    }

    /** Keeps in the ready list the queues that have frames left. */
    private void keepReady() {
        int kept = 0;
        for (int i = 0; i < listedCount; i++) {
            final UringQueue queue = ready[i];
            if (queue.hasFrames()) {
                ready[kept++] = queue;
            } else {
                queue.listed = false;
                if (queue.watched) {
                    start(queue); // looks at once whether it is still readable
                }
            }
        }
        listedCount = kept;
    }

    private void refill() {
        for (int g = 0; g < GROUPS; g++) {
            final BufferGroup group = groups[g];
            if (group != null && group.hasUnused()) {
                group.refill();
            }
        }
    }

    private void list(final UringQueue queue) {
        if (!queue.listed) {
            queue.listed = true;
            ready[listedCount++] = queue;
        }
    }

    /** Has the read of a queue started by the next {@link #prepare}. */
    void start(final UringQueue queue) {
        if (!queue.toStart) {
            queue.toStart = true;
            toStart[toStartCount++] = queue;
        }
    }

    /** Starts the reads that have ended, or never began, as far as there are frames to read into. */
    private void slowPathStartReads() {
        int kept = 0;
        heldBack = false;
        for (int i = 0; i < toStartCount; i++) {
            final UringQueue queue = toStart[i];
            if (!queue.armed || queue.reading != NONE || queue.state != IoEngine.OK) {
                queue.toStart = false;
                continue;
            }
            if (queue.watched) {
                kept = slowPathPoll(queue, kept);
                continue;
            }
            final BufferGroup group = slowPathGroup(queue);
            if (group == null) {
                queue.toStart = false;
                continue;
            }
            if (group.available() == 0 || writes.room() == 0) {
                heldBack |= group.available() == 0;
                toStart[kept++] = queue;
                continue;
            }
            queue.toStart = false;
            queue.starved = false;
            queue.reading = group.id();
            underWay++;
            final boolean packets = queue.prefix == UringPrefix.MESSAGE;
            ring.put(
                    (packets ? RECEIVE : READ) | queue.targetFlag,
                    queue.target,
                    0,
                    packets ? message.address() : 0,
                    0,
                    tag | queue.handle,
                    group.id());
            writes.skip();
        }
        toStartCount = kept;
    }

    /** Starts to wait for a descriptor; keeps it in the list of those to start while the ring is full. */
    private int slowPathPoll(final UringQueue queue, final int kept) {
        if (writes.room() == 0) {
            toStart[kept] = queue;
            return kept + 1;
        }
        queue.toStart = false;
        queue.reading = 0;
        underWay++;
        ring.put(
                UringLayout.OP_POLL_ADD | queue.targetFlag,
                queue.target,
                0,
                0,
                UringLayout.POLLIN,
                pollTag | queue.handle,
                0);
        writes.skip();
        return kept;
    }

    /** Waiting for a descriptor is over: it is readable, or was cancelled, or cannot be waited for. */
    void slowPathPolled(final UringQueue queue, final int result) {
        queue.reading = NONE;
        underWay--;
        if (queue.armed) {
            if (result < 0 && result != -Errno.ECANCELED && result != -Errno.EINTR) {
                slowPathFault(queue, -result);
            } else {
                list(queue);
            }
        }
    }

    /** The buffers a queue reads into; null when the kernel refuses to register them, and the queue is faulted then. */
    private @Nullable BufferGroup slowPathGroup(final UringQueue queue) {
        final int id = UringPrefix.COUNT * queue.sizeClass + queue.prefix.ordinal();
        if (groups[id] == null) {
            try {
                groups[id] = new BufferGroup(ring, pool, id, queue.sizeClass, queue.prefix.bytes(), buffers);
            } catch (final EngineException refused) {
                slowPathFault(queue, Errno.ENOMEM);
                return null;
            }
        }
        groups[id].refill();
        return groups[id];
    }

    private void slowPathFault(final UringQueue queue, final int errno) {
        queue.armed = false;
        queue.state = errno;
        list(queue);
    }

    /** A frame was read into a buffer. */
    void took(final UringQueue queue, final int bid, final int bytes) {
        final int id = queue.reading;
        final int node = id << GROUP_SHIFT | bid;
        groups[id].take(bid, bytes);
        if (queue.first == NONE) {
            queue.first = node;
            list(queue);
        } else {
            groups[queue.last >>> GROUP_SHIFT].next[queue.last & BUFFER_MASK] = node;
        }
        queue.last = node;
    }

    /** The read of a queue is over: for want of buffers, cancelled, at the end of a connection, or for good. */
    void slowPathEnded(final UringQueue queue, final int result) {
        final BufferGroup group = groups[queue.reading];
        queue.reading = NONE;
        underWay--;
        if (!queue.armed) {
            return;
        }
        if (result > 0 || result == -Errno.ENOBUFS || result == -Errno.ECANCELED || result == -Errno.EINTR) {
            final boolean starved = !group.refill() && group.available() == 0;
            if (starved && !queue.starved) {
                queue.starved = true;
                queue.counters.add(IoEngine.POOL_EMPTY, 1);
            }
        } else if (result == 0) {
            slowPathReadNothing(queue);
        } else {
            slowPathTrouble(queue, -result);
        }
        if (queue.armed) {
            start(queue);
        }
    }

    /** The kernel read nothing: the peer is gone, or it sent an empty datagram, which is a frame for the pipeline to drop. */
    private void slowPathReadNothing(final UringQueue queue) {
        if (single.hungUp(queue.fd)) {
            slowPathFault(queue, Errno.ENOTCONN);
        } else {
            queue.empties++;
            list(queue);
        }
    }

    private void slowPathDrainEmpties(final UringQueue queue, final FrameBatch batch) {
        while (queue.empties > 0 && batch.free() > 0) {
            final int frame = pool.allocate(queue.sizeClass);
            if (frame == NONE) {
                return; // they can wait
            }
            queue.empties--;
            FramesRead.take(memory, batch, frame, 0, -1);
        }
    }

    private void slowPathTrouble(final UringQueue queue, final int errno) {
        if (errno == Errno.EINVAL && queue.prefix == UringPrefix.MESSAGE) {
            queue.counters.add(IoEngine.READ_TRUNCATED, 1); // segmentation no virtio-net header has a word for
            return;
        }
        queue.hollow += errno == Errno.ECONNREFUSED ? 0 : 1;
        final boolean gone = switch (errno) {
            case Errno.EBADFD, Errno.EBADF, Errno.ENODEV, Errno.ENOTCONN -> true;
            case Errno.ECONNREFUSED -> false; // the answer to a datagram we sent; reading it took it away
            default -> queue.hollow >= MOST_HOLLOW;
        };
        if (gone) {
            slowPathFault(queue, errno);
        } else {
            list(queue);
        }
    }

    /** As {@link IoEngine#drain}. */
    int drain(final UringQueue queue, final FrameBatch batch) {
        final boolean packets = queue.prefix == UringPrefix.MESSAGE;
        final int prefix = queue.prefix.bytes();
        final int before = batch.count;
        int node = queue.first;
        int cut = 0;
        long bytes = 0;
        for (int left = batch.free(); left > 0 && node != NONE; left--) {
            final BufferGroup group = groups[node >>> GROUP_SHIFT];
            final int bid = node & BUFFER_MASK;
            final int frame = group.frame[bid];
            final int length = group.read[bid] - prefix;
            node = group.next[bid];
            group.drained(bid);
            if (length >= memory.capacity(frame)) {
                pool.release(frame);
                cut++;
            } else if (packets) {
                bytes += FramesRead.takePacket(memory, batch, frame, length, controlBytes(frame));
            } else {
                bytes += FramesRead.take(memory, batch, frame, prefix, length);
            }
        }
        queue.first = node;
        if (queue.empties > 0 && node == NONE) {
            slowPathDrainEmpties(queue, batch);
        }
        queue.drainedOut = !queue.hasFrames() && (queue.armed || queue.drainedOut);
        final int frames = batch.count - before;
        if (frames > 0 || cut > 0) {
            queue.hollow = 0;
            FramesRead.count(queue.counters, frames, bytes, cut);
        }
        return frames;
    }

    /** Bytes of control data before a message. */
    private int controlBytes(final int frame) {
        final int at = memory.base(frame) + UringPrefix.MESSAGE_AT + UringLayout.RECVMSG_OUT_CONTROL;
        return Integer.reverseBytes(memory.buffer(frame).getInt(at));
    }

    /** As {@link IoEngine#sawEmpty}. */
    boolean sawEmpty(final UringQueue queue) {
        return queue.state != IoEngine.OK || queue.drainedOut && !(queue.armed && single.readable(queue.fd));
    }

    /** Releases what a queue that is removed has not drained, and takes it from all lists. */
    void slowPathForget(final UringQueue queue) {
        queue.empties = 0;
        while (queue.first != NONE) {
            final BufferGroup group = groups[queue.first >>> GROUP_SHIFT];
            final int bid = queue.first & BUFFER_MASK;
            pool.release(group.frame[bid]);
            queue.first = group.next[bid];
            group.drained(bid);
        }
        listedCount = slowPathWithout(queue, ready, listedCount);
        readyCount = Math.min(readyCount, listedCount);
        toStartCount = slowPathWithout(queue, toStart, toStartCount);
    }

    private static int slowPathWithout(final UringQueue queue, final UringQueue[] list, final int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (list[i] != queue) {
                list[kept++] = list[i];
            }
        }
        return kept;
    }

    /** Counts as read what a queue has not drained. */
    void slowPathCountUndrained(final UringQueue queue) {
        for (int node = queue.first; node != NONE; node = groups[node >>> GROUP_SHIFT].next[node & BUFFER_MASK]) {
            queue.counters.add(IoEngine.READ_FRAMES, 1);
        }
    }

    /** Gives all frames back; the ring is closed. */
    void slowPathClose() {
        for (final BufferGroup group : groups) {
            if (group != null) {
                group.slowPathClose();
            }
        }
        single.close();
        message.close();
    }
}
