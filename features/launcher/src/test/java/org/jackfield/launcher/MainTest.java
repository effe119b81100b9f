package org.jackfield.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.socket.ControlServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MainTest {
    @TempDir
    private Path folder;

    private String socket;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void choosePath() {
        socket = folder.resolve("s").toString();
    }

    private int run(final String... args) {
        return new Main(print(out), print(err)).run(List.of(args));
    }

    private static PrintStream print(final ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSayHowToStartASwitchWhenNoneRuns() {
        assertEquals(3, run("port", "list", "--socket", socket));
        assertTrue(
                err().startsWith("jackfield: no switch is running at " + socket + "; start one with 'jackfield run'"),
                err());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSaySoInJsonWhenAskedFor() {
        assertEquals(3, run("--socket=" + socket, "port", "list", "-j"));
        assertEquals(
                3,
                JsonParser.parseString(err())
                        .getAsJsonObject()
                        .getAsJsonObject("error")
                        .get("status")
                        .getAsInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "port", "port add x", "fdb add bad vm1"})
    void shouldFindUsageErrorsWithoutASwitch(final String line) {
        assertEquals(2, run((line + " --socket " + socket).split(" ")));
        assertTrue(err().contains("--help"), err());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldPassOnWhatTheSwitchAnswers(final int status) throws IOException {
        try (ControlServer server = ControlServer.open(
                Path.of(socket),
                request -> new Reply(status, String.join("|", request.args()), "e"),
                ControlServer.Limits.DEFAULT)) {
            assertEquals(status, run("any", "--socket", socket, "thing", "--", "--socket", "x"));
            assertEquals("any|thing|--|--socket|x", out.toString(StandardCharsets.UTF_8));
            assertEquals("e", err());
        }
    }

    @Test
    void shouldRefuseToRunASecondSwitchOnTheSocketOfTheFirst() throws IOException {
        try (ControlServer server =
                ControlServer.open(Path.of(socket), request -> new Reply(0, "", ""), ControlServer.Limits.DEFAULT)) {
            assertEquals(1, run("run", "--socket", socket, "--state", "s", "--config", "c"));
            assertTrue(err().contains("another switch is running"), err());
        }
    }

    @Test
    void shouldTakeUnknownOptionsOfLocalCommandsAsUsageErrors() {
        assertEquals(2, run("doctor", "--bogus"));
        assertEquals(2, run("run", "--workers", "many"));
        assertEquals(2, run("lab"));
        assertEquals(2, run("lab", "run"));
        assertEquals(2, run("bench", "--only", "nonsense"));
        assertEquals(2, run("bench", "--workloads", "nonsense"));
        assertEquals(2, run("bench", "--seconds", "0.01"));
        assertEquals(2, run("bench", "--repetitions", "-1"));
        assertEquals(2, run("bench", "--only", "jackfield-q2", "--workloads", "rtt"));
        assertEquals(2, run());
    }

    @Test
    void shouldHelpWithEveryCommandAlsoWithoutASwitch() {
        assertEquals(0, run("--help"));
        final String text = out.toString(StandardCharsets.UTF_8);
        for (final String command : List.of(
                "run",
                "demo",
                "bench",
                "lab",
                "doctor",
                "test",
                "port",
                "stage",
                "fdb",
                "stats",
                "worker",
                "steering",
                "version")) {
            assertTrue(text.matches("(?s).*\n  " + command + " .*"), command + " in " + text);
        }
        assertEquals(0, run("port", "add", "-h"));
        assertEquals("", err());
    }

    @Test
    void shouldListWhatCanBeMeasured() {
        assertEquals(0, run("bench", "--list", "--json"));
        final JsonObject document = JsonParser.parseString(out()).getAsJsonObject();
        assertEquals(
                "none",
                document.getAsJsonArray("duts")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        out.reset();
        assertEquals(0, run("bench", "--list"));
        assertTrue(out().contains("\nworkloads: tcp1,tcp4,udp64x1,"), out());
    }

    @Test
    void shouldCompleteOwnCommandsItself() {
        assertEquals(0, run("complete", "--", "de"));
        assertEquals("demo\t", out().substring(0, 5));
        out.reset();
        assertEquals(0, run("complete", "--", "run", "--work"));
        assertTrue(out().startsWith("--workers\t"), out());
    }

    @Test
    void shouldAskTheSwitchWhoseSocketIsNamedForValues() throws IOException {
        try (ControlServer server = ControlServer.open(
                Path.of(socket),
                request -> new Reply(0, String.join("|", request.args()), ""),
                ControlServer.Limits.DEFAULT)) {
            assertEquals(0, run("complete", "--", "--socket", socket, "port", "show", ""));
            assertEquals("complete|--|--socket|" + socket + "|port|show|", out());
        }
    }

    @Test
    void shouldCompleteCommandsWithoutASwitch() {
        assertEquals(0, run("complete", "--", "--socket", socket, "port", "sh"));
        assertTrue(out().startsWith("show\t"), out());
    }

    @Test
    void shouldRunLinesOfTheShellInOneSession() throws IOException {
        final List<String> lines = new ArrayList<>();
        try (ControlServer server = ControlServer.open(
                Path.of(socket),
                request -> new Reply(0, "", ""),
                () -> new Recorder(lines),
                ControlServer.Limits.DEFAULT)) {
            assertEquals(1, run("shell", "--socket", socket, "x = 1", "fail"));
            assertEquals(List.of("open", "x = 1", "fail"), lines);
            assertEquals("1\n2\n", out());
        }
    }

    @Test
    void shouldSayThatNoSwitchRunsForAShell() {
        assertEquals(3, run("shell", "--socket", socket));
        assertTrue(err().contains("no switch is running at " + socket), err());
    }

    /** A shell that keeps its lines. */
    private static final class Recorder implements LineShell {
        private final List<String> lines;

        Recorder(final List<String> lines) {
            this.lines = lines;
            lines.add("open");
        }

        @Override
        public Reply run(final String line, final Request how) {
            lines.add(line);
            return new Reply(line.equals("fail") ? 1 : 0, lines.size() - 1 + "\n", "");
        }

        @Override
        public Reply complete(final String begun) {
            return new Reply(0, "", "");
        }

        @Override
        public void close() {
            // the test looks at the lines only
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
