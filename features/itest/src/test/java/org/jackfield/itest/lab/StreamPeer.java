package org.jackfield.itest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program that speaks Ethernet over a stream: each frame behind its length as four bytes, big-endian. One thread. */
public final class StreamPeer implements AutoCloseable {
    private static final long PATIENCE_MS = 10_000;
    private static final int ROOM = 1 << 20;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(ROOM);
    private final List<byte[]> frames = new ArrayList<>();
    private boolean ended;

    private StreamPeer(final SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /** Connects to a local socket. */
    public static StreamPeer connect(final Path socket) {
        try {
            return new StreamPeer(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (final IOException refused) {
            throw new UncheckedIOException("connect to " + socket, refused);
        }
    }

    /** A connection that was accepted. */
    public static StreamPeer of(final SocketChannel accepted) {
        try {
            return new StreamPeer(accepted);
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends a frame. */
    public void send(final byte[] frame) {
        write(ByteBuffer.allocate(Integer.BYTES + frame.length)
                .putInt(frame.length)
                .put(frame)
                .array());
    }

    /** Sends bytes as they are. */
    public void write(final byte[] bytes) {
        final ByteBuffer out = ByteBuffer.wrap(bytes);
        Await.until("the port takes " + bytes.length + " bytes", PATIENCE_MS, () -> {
            try {
                channel.write(out);
            } catch (final IOException gone) {
                throw new UncheckedIOException(gone);
            }
            return !out.hasRemaining();
        });
    }

    /** All frames received so far. */
    public List<byte[]> frames() {
        try {
            for (int n = ended ? 0 : channel.read(in); n != 0; n = ended ? 0 : channel.read(in)) {
                ended = n < 0;
                cut();
            }
        } catch (final IOException reset) {
            ended = true;
        }
        return frames;
    }

    private void cut() {
        in.flip();
        while (in.remaining() >= Integer.BYTES && in.remaining() >= Integer.BYTES + in.getInt(in.position())) {
            final byte[] frame = new byte[in.getInt()];
            in.get(frame);
            frames.add(frame);
        }
        in.compact();
    }

    /** Whether a frame equal to this one was received. */
    public boolean got(final byte[] frame) {
        return frames().stream().anyMatch(each -> Arrays.equals(each, frame));
    }

    /** Waits until a frame equal to this one has been received. */
    public void await(final byte[] frame) {
        Await.until("a frame of " + frame.length + " bytes", PATIENCE_MS, () -> got(frame));
    }

    /** Waits until the port has ended the connection. */
    public void awaitEnd() {
        final ByteBuffer one = ByteBuffer.allocate(ROOM);
        Await.until("the end of the connection", PATIENCE_MS, () -> {
            try {
                return channel.read(one.clear()) < 0;
            } catch (final IOException reset) {
                return true;
            }
        });
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
