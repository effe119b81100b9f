package org.jackfield.linux.socket;

import java.nio.ByteBuffer;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Room for a number of datagrams: struct mmsghdr, struct iovec and payloads, written once, so that sending and receiving
 * allocate and write nothing but what changes. Owns its native memory; whoever makes one closes it. One thread at a time.
 *
 * <pre>
 * struct mmsghdr, 64 bytes:  name 0  namelen 8  iov 16  iovlen 24  control 32  controllen 40  flags 48 | bytes received 56
 * struct iovec, 16 bytes:    base 0  length 8
 * </pre>
 */
public final class UdpBatch implements AutoCloseable {
    private static final int MESSAGE_BYTES = 64;
    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int LENGTH_AT = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int SIZE_AT = 8;

    private final int capacity;
    private final int payloadBytes;
    private final NativeBlock messages;
    private final NativeBlock vectors;
    private final NativeBlock payloads;

    /**
     * A batch whose payloads are zero.
     *
     * @param capacity most datagrams
     * @param payloadBytes bytes of each datagram to send, most bytes of one to receive
     */
    public UdpBatch(final int capacity, final int payloadBytes) {
        this.capacity = capacity;
        this.payloadBytes = payloadBytes;
        messages = new NativeBlock(capacity * MESSAGE_BYTES);
        vectors = new NativeBlock(capacity * VECTOR_BYTES);
        payloads = new NativeBlock(capacity * payloadBytes);
        for (int i = 0; i < capacity; i++) {
            vectors.putLong(i * VECTOR_BYTES, payloads.address(i * payloadBytes));
            vectors.putLong(i * VECTOR_BYTES + SIZE_AT, payloadBytes);
            messages.putLong(i * MESSAGE_BYTES + VECTOR_AT, vectors.address(i * VECTOR_BYTES));
            messages.putLong(i * MESSAGE_BYTES + VECTORS_AT, 1);
        }
    }

    /** Most datagrams it holds. */
    public int capacity() {
        return capacity;
    }

    /** All payloads, one behind the other, little-endian; valid until {@link #close}. */
    public ByteBuffer payloads() {
        return payloads.buffer();
    }

    /** Where the payload of a datagram begins in {@link #payloads}. */
    public int offset(final int datagram) {
        return datagram * payloadBytes;
    }

    /** Address of the payload of a datagram, for a {@link MessageBatch}; valid until {@link #close}. */
    public long address(final int datagram) {
        return payloads.address(offset(datagram));
    }

    /** Bytes of a received datagram. */
    public int length(final int datagram) {
        return messages.getInt(datagram * MESSAGE_BYTES + LENGTH_AT);
    }

    /** Sets the bytes of a datagram to send. */
    public void length(final int datagram, final int bytes) {
        vectors.putLong(datagram * VECTOR_BYTES + SIZE_AT, bytes);
    }

    long messages() {
        return messages.address();
    }

    /** Frees the memory; no socket may use it any more. May be called twice. */
    @Override
    public void close() {
        messages.close();
        vectors.close();
        payloads.close();
    }
}
