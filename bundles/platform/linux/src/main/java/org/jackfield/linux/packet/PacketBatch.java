package org.jackfield.linux.packet;

import java.nio.ByteBuffer;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Room for a number of whole frames, to be sent or received by one system call: struct mmsghdr, struct iovec, one control message each
 * and the frames' bytes. What the kernel never changes is written once. Owns its native memory; whoever makes one closes it, and no
 * channel may use it any more then. One thread at a time.
 *
 * <pre>
 * struct mmsghdr, 64 bytes:  name 0  namelen 8  iov 16  iovlen 24  control 32  controllen 40  flags 48 | bytes received 56
 * struct iovec, 16 bytes:    base 0  length 8
 * struct cmsghdr, 16 bytes:  length 0  level 8  type 12 | SCM_TIMESTAMPNS: struct timespec, seconds 16  nanoseconds 24
 * </pre>
 */
public final class PacketBatch implements AutoCloseable {
    private static final int MESSAGE_BYTES = 64;
    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_LENGTH_AT = 40;
    private static final int LENGTH_AT = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int SIZE_AT = 8;
    private static final int CONTROL_BYTES = 32;
    private static final int SECONDS_AT = 16;
    private static final int NANOSECONDS_AT = 24;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final int capacity;
    private final int frameBytes;
    private final NativeBlock messages;
    private final NativeBlock vectors;
    private final NativeBlock controls;
    private final NativeBlock frames;

    /**
     * A batch whose frames are zero.
     *
     * @param capacity most frames
     * @param frameBytes most bytes of a frame
     */
    public PacketBatch(final int capacity, final int frameBytes) {
        this.capacity = capacity;
        this.frameBytes = frameBytes;
        messages = new NativeBlock(capacity * MESSAGE_BYTES);
        vectors = new NativeBlock(capacity * VECTOR_BYTES);
        controls = new NativeBlock(capacity * CONTROL_BYTES);
        frames = new NativeBlock(Math.multiplyExact(capacity, frameBytes));
        for (int i = 0; i < capacity; i++) {
            vectors.putLong(i * VECTOR_BYTES, frames.address(i * frameBytes));
            vectors.putLong(i * VECTOR_BYTES + SIZE_AT, frameBytes);
            messages.putLong(i * MESSAGE_BYTES + VECTOR_AT, vectors.address(i * VECTOR_BYTES));
            messages.putLong(i * MESSAGE_BYTES + VECTORS_AT, 1);
        }
    }

    /** Most frames it holds. */
    public int capacity() {
        return capacity;
    }

    /** Most bytes of a frame. */
    public int frameBytes() {
        return frameBytes;
    }

    /** All frames, one behind the other, little-endian; valid until {@link #close}. */
    public ByteBuffer frames() {
        return frames.buffer();
    }

    /** Where a frame begins in {@link #frames}. */
    public int offset(final int frame) {
        return frame * frameBytes;
    }

    /** Sets the bytes of a frame to send. */
    public void length(final int frame, final int bytes) {
        vectors.putLong(frame * VECTOR_BYTES + SIZE_AT, bytes);
    }

    /** Bytes of a received frame, without an outermost VLAN tag, which the kernel takes out. */
    public int length(final int frame) {
        return messages.getInt(frame * MESSAGE_BYTES + LENGTH_AT);
    }

    /** When a received frame reached the kernel, in nanoseconds of CLOCK_REALTIME; 0 when the channel does not stamp arrivals. */
    public long arrivalNs(final int frame) {
        if (messages.getLong(frame * MESSAGE_BYTES + CONTROL_LENGTH_AT) < CONTROL_BYTES) {
            return 0;
        }
        final int at = frame * CONTROL_BYTES;
        return controls.getLong(at + SECONDS_AT) * NS_PER_SECOND + controls.getLong(at + NANOSECONDS_AT);
    }

    /** The kernel overwrites how long control messages may be. */
    long toReceive() {
        for (int i = 0; i < capacity; i++) {
            messages.putLong(i * MESSAGE_BYTES + CONTROL_AT, controls.address(i * CONTROL_BYTES));
            messages.putLong(i * MESSAGE_BYTES + CONTROL_LENGTH_AT, CONTROL_BYTES);
        }
        return messages.address();
    }

    long toSend(final int from) {
        return messages.address(from * MESSAGE_BYTES);
    }

    /** Frees the memory. May be called twice. */
    @Override
    public void close() {
        messages.close();
        vectors.close();
        controls.close();
        frames.close();
    }
}
