package org.jackfield.linux.jna;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A small block of native memory for the structures of system calls, zeroed, with typed access at byte offsets in the
 * machine's order (little-endian on both supported architectures). Aligned for any type. Whoever makes one closes it; it is
 * not collected. One thread at a time.
 */
public final class NativeBlock implements AutoCloseable {
    private final int bytes;
    private final ByteBuffer buffer;
    private long address;

    /**
     * A zeroed block.
     *
     * @throws OutOfMemoryError when the C library has no memory
     */
    public NativeBlock(final int bytes) {
        this.bytes = bytes;
        this.address = LibC.calloc(1, Math.max(bytes, 1));
        if (address == 0) {
            throw new OutOfMemoryError("calloc of " + bytes + " bytes failed");
        }
        this.buffer = NativeMemory.buffer(address, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A block that holds a text as a C string (UTF-8, ended by a zero byte). */
    public static NativeBlock text(final String text) {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        final NativeBlock block = new NativeBlock(utf8.length + 1);
        block.putBytes(0, utf8);
        return block;
    }

    /** Address of the first byte; 0 after {@link #close}. */
    public long address() {
        return address;
    }

    /** Address of the byte at an offset. */
    public long address(final int at) {
        return address + at;
    }

    /** Bytes of the block. */
    public int size() {
        return bytes;
    }

    /** The block as a little-endian buffer, valid until {@link #close}. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Writes a byte. */
    public NativeBlock putByte(final int at, final int value) {
        buffer.put(at, (byte) value);
        return this;
    }

    /** Writes 16 bits. */
    public NativeBlock putShort(final int at, final int value) {
        buffer.putShort(at, (short) value);
        return this;
    }

    /** Writes 32 bits. */
    public NativeBlock putInt(final int at, final int value) {
        buffer.putInt(at, value);
        return this;
    }

    /** Writes 64 bits. */
    public NativeBlock putLong(final int at, final long value) {
        buffer.putLong(at, value);
        return this;
    }

    /** Writes bytes. */
    public NativeBlock putBytes(final int at, final byte[] from) {
        buffer.put(at, from);
        return this;
    }

    /**
     * Writes a text into a char array of a structure, ended by a zero byte.
     *
     * @throws IllegalArgumentException when text and zero byte do not fit
     */
    public NativeBlock putText(final int at, final int fieldBytes, final String text) {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length >= fieldBytes) {
            throw new IllegalArgumentException("'" + text + "' is longer than " + (fieldBytes - 1) + " bytes");
        }
        buffer.put(at, utf8);
        buffer.put(at + utf8.length, (byte) 0);
        return this;
    }

    /** Reads a byte, unsigned. */
    public int getByte(final int at) {
        return buffer.get(at) & 0xFF;
    }

    /** Reads 16 bits, unsigned. */
    public int getShort(final int at) {
        return buffer.getShort(at) & 0xFFFF;
    }

    /** Reads 32 bits. */
    public int getInt(final int at) {
        return buffer.getInt(at);
    }

    /** Reads 64 bits. */
    public long getLong(final int at) {
        return buffer.getLong(at);
    }

    /** Reads bytes into a new array. */
    public byte[] getBytes(final int at, final int count) {
        final byte[] to = new byte[count];
        buffer.get(at, to);
        return to;
    }

    /** Reads a text of at most {@code fieldBytes} bytes, up to the first zero byte. */
    public String getText(final int at, final int fieldBytes) {
        int length = 0;
        while (length < fieldBytes && buffer.get(at + length) != 0) {
            length++;
        }
        return new String(getBytes(at, length), StandardCharsets.UTF_8);
    }

    /** Sets all bytes to zero. */
    public NativeBlock clear() {
        for (int at = 0; at < bytes; at++) {
            buffer.put(at, (byte) 0);
        }
        return this;
    }

    /** Frees the memory; the buffer must not be used any more. May be called twice. */
    @Override
    public void close() {
        LibC.free(address);
        address = 0;
    }
}
