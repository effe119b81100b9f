package org.jackfield.launcher.doctor;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.socket.ControlClient;

/** Looks twice at the switch behind a control socket. */
final class RunningSwitch {
    private static final long BETWEEN_MS = 1_000;

    private final Path socket;
    private final Machine machine;
    private final Set<String> devices = new HashSet<>();

    RunningSwitch(final Path socket, final Machine machine) {
        this.socket = socket;
        this.machine = machine;
    }

    /** Whether one runs, and all that can be said about it. */
    List<Check> checks() {
        final List<Check> checks = new ArrayList<>();
        try {
            final Optional<Reply> version = ControlClient.call(socket, Request.of("version"));
            if (version.isEmpty()) {
                return List.of(Check.warn("switch", "none is running at " + socket, "start one: jackfield run"));
            }
            checks.add(Check.ok(
                    "switch",
                    "running at " + socket + ": " + version.get().out().strip()));
            final String pid = ControlClient.owner(socket).orElse("").replace("pid ", "");
            final WorkerThreads threads = new WorkerThreads(machine, pid);
            final SwitchChecks.Look first = look();
            final Map<String, Long> waited = threads.waitedNs();
            final long firstNs = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            checks.addAll(WorkerThreads.checks(waited, threads.waitedNs(), System.nanoTime() - firstNs));
            final SwitchChecks.Look second = look();
            checks.addAll(
                    new SwitchChecks(first, second).all(Runtime.getRuntime().availableProcessors()));
            rememberDevices(second);
        } catch (final IOException failed) {
            checks.add(Check.warn(
                    "switch",
                    socket + " cannot be used: " + failed.getMessage(),
                    "run as the user who started the switch"));
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return checks;
    }

    /** Devices of its ports, known after the checks. */
    Set<String> devices() {
        return devices;
    }

    private SwitchChecks.Look look() throws IOException {
        return new SwitchChecks.Look(
                must("port", "list"), must("stats"), must("bundle", "list"), must("log", "-n", "1000"));
    }

    private JsonObject must(final String... words) throws IOException {
        final String out = ControlClient.call(socket, new Request(List.of(words), true, 0))
                .filter(reply -> reply.status() == Reply.DONE)
                .map(Reply::out)
                .orElseThrow(() -> new IOException("the switch did not answer '" + String.join(" ", words) + "'"));
        return JsonParser.parseString(out).getAsJsonObject();
    }

    private void rememberDevices(final SwitchChecks.Look look) {
        look.ports().getAsJsonArray("ports").forEach(port -> {
            final JsonObject details = port.getAsJsonObject().getAsJsonObject("details");
            if (details != null && details.has("device")) {
                devices.add(details.get("device").getAsString());
            }
        });
    }
}
