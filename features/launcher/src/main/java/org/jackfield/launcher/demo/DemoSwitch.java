package org.jackfield.launcher.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.launcher.run.Home;

/** The demo's own switch: a child process with folders and a socket of its own, used through its commands like any other. */
final class DemoSwitch {
    private final Path folder;
    private final Path log;
    private final Path socket;

    private DemoSwitch(final Path folder) {
        this.folder = folder;
        this.log = folder.resolve("switch.log");
        this.socket = folder.resolve("control.sock");
    }

    /** Starts it below a folder and waits until it is ready. */
    static DemoSwitch start(final Path folder, final int workers, final Cleanup cleanup) throws DemoException {
        final DemoSwitch made = new DemoSwitch(folder);
        final ProcessBuilder builder = new ProcessBuilder(
                Home.folder().resolve("bin/jackfield").toString(),
                "run",
                "--config",
                folder.resolve("config").toString(),
                "--state",
                folder.resolve("state").toString(),
                "--deploy",
                made.deployFolder().toString(),
                "--socket",
                made.socket.toString(),
                "--workers",
                String.valueOf(workers),
                "--owner",
                String.valueOf(ProcessHandle.current().pid()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectError(made.log.toFile());
        try {
            final Process process = builder.start();
            cleanup.add(() -> Tools.end(process));
            Tools.await(Tools.lines(process), "jackfield is ready");
            return made;
        } catch (final IOException | DemoException failed) {
            throw new DemoException("the switch did not start: " + failed.getMessage() + "\n" + made.logText(), failed);
        }
    }

    /** Adds a port. */
    void addPort(final String name, final Map<String, String> values) throws DemoException {
        final List<String> words = new ArrayList<>(List.of("port", "add", name, "--type", "tap"));
        values.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        ask(words.toArray(new String[0]));
    }

    /** Sends a command; refuses when it is refused. */
    JsonObject ask(final String... words) throws DemoException {
        final Reply reply;
        try {
            reply = ControlClient.call(socket, new Request(List.of(words), true, 0))
                    .orElseThrow(() -> new DemoException("the switch has gone\n" + logText()));
        } catch (final IOException failed) {
            throw new DemoException("the switch does not answer: " + failed.getMessage() + "\n" + logText(), failed);
        }
        if (reply.status() != Reply.DONE) {
            final JsonObject error = JsonParser.parseString(reply.err()).getAsJsonObject();
            throw new DemoException(
                    error.getAsJsonObject("error").get("message").getAsString());
        }
        return JsonParser.parseString(reply.out()).getAsJsonObject();
    }

    /** Its ports as {@code port list} tells. */
    List<JsonObject> ports() throws DemoException {
        final List<JsonObject> ports = new ArrayList<>();
        ask("port", "list").getAsJsonArray("ports").forEach(port -> ports.add(port.getAsJsonObject()));
        return ports;
    }

    /** Jars put there are installed. */
    Path deployFolder() {
        return folder.resolve("deploy");
    }

    JsonObject stats() throws DemoException {
        return ask("stats");
    }

    private String logText() {
        try {
            return Files.readString(log).strip();
        } catch (final IOException none) {
            return "(no log in " + folder + ")";
        }
    }
}
