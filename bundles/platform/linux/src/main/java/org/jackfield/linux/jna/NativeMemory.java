package org.jackfield.linux.jna;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Native memory as a direct buffer. */
public final class NativeMemory {
    private NativeMemory() {}

    /** A big-endian buffer over {@code bytes} bytes at an address; whoever owns that memory must outlive the buffer. */
    public static ByteBuffer buffer(final long address, final int bytes) {
        return new Pointer(address).getByteBuffer(0, bytes);
    }
}
