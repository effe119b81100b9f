package org.jackfield.launcher.client;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jackfield.control.shell.command.Reply;
import org.jspecify.annotations.Nullable;

/** A connection to a switch: a line there, a line back. One thread. */
final class Link implements Closeable {
    private static final int MOST_REPLY_BYTES = 64 << 20;

    private final SocketChannel channel;
    private byte[] received = new byte[8192];

    /**
     * Connects.
     *
     * @throws java.net.ConnectException when nobody listens there
     */
    Link(final Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** Runs a command line. */
    Reply command(final List<String> words) throws IOException {
        final StringBuilder request = new StringBuilder("{\"args\":[");
        for (int i = 0; i < words.size(); i++) {
            if (i > 0) {
                request.append(',');
            }
            Json.quote(request, words.get(i));
        }
        return call(request.append(']'));
    }

    /** Sends a line of the shell: {@code gogo} runs it, {@code gogoComplete} completes it. */
    Reply shell(final String kind, final String line) throws IOException {
        final StringBuilder request = new StringBuilder("{\"").append(kind).append("\":");
        Json.quote(request, line);
        return call(request);
    }

    private Reply call(final StringBuilder request) throws IOException {
        request.append(",\"columns\":").append(Terminal.columns());
        request.append(",\"colour\":").append(Terminal.colour()).append(",\"cwd\":");
        Json.quote(request, Terminal.folder());
        final ByteBuffer bytes =
                ByteBuffer.wrap(request.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return reply(Json.object(line()));
    }

    private String line() throws IOException {
        int length = 0;
        while (length == 0 || received[length - 1] != '\n') {
            if (length == received.length) {
                if (length >= MOST_REPLY_BYTES) {
                    throw new IOException("the answer of the switch is too long");
                }
                received = Arrays.copyOf(received, 2 * length);
            }
            final int read = channel.read(ByteBuffer.wrap(received, length, received.length - length));
            if (read < 0) {
                throw new EOFException("the switch ended before it answered");
            }
            length += read;
        }
        return new String(received, 0, length - 1, StandardCharsets.UTF_8);
    }

    private static Reply reply(final Map<?, ?> document) throws IOException {
        if (document.get("status") instanceof Long status
                && document.get("out") instanceof String out
                && document.get("err") instanceof String err) {
            return new Reply(status.intValue(), out, err, again(document.get("again")));
        }
        throw new IOException("the switch answered something that is no reply");
    }

    private static Reply.Again again(final @Nullable Object member) {
        if (!(member instanceof Map<?, ?> again)
                || !(again.get("args") instanceof List<?> args)
                || !(again.get("afterMs") instanceof Long afterMs)) {
            return Reply.Again.NO;
        }
        final List<String> words = new ArrayList<>();
        for (final Object word : args) {
            words.add(String.valueOf(word));
        }
        return new Reply.Again(words, afterMs, Boolean.TRUE.equals(again.get("redraw")));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
