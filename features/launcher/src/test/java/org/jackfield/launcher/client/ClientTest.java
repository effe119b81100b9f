package org.jackfield.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.socket.ControlServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClientTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(final String... words) {
        final Client client = new Client(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        return client.run(new CommandWords(words[0], folder.resolve("s").toString(), List.of(words), List.of(words)));
    }

    private ControlServer serve(final Function<Request, Reply> commands) throws IOException {
        return ControlServer.open(folder.resolve("s"), commands, ControlServer.Limits.DEFAULT);
    }

    @Test
    void shouldSendWordsAndFolderAndPrintTheAnswer() throws IOException {
        final AtomicReference<Request> seen = new AtomicReference<>();
        try (ControlServer server = serve(request -> {
            seen.set(request);
            return new Reply(1, "ü\n".repeat(100_000), "e\n");
        })) {
            assertEquals(1, run("port", "a \"b\"\n"));
        }
        assertEquals(
                new Request(
                        List.of("port", "a \"b\"\n"), false, Terminal.columns(), false, System.getProperty("user.dir")),
                seen.get());
        assertEquals("ü\n".repeat(100_000), out.toString(StandardCharsets.UTF_8));
        assertEquals("e\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAskAgainAsLongAsTheSwitchSaysSo() throws IOException {
        try (ControlServer server = serve(request -> {
            final int number = Integer.parseInt(request.args().get(0));
            return number < 3
                    ? new Reply(0, number + "\n", "", new Reply.Again(List.of(String.valueOf(number + 1)), 1, true))
                    : new Reply(1, "", "over\n");
        })) {
            assertEquals(1, run("1"));
        }
        assertEquals("1\n2\n", out.toString(StandardCharsets.UTF_8), "no drawing where there is no terminal");
        assertEquals("over\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        assertEquals(Client.NOBODY, run("port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"status\":0", "garbage\n", "{}\n", "{\"status\":\"0\",\"out\":\"\",\"err\":\"\"}\n"})
    void shouldRefuseAnAnswerThatIsNone(final String answer) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
            final CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server, answer));
            assertEquals(1, run("port"));
            answered.get();
        }
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("jackfield: control socket "), err.toString());
    }

    private static void answer(final ServerSocketChannel server, final String answer) {
        try (SocketChannel channel = server.accept()) {
            channel.read(ByteBuffer.allocate(1000));
            channel.write(StandardCharsets.UTF_8.encode(answer));
        } catch (final IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
