package org.jackfield.port.pcap.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read from front to back through a window, up to where it ended when it was opened: it may be one that somebody still
 * records to, perhaps what comes of its being replayed. The position of {@link #bytes} is where reading is. One thread.
 */
final class CaptureInput implements AutoCloseable {
    /** Twice the longest record that is taken for one (MAXIMUM_SNAPLEN of libpcap). */
    private static final int WINDOW_BYTES = 2 * 262_144;

    private final Path file;
    private final FileChannel channel;
    /** Bytes that count. */
    private final long size;

    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);
    /** Offset in the file of the window's first byte. */
    private long start;

    CaptureInput(final Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.size = channel.size();
        window.limit(0);
    }

    /** What has been read. Big-endian unless somebody sets another order. */
    ByteBuffer bytes() {
        return window;
    }

    /** Offset in the file of what comes next. */
    long offset() {
        return start + window.position();
    }

    /** Makes the next bytes be there, at most half of the window; false when the file ends before. */
    boolean need(final int bytes) throws IOException {
        if (window.remaining() >= bytes) {
            return true;
        }
        start += window.position();
        window.compact();
        int read = 0;
        while (window.position() < bytes && read >= 0) {
            read = channel.read(window, start + window.position());
        }
        window.flip();
        window.limit((int) Math.max(0, Math.min(window.limit(), size - start)));
        return window.remaining() >= bytes;
    }

    /** Passes bytes over without looking at them, also beyond the end of the file. */
    void skip(final long bytes) {
        if (bytes <= window.remaining()) {
            window.position(window.position() + (int) bytes);
        } else {
            start = offset() + bytes;
            window.position(0).limit(0);
        }
    }

    void rewind() {
        start = 0;
        window.position(0).limit(0);
    }

    /** The exception for something in the file that cannot be. */
    IOException broken(final long offset, final String what) {
        return new IOException(file + " is broken at offset " + offset + ": " + what);
    }

    /** The exception for something that is sound and not replayed. */
    IOException refused(final long offset, final String what) {
        return new IOException(file + " cannot be replayed, at offset " + offset + ": " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
