package org.jackfield.control.shell.socket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of UTF-8 of bounded length from a channel. One thread. */
final class LineReader {
    private final ReadableByteChannel channel;
    private final int mostBytes;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).limit(0);

    LineReader(final ReadableByteChannel channel, final int mostBytes) {
        this.channel = channel;
        this.mostBytes = mostBytes;
    }

    /** Waits until a line has begun, however long that takes; false when the channel ended before. */
    boolean await() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        final int read = channel.read(buffer);
        buffer.flip();
        return read > 0;
    }

    /**
     * The next line without its end; empty when the channel ended between lines.
     *
     * @throws ProtocolException when the line is longer than allowed
     * @throws EOFException when the channel ended inside a line
     */
    Optional<String> next() throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (buffer.hasRemaining()) {
                final byte next = buffer.get();
                if (next == '\n') {
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                if (line.size() == mostBytes) {
                    throw new ProtocolException("the line is longer than " + mostBytes + " bytes");
                }
                line.write(next);
            }
            buffer.clear();
            final int read = channel.read(buffer);
            buffer.flip();
            if (read < 0) {
                if (line.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("the other side hung up inside a line");
            }
        }
    }

    /** Writes a line and its end. */
    static void write(final java.nio.channels.WritableByteChannel channel, final String line) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
