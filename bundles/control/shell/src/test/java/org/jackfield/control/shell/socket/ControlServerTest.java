package org.jackfield.control.shell.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ControlServerTest {
    private static final ControlServer.Limits LIMITS = new ControlServer.Limits(1024, 4, 60_000, 60_000);

    @TempDir
    private Path folder;

    private Path socket;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void choosePath() {
        socket = folder.resolve("run/control.sock");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (final AutoCloseable one : open) {
            one.close();
        }
    }

    private ControlServer serve(final ControlServer.Limits limits) throws IOException {
        final ControlServer server = ControlServer.open(socket, ControlServerTest::echo, limits);
        open.add(server);
        return server;
    }

    private static Reply echo(final Request request) {
        return new Reply(
                request.args().size(),
                String.join("|", request.args()),
                request.json() + " " + request.columns() + " " + request.colour() + " " + request.cwd());
    }

    private SocketChannel connect() throws IOException {
        final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(channel);
        return channel;
    }

    private static void send(final SocketChannel channel, final String text) throws IOException {
        final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static Optional<String> receive(final SocketChannel channel) throws IOException {
        return new LineReader(channel, 1 << 20).next();
    }

    private Optional<Reply> call(final String... args) throws IOException {
        return ControlClient.call(socket, Request.of(args));
    }

    @Test
    void shouldCarryWordsThereAndAnswersBack() throws IOException {
        serve(LIMITS);
        final Reply reply = ControlClient.call(
                        socket, new Request(List.of("a b", "ü\n\"", ""), true, 99, true, "/home"))
                .orElseThrow();
        assertEquals(new Reply(3, "a b|ü\n\"|", "true 99 true /home"), reply);
    }

    @Test
    void shouldAnswerSeveralRequestsOnOneConnection() throws IOException {
        serve(LIMITS);
        final SocketChannel channel = connect();
        send(channel, "{\"args\":[\"one\"]}\n{\"args\":[\"two\",\"three\"]}\n");
        final LineReader lines = new LineReader(channel, 1000);
        assertEquals(1, Lines.reply(lines.next().orElseThrow()).status());
        assertEquals("two|three", Lines.reply(lines.next().orElseThrow()).out());
    }

    @Test
    void shouldAnswerWhatRunsAndMakePlaceForAnotherServer() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch may = new CountDownLatch(1);
        final ControlServer old = ControlServer.open(
                socket,
                request -> {
                    begun.countDown();
                    try {
                        may.await();
                    } catch (final InterruptedException interrupted) {
                        return new Reply(Reply.REFUSED, "", "interrupted");
                    }
                    return echo(request);
                },
                LIMITS);
        open.add(old);
        final SocketChannel idle = connect();
        final SocketChannel busy = connect();
        send(busy, "{\"args\":[\"slow\"]}\n");
        begun.await();
        old.retire();
        serve(LIMITS);
        assertEquals("new", call("new").orElseThrow().out());
        assertEquals(Optional.empty(), receive(idle), "nobody waits for what is not asked");
        may.countDown();
        final LineReader lines = new LineReader(busy, 1000);
        assertEquals("slow", Lines.reply(lines.next().orElseThrow()).out());
        assertEquals(Optional.empty(), lines.next(), "it was the last answer");
        assertTrue(ControlClient.mayComeBack(socket));
    }

    @Test
    void shouldLetNobodyElseIn() throws IOException {
        serve(LIMITS);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
        try (var files = Files.list(socket.getParent())) {
            assertEquals(2, files.count(), "the socket and its lock, no folder left from making it");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "[]",
                "{}",
                "{\"args\":7}",
                "{\"args\":[[]]}",
                "{\"args\":[{}]}",
                "{\"args\":[null]}",
                "\"args\"",
                "{\"args\":[],\"columns\":\"wide\"}",
                "{\"args\":[],\"cwd\":[]}",
                "{\"gogo\":[]}",
                "{\"gogo\":{\"a\":1}}",
                "{\"gogoComplete\":null}",
                "{\"args\":[\"x\"",
                "",
                "\u0000\u0001\u0002"
            })
    void shouldAnswerNonsenseWithAUsageErrorAndGoOnServing(final String nonsense) throws IOException {
        serve(LIMITS);
        final SocketChannel channel = connect();
        send(channel, nonsense + "\n");
        assertEquals(Reply.USAGE, Lines.reply(receive(channel).orElseThrow()).status());
        assertEquals(1, call("after").orElseThrow().status());
    }

    @Test
    void shouldSurviveDeeplyNestedJson() throws IOException {
        serve(new ControlServer.Limits(1 << 20, 4, 60_000, 60_000));
        final SocketChannel channel = connect();
        send(channel, "{\"args\":" + "[".repeat(200_000) + "\n");
        assertEquals(Reply.USAGE, Lines.reply(receive(channel).orElseThrow()).status());
        assertEquals(1, call("after").orElseThrow().status());
    }

    @Test
    void shouldRefuseAHugeLineWithoutStoringIt() throws IOException {
        serve(LIMITS);
        final SocketChannel channel = connect();
        send(channel, "x".repeat(LIMITS.requestBytes() + 1));
        final Reply reply = Lines.reply(receive(channel).orElseThrow());
        assertTrue(reply.err().contains("longer than 1024 bytes"), reply.err());
        assertEquals(Optional.empty(), receive(channel), "hung up");
    }

    @Test
    void shouldHangUpOnAClientThatDoesNotFinishItsLine() throws IOException {
        serve(new ControlServer.Limits(1024, 4, 50, 60_000));
        final SocketChannel channel = connect();
        send(channel, "{\"args\":");
        assertEquals(Optional.empty(), receive(channel), "hung up");
        assertEquals(1, call("after").orElseThrow().status());
    }

    @Test
    void shouldHangUpOnAClientThatDoesNotReadItsReply() throws Exception {
        final CountDownLatch ended = new CountDownLatch(1);
        final ControlServer server = ControlServer.open(
                socket,
                request -> {
                    if (request.args().get(0).equals("big")) {
                        return new Reply(0, "x".repeat(8 << 20), "");
                    }
                    ended.countDown();
                    return new Reply(0, "", "");
                },
                new ControlServer.Limits(1024, 1, 60_000, 50));
        open.add(server);
        send(connect(), "{\"args\":[\"big\"]}\n");
        Optional<Reply> reply = Optional.empty();
        while (reply.isEmpty() || reply.get().status() != 0) { // refused as long as the only place is taken
            reply = call("small");
        }
        assertTrue(ended.await(1, TimeUnit.SECONDS));
    }

    /** A server that answers and hangs up before it was asked, as one without a free place may. */
    @Test
    void shouldReadARefusalThatCameBeforeTheRequestWasSent() throws Exception {
        Files.createDirectories(socket.getParent());
        try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(socket));
            final Thread server = new Thread(() -> {
                try (SocketChannel caller = busy.accept()) {
                    send(caller, Lines.of(new Reply(Reply.REFUSED, "", "no place")) + "\n");
                } catch (final IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            server.start();
            final String[] longRequest = {"x".repeat(4 << 20)
            }; // more than the socket takes: the server is gone before all is sent
            final Reply reply = call(longRequest).orElseThrow();
            server.join();
            assertEquals("no place", reply.err());
        }
    }

    @Test
    void shouldKeepServingWhileHalfOpenConnectionsTakeAllPlaces() throws IOException {
        serve(LIMITS);
        for (int i = 0; i < 3 * LIMITS.connections(); i++) {
            send(connect(), "{\"args\":");
        }
        assertEquals(1, call("after").orElseThrow().status());
    }

    @Test
    void shouldServeOthersWhileACommandTakesLong() throws Exception {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        open.add(ControlServer.open(
                socket,
                request -> {
                    if (request.args().get(0).equals("slow")) {
                        begun.countDown();
                        awaitOrFail(end);
                    }
                    return new Reply(0, request.args().get(0), "");
                },
                LIMITS));
        final CompletableFuture<Reply> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return call("slow").orElseThrow();
            } catch (final IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        assertEquals("quick", call("quick").orElseThrow().out());
        assertFalse(slow.isDone());
        end.countDown();
        assertEquals("slow", slow.get(10, TimeUnit.SECONDS).out());
    }

    private static void awaitOrFail(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (final InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void shouldRefuseToTakeTheSocketOfALiveSwitch() throws IOException {
        serve(LIMITS);
        final IOException refused = assertThrows(IOException.class, () -> serve(LIMITS));
        assertTrue(
                refused.getMessage()
                        .contains("another switch is running (pid "
                                + ProcessHandle.current().pid() + ")"),
                refused.getMessage());
        assertEquals(1, call("still").orElseThrow().status());
    }

    @Test
    void shouldReplaceTheSocketOfADeadSwitch() throws IOException {
        Files.createDirectories(socket.getParent());
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
        assertEquals(Optional.empty(), call("anybody"));
        serve(LIMITS);
        assertEquals(1, call("hello").orElseThrow().status());
    }

    @Test
    void shouldNotTouchAFileThatIsNoSocket() throws IOException {
        Files.createDirectories(socket.getParent());
        Files.writeString(socket, "precious");
        assertThrows(IOException.class, () -> serve(LIMITS));
        assertEquals("precious", Files.readString(socket));
    }

    @Test
    void shouldRemoveTheSocketAndGiveThePathFreeWhenItCloses() throws IOException {
        serve(LIMITS).close();
        assertFalse(Files.exists(socket));
        assertEquals(Optional.empty(), call("anybody"));
        serve(LIMITS);
        assertEquals(1, call("again").orElseThrow().status());
    }

    @Test
    void shouldSayThatAPathIsTooLong() {
        socket = folder.resolve("x".repeat(120));
        final IOException refused = assertThrows(IOException.class, () -> serve(LIMITS));
        assertTrue(refused.getMessage().contains("107 bytes"), refused.getMessage());
    }

    @Test
    void shouldNameTheOwnerOfALiveSocketOnly() throws IOException {
        assertEquals(Optional.empty(), ControlClient.owner(socket));
        serve(LIMITS);
        assertEquals(Optional.of("pid " + ProcessHandle.current().pid()), ControlClient.owner(socket));
    }

    @Test
    void shouldCarryWhatComesNextInALiveView() throws IOException {
        final Reply.Again again = new Reply.Again(List.of("log", "--after=7"), 300, true);
        open.add(ControlServer.open(socket, request -> new Reply(0, "", "", again), LIMITS));
        assertEquals(again, call("log").orElseThrow().again());
    }

    /** A shell that counts its lines. */
    private static final class CountingShell implements LineShell {
        private final AtomicInteger closed;
        private int lines;

        CountingShell(final AtomicInteger closed) {
            this.closed = closed;
        }

        @Override
        public Reply run(final String line, final Request how) {
            lines++;
            return new Reply(0, line + " " + lines + " " + how.cwd(), "");
        }

        @Override
        public Reply complete(final String begun) {
            return new Reply(0, begun + "!", "");
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void shouldKeepAShellAsLongAsItsConnection() throws Exception {
        final AtomicInteger closed = new AtomicInteger();
        // A connection without a shell would be hung up on after 50 ms of silence.
        open.add(ControlServer.open(
                socket,
                ControlServerTest::echo,
                () -> new CountingShell(closed),
                new ControlServer.Limits(1024, 4, 50, 60_000)));
        final SocketChannel channel = connect();
        final LineReader lines = new LineReader(channel, 1000);
        send(channel, "{\"gogo\":\"x = 1\",\"cwd\":\"/tmp\"}\n");
        assertEquals("x = 1 1 /tmp", Lines.reply(lines.next().orElseThrow()).out());
        assertEquals(Optional.empty(), receive(connect()), "hung up on for its silence");
        send(channel, "{\"gogoComplete\":\"po\"}\n");
        assertEquals("po!", Lines.reply(lines.next().orElseThrow()).out());
        send(channel, "{\"gogo\":\"y\"}\n{\"args\":[\"one\"]}\n");
        assertEquals("y 2 ", Lines.reply(lines.next().orElseThrow()).out());
        assertEquals("one", Lines.reply(lines.next().orElseThrow()).out());
        assertEquals(0, closed.get());
        channel.close();
        while (closed.get() == 0) {
            Thread.onSpinWait(); // until the class's time limit
        }
    }

    @Test
    void shouldHangUpOnAShellThatDoesNotFinishItsLine() throws IOException {
        open.add(ControlServer.open(
                socket,
                ControlServerTest::echo,
                () -> new CountingShell(new AtomicInteger()),
                new ControlServer.Limits(1024, 4, 50, 60_000)));
        final SocketChannel channel = connect();
        final LineReader lines = new LineReader(channel, 1000);
        send(channel, "{\"gogo\":\"a\"}\n");
        assertTrue(lines.next().isPresent());
        send(channel, "{\"gogo\":\"unfinished");
        assertEquals(Optional.empty(), lines.next(), "hung up");
    }

    @Test
    void shouldLetSilentShellsGiveWayToCommands() throws IOException {
        open.add(ControlServer.open(
                socket, ControlServerTest::echo, () -> new CountingShell(new AtomicInteger()), LIMITS));
        for (int i = 0; i < 3 * LIMITS.connections(); i++) {
            final SocketChannel channel = connect();
            send(channel, "{\"gogo\":\"a\"}\n");
            assertTrue(receive(channel).isPresent());
        }
        assertEquals(1, call("after").orElseThrow().status());
    }

    @Test
    void shouldRefuseLinesWhereThereIsNoShell() throws IOException {
        serve(LIMITS);
        final SocketChannel channel = connect();
        send(channel, "{\"gogo\":\"lb\"}\n");
        assertEquals(Reply.REFUSED, Lines.reply(receive(channel).orElseThrow()).status());
    }
}
