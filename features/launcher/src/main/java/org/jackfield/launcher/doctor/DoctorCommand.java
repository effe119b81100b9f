package org.jackfield.launcher.doctor;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.launcher.run.Rootless;
import org.jackfield.linux.bpf.SteeringSupport;
import org.jackfield.linux.tuntap.TapHolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks at this machine and at the running switch. Status 1 when anything fails. */
@Command(
        name = "doctor",
        description = {
            "Check this machine and the running switch: OK, WARN or FAIL with the remedy.",
            "It looks at a running switch twice, a second apart, to tell what goes wrong now from what once did."
        },
        footer = {"", "Examples:", "  jackfield doctor", "  jackfield doctor --json"})
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Override
    public Integer call() {
        final Machine machine = new Machine(Path.of("/"));
        final List<Check> checks = new ArrayList<>(new Checks(machine, Rootless.noNamespace(machine.root())).all());
        checks.add(steering());
        final RunningSwitch running = new RunningSwitch(ControlClient.socket(root.socket()), machine);
        checks.addAll(running.checks());
        checks.addAll(new StaleTaps(machine, device -> !TapHolder.of(device).isEmpty()).checks(running.devices()));
        final PrintWriter out = spec.commandLine().getOut();
        out.print(root.json() ? json(checks) : text(checks));
        return failed(checks) ? Reply.REFUSED : Reply.DONE;
    }

    private static Check steering() {
        try {
            final SteeringSupport support = SteeringSupport.probe();
            return support.available()
                    ? Check.ok("steering", "the kernel takes our steering program")
                    : Check.warn(
                            "steering",
                            "the kernel does not take our steering program, handoff rings do the work: "
                                    + support.reason(),
                            "run as root, or give CAP_BPF and CAP_NET_ADMIN");
        } catch (final LinkageError noNative) {
            return Check.fail(
                    "steering",
                    "native calls do not work: " + noNative,
                    "let JNA unpack its library: set -Djna.tmpdir to a folder that is not mounted noexec");
        }
    }

    private static boolean failed(final List<Check> checks) {
        return checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.FAIL);
    }

    private static String text(final List<Check> checks) {
        final int width =
                checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
        final String line = "%-4s  %-" + width + "s  %s%n";
        final StringBuilder text = new StringBuilder();
        for (final Check check : checks) {
            text.append(String.format(Locale.ROOT, line, check.verdict(), check.name(), check.finding()));
            if (!check.remedy().isEmpty()) {
                text.append(String.format(Locale.ROOT, line, "", "", "-> " + check.remedy()));
            }
        }
        return text.toString();
    }

    private static String json(final List<Check> checks) {
        final JsonArray list = new JsonArray();
        for (final Check check : checks) {
            final JsonObject item = new JsonObject();
            item.addProperty("name", check.name());
            item.addProperty("verdict", check.verdict().toString());
            item.addProperty("finding", check.finding());
            item.addProperty("remedy", check.remedy());
            list.add(item);
        }
        final JsonObject document = new JsonObject();
        document.add("checks", list);
        document.addProperty("ok", !failed(checks));
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(document) + "\n";
    }
}
