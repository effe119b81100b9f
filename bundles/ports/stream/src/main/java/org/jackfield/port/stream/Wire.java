package org.jackfield.port.stream;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ByteRoom;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jackfield.linux.socket.GatherList;
import org.jspecify.annotations.Nullable;

/**
 * One connection: frames of a byte stream, each behind its length as four bytes, big-endian (QEMU's {@code -netdev stream}). The worker
 * that serves the queue reads with one system call what the kernel has, up to {@value #ROOM_BYTES} bytes, and copies the frames out; it
 * sends a whole batch with one system call straight from the frames' slots. Of a frame the kernel took half of, the other half is kept
 * and goes before all others; what does not fit behind it is dropped.
 *
 * <p>When the connection cannot go on, the last thing the worker does with it is to say so ({@link #end}); whoever hears that owns it
 * from then on, and closes it. Owns socket and memory.
 */
@HotPath
final class Wire {
    /** Shortest frame: an Ethernet header. */
    static final int LEAST_FRAME = FrameLayout.ETHERNET_BYTES;
    /** Longest frame: 64 KiB with two tags, whatever the MTU is; who takes it decides about longer ones. */
    static final int MOST_FRAME = 65_521 + FrameLayout.ETHERNET_BYTES + FrameLayout.TAGS_BYTES;
    /** Bytes of the length. */
    static final int PREFIX = Integer.BYTES;
    /** Tag of the socket in the set that wakes the worker. */
    static final long TAG = 1;

    private static final int ROOM_BYTES = 128 << 10;
    private static final int REST_BYTES = PREFIX + MOST_FRAME;
    private static final int SMALL_BYTES = FrameLayout.capacity(FrameLayout.SMALL);

    private final ConnectionSocket socket;
    private final WakeSet wake;
    private final Reactor.Signal ending;
    private final ByteRoom in = new ByteRoom(ROOM_BYTES);
    private final ByteBuffer inBytes = in.bytes();
    private final ByteRoom rest = new ByteRoom(REST_BYTES);
    private final GatherList list = new GatherList(2 * FrameBatch.CAPACITY);

    // The worker's.
    /** Bytes received and not cut: {@code [start, end)} of {@link #in}. */
    private int start;

    private int end;
    /** Whether a whole frame lies there that could not be delivered. */
    private boolean waiting;
    /** Whether the alarm is raised, because that frame would not make the socket readable. */
    private boolean alarmed;
    /** What is left of a half-sent frame: {@code [restAt, restEnd)} of {@link #rest}. */
    private int restAt;

    private int restEnd;
    private @Nullable String failing;

    /** Why the connection is over; written by the worker, last of all. */
    private volatile @Nullable String over;

    /**
     * A connection.
     *
     * @param wake the set of the queue, which watches the socket from {@link #begin} to the end
     * @param ending raised at the end
     */
    Wire(final ConnectionSocket socket, final WakeSet wake, final Reactor.Signal ending) {
        this.socket = socket;
        this.wake = wake;
        this.ending = ending;
    }

    /** Takes over bytes an earlier version had received and not delivered, and those it had not sent of half a frame. */
    void takeOver(final byte[] received, final byte[] unsent) {
        inBytes.put(0, received);
        end = received.length;
        rest.bytes().put(0, unsent);
        restEnd = unsent.length;
        alarmed = true; // it may be raised, and is looked at first of all
        wake.raise();
    }

    /** Begins to wake the worker. Before it is told of the connection, which it may end at once. */
    void begin() {
        wake.watch(socket.fd(), WakeSet.READABLE, TAG);
    }

    /** Why the connection is over; null while it is not. Any thread. */
    @Nullable
    String over() {
        return over;
    }

    /** The bytes received and not delivered. Not while a worker may use it. */
    byte[] received() {
        return slowPathCopy(in, start, end);
    }

    /** The bytes left of a half-sent frame. Not while a worker may use it. */
    byte[] unsent() {
        return slowPathCopy(rest, restAt, restEnd);
    }

    private static byte[] slowPathCopy(final ByteRoom room, final int from, final int to) {
        final byte[] bytes = new byte[to - from];
        room.bytes().get(from, bytes);
        return bytes;
    }

    /** The socket, for whoever owns the connection. */
    ConnectionSocket socket() {
        return socket;
    }

    /** Frees its memory. Not while a worker may use it. */
    void free() {
        in.close();
        rest.close();
        list.close();
    }

    /**
     * Adds frames to a batch until it is full or there are none.
     *
     * @param paused whether only what has been received already is to be delivered
     */
    void receive(final FrameBatch batch, final boolean paused) {
        if (restAt < restEnd) {
            flush();
        }
        boolean more = !paused;
        cut(batch);
        while (more && !waiting && failing == null && batch.free() > 0) {
            more = fill();
            cut(batch);
        }
        if (waiting != alarmed) {
            slowPathAlarm();
        }
        if (failing != null) {
            slowPathEnd();
        }
    }

