package org.jackfield.linux.socket;

import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Pieces of memory that one sendmsg(2) writes one behind the other: struct msghdr and struct iovec[], written in place, so that filling
 * and sending allocate nothing. Owns its native memory, not what the pieces point to. One thread at a time.
 *
 * <pre>
 * struct msghdr, 56 bytes:  name 0  namelen 8  iov 16  iovlen 24  control 32  controllen 40  flags 48
 * struct iovec,  16 bytes:  base 0  length 8
 * </pre>
 */
@HotPath
public final class GatherList implements AutoCloseable {
    private static final int MESSAGE_BYTES = 56;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int VECTOR_BYTES = 16;
    private static final int SIZE = 8;

    private final NativeBlock message = new NativeBlock(MESSAGE_BYTES);
    private final NativeBlock vectors;
    private final NativeBlock words;
    private final int capacity;
    private int count;
    private int wordCount;
    private long bytes;

    /**
     * An empty list.
     *
     * @param capacity most pieces, at most 1024 (IOV_MAX); a number counts as one
     */
    public GatherList(final int capacity) {
        this.capacity = capacity;
        vectors = new NativeBlock(capacity * VECTOR_BYTES);
        words = new NativeBlock(capacity * Integer.BYTES);
        message.putLong(VECTORS, vectors.address());
    }

    /** Forgets all pieces. */
    public void clear() {
        count = 0;
        wordCount = 0;
        bytes = 0;
    }

    /** How many more pieces fit. */
    public int free() {
        return capacity - count;
    }

    /** Bytes of all pieces. */
    public long bytes() {
        return bytes;
    }

    /** Adds memory by its native address; it must stay as it is until it is sent. */
    public void add(final long address, final int length) {
        vectors.buffer().putLong(count * VECTOR_BYTES, address);
        vectors.buffer().putLong(count * VECTOR_BYTES + SIZE, length);
        count++;
        bytes += length;
    }

    /** Adds a part of a room. */
    public void add(final ByteRoom room, final int at, final int length) {
        add(room.address(at), length);
    }

    /** Adds a number of four bytes, big-endian, which the list keeps. */
    public void addNumber(final int number) {
        final int at = wordCount * Integer.BYTES;
        wordCount++;
        words.buffer().putInt(at, Integer.reverseBytes(number));
        add(words.address(at), Integer.BYTES);
    }

    /** The struct msghdr over all pieces. */
    long message() {
        message.buffer().putLong(VECTOR_COUNT, count);
        return message.address();
    }

    /** Frees the memory. May be called twice. */
    @Override
    public void close() {
        message.close();
        vectors.close();
        words.close();
    }
}
