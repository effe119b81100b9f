package org.jackfield.linux.socket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.jna.NativeMemory;

/**
 * Native memory that a socket reads into and writes from. Pages become resident when they are first touched. Whoever makes one closes it;
 * no socket may use it any more then. One thread at a time.
 */
@HotPath
public final class ByteRoom implements AutoCloseable {
    private final NativeBlock block;
    private final ByteBuffer bytes;

    /** Zeroed memory of this size. */
    public ByteRoom(final int capacity) {
        block = new NativeBlock(capacity);
        bytes = NativeMemory.buffer(block.address(), capacity).order(ByteOrder.BIG_ENDIAN);
    }

    /** The memory, big-endian. Use absolute access only; valid until {@link #close}. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Bytes of it. */
    public int capacity() {
        return bytes.capacity();
    }

    /** Native address of a byte. */
    long address(final int at) {
        return block.address(at);
    }

    /** Frees the memory. May be called twice. */
    @Override
    public void close() {
        block.close();
    }
}
