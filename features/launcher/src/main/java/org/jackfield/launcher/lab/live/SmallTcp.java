package org.jackfield.launcher.lab.live;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jackfield.launcher.bench.load.Agent;
import org.jackfield.launcher.bench.load.Words;

/**
 * TCP in small pieces: each connection has a thread that writes one piece after another with TCP_NODELAY, and the other side counts the
 * bytes that arrive. How many pieces share a segment is TCP's business: where the receiver is slower, several do.
 */
final class SmallTcp {
    private static final long NS_PER_MS = 1_000_000;
    private static final int CONNECT_MS = 5_000;
    private static final int LOOK_MS = 20;
    private static final long STUCK_NS = 10_000_000_000L;
    private static final int ROOM_BYTES = 1 << 16;
    private static final int MOST_WAITING = 128;

    private SmallTcp() {}

    /** Receives from all who connect until told to stop. */
    static void count(final Words words, final Agent agent) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Selector selector = Selector.open()) {
            server.bind(new InetSocketAddress(words.whole("port")), MOST_WAITING);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            agent.say("ready");
            final Counter counter = new Counter(server, selector);
            while (!agent.isStopped()) {
                selector.select(LOOK_MS);
                counter.step();
            }
            agent.say(Words.line("ok", "bytes", counter.bytes, "ns", counter.lastNs - counter.firstNs));
            counter.close();
        }
    }

    private static final class Counter {
        private final ServerSocketChannel server;
        private final Selector selector;
        private final ByteBuffer room = ByteBuffer.allocateDirect(ROOM_BYTES);
        private final List<SocketChannel> connections = new ArrayList<>();
        private long bytes;
        private long firstNs;
        private long lastNs;

        Counter(final ServerSocketChannel server, final Selector selector) {
            this.server = server;
            this.selector = selector;
        }

        void step() throws IOException {
            for (final SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept();
                } else if (key.channel() instanceof SocketChannel connection && !receive(connection)) {
                    key.cancel();
                }
            }
            selector.selectedKeys().clear();
        }

        private void accept() throws IOException {
            final SocketChannel connection = server.accept();
            if (connection != null) {
                connection.configureBlocking(false);
                connection.register(selector, SelectionKey.OP_READ);
                connections.add(connection);
            }
        }

        /** Whether more may come. */
        private boolean receive(final SocketChannel connection) {
            room.clear();
            try {
                final int got = connection.read(room);
                if (got > 0) {
                    lastNs = System.nanoTime();
                    firstNs = bytes == 0 ? lastNs : firstNs;
                    bytes += got;
                }
                return got >= 0;
            } catch (final IOException reset) {
                return false;
            }
        }

        void close() throws IOException {
            for (final SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    /** Sends over all connections for a time. */
    static void send(final Words words, final Agent agent) throws IOException, InterruptedException {
        final InetSocketAddress to = new InetSocketAddress(words.text("to"), words.whole("port"));
        final int size = words.whole("size");
        final long durationNs = words.whole("ms") * NS_PER_MS;
        final List<SocketChannel> connections = new ArrayList<>();
        try {
            for (int i = 0; i < words.whole("connections"); i++) {
                connections.add(connect(to));
            }
            final long startNs = System.nanoTime();
            final long pieces = sendAll(connections, size, startNs + durationNs);
            agent.say(Words.line("ok", "pieces", pieces, "ns", System.nanoTime() - startNs));
        } finally {
            for (final SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    private static SocketChannel connect(final InetSocketAddress to) throws IOException {
        final SocketChannel connection = SocketChannel.open();
        connection.socket().connect(to, CONNECT_MS);
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Closed without waiting for a peer that does not read any more.
        connection.setOption(StandardSocketOptions.SO_LINGER, 0);
        return connection;
    }

    private static long sendAll(final List<SocketChannel> connections, final int size, final long endNs)
            throws IOException, InterruptedException {
        final List<FutureTask<Long>> tasks = new ArrayList<>();
        for (final SocketChannel connection : connections) {
            final FutureTask<Long> task = new FutureTask<>(() -> sendPieces(connection, size, endNs));
            final Thread thread = new Thread(task, "sender");
            thread.setDaemon(true);
            thread.start();
            tasks.add(task);
        }
        long pieces = 0;
        for (final FutureTask<Long> task : tasks) {
            try {
                pieces += task.get(endNs - System.nanoTime() + STUCK_NS, TimeUnit.NANOSECONDS);
            } catch (final ExecutionException failed) {
                throw new IOException("sending failed: " + failed.getCause(), failed);
            } catch (final TimeoutException stuck) {
                throw new IOException("a connection takes nothing any more", stuck);
            }
        }
        return pieces;
    }

    private static long sendPieces(final SocketChannel connection, final int size, final long endNs)
            throws IOException {
        final ByteBuffer piece = ByteBuffer.allocateDirect(size);
        long pieces = 0;
        while (System.nanoTime() - endNs < 0) {
            piece.clear();
            connection.write(piece);
            pieces++;
        }
        return pieces;
    }
}