    /** Receives behind what is left; whether there may be more. */
    private boolean fill() {
        final int left = end - start;
        if (start > 0 && left > 0) {
            inBytes.put(0, inBytes, start, left);
        }
        start = 0;
        end = left;
        final int room = ROOM_BYTES - left;
        final long got = socket.receive(in, left, room);
        if (got > 0) {
            end = left + (int) got;
            return got == room;
        }
        if (got == 0) {
            slowPathFail(left == 0 ? "the peer has closed the connection" : "the peer has gone within a frame");
        } else if (!ConnectionSocket.isTransient(got)) {
            slowPathBroken("receiving", got);
        }
        return false;
    }

    private void cut(final FrameBatch batch) {
        final FramePool pool = batch.pool();
        final FrameMemory memory = pool.memory();
        waiting = false;
        while (end - start >= PREFIX && failing == null) {
            final int length = inBytes.getInt(start);
            if (length < LEAST_FRAME || length > MOST_FRAME) {
                slowPathGarbage(length);
                return;
            }
            if (end - start < PREFIX + length) {
                return;
            }
            final int frame = batch.free() == 0
                    ? -1
                    : pool.allocate(length <= SMALL_BYTES ? FrameLayout.SMALL : FrameLayout.LARGE);
            if (frame < 0) {
                waiting = true;
                return;
            }
            final ByteBuffer buffer = memory.buffer(frame);
            final int base = memory.base(frame);
            buffer.putInt(base + FrameLayout.LENGTH, length);
            buffer.put(base + FrameLayout.DATA, inBytes, start + PREFIX, length);
            batch.add(frame, length);
            start += PREFIX + length;
        }
    }

    /** Sends frames, which stay the caller's; returns how many the kernel took, the last of them perhaps in part. */
    int transmit(final FrameMemory memory, final int[] frames, final int from, final int n) {
        int accepted = 0;
        final int to = from + n;
        if (restAt == restEnd || flush()) {
            boolean room = true;
            int next = from;
            while (room && next < to) {
                final int first = next;
                list.clear();
                while (next < to && list.free() > 1) {
                    gather(memory, frames[next++]);
                }
                final long sent = socket.send(list);
                room = sent == list.bytes();
                accepted += room ? next - first : keepRest(memory, frames, first, sent);
            }
        }
        if (failing != null) {
            slowPathEnd();
        }
        return accepted;
    }

    private void gather(final FrameMemory memory, final int frame) {
        final int length = memory.length(frame);
        list.addNumber(length);
        list.add(memory.address(frame) + memory.data(frame) - memory.base(frame), length);
    }

    /** The kernel took so many bytes: returns the number of frames begun, and keeps what is left of the last one. */
    private int keepRest(final FrameMemory memory, final int[] frames, final int first, final long sent) {
        if (sent < 0) {
            if (!ConnectionSocket.isTransient(sent)) {
                slowPathBroken("sending", sent);
            }
            return 0;
        }
        long left = sent;
        int at = first;
        int size = PREFIX + memory.length(frames[at]);
        while (left >= size) {
            left -= size;
            at++;
            size = PREFIX + memory.length(frames[at]);
        }
        if (left == 0) {
            return at - first;
        }
        final ByteBuffer bytes = rest.bytes();
        bytes.putInt(0, size - PREFIX);
        bytes.put(PREFIX, memory.buffer(frames[at]), memory.data(frames[at]), size - PREFIX);
        restAt = (int) left;
        restEnd = size;
        slowPathAwaitRoom(WakeSet.READABLE | WakeSet.WRITABLE);
        return at - first + 1;
    }

    /** Sends what is left of a half-sent frame; whether all of it is sent. */
    private boolean flush() {
        list.clear();
        list.add(rest, restAt, restEnd - restAt);
        final long sent = socket.send(list);
        if (sent > 0) {
            restAt += (int) sent;
        } else if (sent < 0 && !ConnectionSocket.isTransient(sent)) {
            slowPathBroken("sending", sent);
        }
        if (restAt < restEnd) {
            return false;
        }
        restAt = 0;
        restEnd = 0;
        slowPathAwaitRoom(WakeSet.READABLE);
        return true;
    }

    /** Whether the worker is to be woken when there is room to send. */
    private void slowPathAwaitRoom(final int events) {
        wake.change(socket.fd(), events, TAG);
    }

    private void slowPathAlarm() {
        alarmed = waiting;
        if (waiting) {
            wake.raise();
        } else {
            wake.lower();
        }
    }

    private void slowPathGarbage(final int length) {
        slowPathFail("it sent a length of " + (length & 0xFFFF_FFFFL) + " bytes, and frames have " + LEAST_FRAME
                + " to " + MOST_FRAME + "; is it a QEMU -netdev stream, or speaks the same?");
    }

    private void slowPathBroken(final String operation, final long result) {
        slowPathFail(operation + " failed: " + ConnectionSocket.errorName(result));
    }

    private void slowPathFail(final String reason) {
        failing = reason;
        waiting = false;
    }

    /** Nothing is read or written after this. The alarm is the set's, and a later connection begins without it. */
    private void slowPathEnd() {
        if (alarmed) {
            wake.lower();
            alarmed = false;
        }
        wake.forget(socket.fd());
        over = failing;
        ending.raise();
    }
}
