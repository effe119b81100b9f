package org.jackfield.launcher.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.SocketPath;
import org.jackfield.launcher.run.LaunchException;
import org.jackfield.launcher.run.Rootless;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows real traffic through a switch; with {@code --once} proves that it flows. */
@Command(
        name = "demo",
        description = "Show ping, TCP and small UDP frames between two namespaces, until Ctrl-C.",
        footer = {
            "It starts a switch of its own and removes all it made. Who is not root gets a user and network",
            "namespace for it, where the system allows that.",
            "",
            "Examples:",
            "  jackfield demo",
            "  jackfield demo --once --json",
            "  jackfield demo --update"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Gson PRINTER =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final int ONCE_SECONDS = 2;
    private static final int LIVE_SECONDS = 5;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Option(
            names = "--once",
            description = "Run a few seconds; exit 0 only if traffic really flowed and every frame is accounted for.")
    private boolean once;

    @Option(
            names = "--update",
            description =
                    "Send numbered frames while a port bundle is deployed, updated and removed and every other bundle is updated,"
                            + " the switch itself too; exit 0 only if none was lost or reordered.")
    private boolean update;

    private final LiveTable table = new LiveTable();
    private String lastText = "";

    @Override
    public Integer call() {
        try {
            if (SocketPath.user() != 0) {
                Rootless.require();
                note("not root: all of this happens in a user and network namespace of its own");
            }
        } catch (final LaunchException refused) {
            return failure(String.valueOf(refused.getMessage()));
        }
        final Cleanup cleanup = new Cleanup();
        final Thread hook = new Thread(cleanup::close, "demo-cleanup");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return update ? show(new UpdateDemo(cleanup, this::note)) : show(new Demo(cleanup, this::display));
        } catch (final DemoException failed) {
            return cleanup.isClosed() ? Reply.REFUSED : failure(String.valueOf(failed.getMessage()));
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failure("stopped");
        } finally {
            cleanup.close();
        }
    }

    private int show(final Demo demo) throws DemoException, InterruptedException {
        do {
            demo.ping();
            demo.tcp(once ? ONCE_SECONDS : LIVE_SECONDS);
            demo.udp(once ? ONCE_SECONDS : LIVE_SECONDS);
            lastText = demo.measurements().text();
        } while (!once && !root.json());
        final JsonObject stats = demo.atRest();
        final List<String> problems = demo.measurements().problems(stats);
        final PrintWriter out = spec.commandLine().getOut();
        if (root.json()) {
            out.println(PRINTER.toJson(demo.measurements().document(stats)));
        } else {
            display("at rest", stats);
            out.println(
                    problems.isEmpty() ? "traffic flowed, every frame is accounted for" : String.join("\n", problems));
        }
        out.flush();
        return problems.isEmpty() ? Reply.DONE : Reply.REFUSED;
    }

    private int show(final UpdateDemo demo) throws DemoException, InterruptedException {
        final UpdateReport report = demo.run();
        final PrintWriter out = spec.commandLine().getOut();
        out.print(root.json() ? PRINTER.toJson(report.document()) + "\n" : "\n" + report.text());
        out.flush();
        return report.problems().isEmpty() ? Reply.DONE : Reply.REFUSED;
    }

    /** Says what goes on, beside the answer. */
    private void note(final String text) {
        spec.commandLine().getErr().println("jackfield: demo: " + text);
        spec.commandLine().getErr().flush();
    }

    /** In JSON nothing but the document may be on standard output. */
    private void display(final String what, final JsonObject stats) {
        if (root.json()) {
            return;
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.print(System.console() == null ? "" : CLEAR_SCREEN);
        out.printf("jackfield demo: %s%s%n%n", what, once ? "" : " (Ctrl-C ends it)");
        out.print(table.of(stats));
        out.printf("%n%s%n", lastText);
        out.flush();
    }

    private int failure(final String message) {
        spec.commandLine().getErr().print(Commands.errorText("demo: " + message, Reply.REFUSED, root.json()));
        spec.commandLine().getErr().flush();
        if (root.json()) {
            final JsonObject document = new JsonObject();
            document.addProperty("ok", false);
            document.add("problems", Measurements.strings(List.of(message)));
            spec.commandLine().getOut().println(PRINTER.toJson(document));
            spec.commandLine().getOut().flush();
        }
        return Reply.REFUSED;
    }
}
