package org.jackfield.launcher.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.control.shell.socket.SocketPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a switch in the foreground until SIGTERM or SIGINT. */
@Command(
        name = "run",
        description = "Run a switch in the foreground until Ctrl-C or SIGTERM.",
        footer = {
            "Tap ports need CAP_NET_ADMIN, namespaces CAP_SYS_ADMIN, kernel steering CAP_BPF; 'jackfield doctor'",
            "says what is missing. Ports that need no rights work without.",
            "",
            "Examples:",
            "  jackfield run --workers 2",
            "  jackfield run --rootless"
        })
public final class RunCommand implements Callable<Integer> {
    private static final Set<String> ENGINES = Set.of("", "auto", "uring", "readwrite");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "Configuration folder, made if missing (default: /etc/jackfield; if not root"
                    + " $XDG_CONFIG_HOME/jackfield).")
    private @Nullable Path config;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State folder, made if missing (default: /var/lib/jackfield; if not root"
                    + " $XDG_STATE_HOME/jackfield).")
    private @Nullable Path state;

    @Option(
            names = "--deploy",
            paramLabel = "DIR",
            description = "Deploy folder, made if missing; jars put there are installed (default: STATE/deploy).")
    private @Nullable Path deploy;

    @Option(
            names = "--rootless",
            description = "Run in a user and network namespace of its own, where an ordinary user may make taps.")
    private boolean rootless;

    @Option(names = "--workers", paramLabel = "N", description = "Number of workers; else what the configuration says.")
    private int workers;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "How workers read and write: uring, readwrite or auto; else what the configuration says.")
    private String engine = "";

    @Option(
            names = "--latency",
            description = "Let idle workers look for frames for a millisecond before they sleep: shorter delays, and a"
                    + " processor in use while there is traffic.")
    private boolean latency;

    @Option(
            names = "--rehearse",
            hidden = true,
            description =
                    "Come up in temporary folders without ports and stop again, so that the JVM sees the classes of a start.")
    private boolean rehearse;

    @Option(names = "--owner", hidden = true, description = "Stop when the process with this id ends.")
    private long owner;

    @Override
    public Integer call() {
        if (workers < 0 || workers > 1024) {
            throw new picocli.CommandLine.ParameterException(spec.commandLine(), "--workers is 0 to 1024");
        }
        if (!ENGINES.contains(engine)) {
            throw new picocli.CommandLine.ParameterException(
                    spec.commandLine(), "--engine is uring, readwrite or auto");
        }
        try {
            run();
            return Reply.DONE;
        } catch (final LaunchException refused) {
            spec.commandLine()
                    .getErr()
                    .print(Commands.errorText("run: " + refused.getMessage(), Reply.REFUSED, root.json()));
            return Reply.REFUSED;
        }
    }

    private void run() throws LaunchException {
        if (rehearse) {
            Rehearsal.run();
            return;
        }
        if (rootless) {
            Rootless.require();
        }
        final Path socket = ControlClient.socket(root.socket()).toAbsolutePath();
        refuseSecond(socket);
        Folders.refuseForeignFolder(socket);
        final RunSettings settings = settings(socket);
        final StateLock lock = StateLock.take(settings.state());
        try {
            run(settings);
        } finally {
            lock.release();
        }
    }

    private RunSettings settings(final Path socket) throws LaunchException {
        final Folders usual = Folders.of(SocketPath.user(), System.getenv());
        final Path stateFolder = Folders.prepareState(state == null ? usual.state() : state);
        return new RunSettings(
                Home.folder(),
                Folders.prepareConfig(config == null ? usual.config() : config),
                stateFolder,
                Folders.prepareDeploy(deploy == null ? stateFolder.resolve("deploy") : deploy),
                socket,
                workers,
                engine,
                latency);
    }

    private void run(final RunSettings settings) throws LaunchException {
        final SwitchFramework framework = new SwitchFramework(settings, Features.read(settings.features()));
        final Thread stopper = new Thread(() -> stop(framework), "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        if (owner != 0) {
            endWithOwner();
        }
        framework.start();
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "jackfield is ready (pid %d, %d ms, socket %s, configuration %s)%n",
                ProcessHandle.current().pid(), sinceStartMs(), settings.socket(), settings.config());
        if (rootless) {
            out.println("  its namespaces are its own; enter them with: " + Rootless.enter());
        }
        out.flush();
        framework.await();
    }

    private static void stop(final SwitchFramework framework) {
        if (!framework.stop()) {
            Runtime.getRuntime().halt(Reply.REFUSED); // a port that does not close must not keep the process
        }
    }

    private void endWithOwner() {
        final Optional<ProcessHandle> handle = ProcessHandle.of(owner);
        if (handle.isEmpty()) {
            System.exit(Reply.REFUSED);
        }
        handle.ifPresent(process -> process.onExit().thenRun(() -> System.exit(Reply.DONE)));
    }

    private static void refuseSecond(final Path socket) throws LaunchException {
        try {
            final Optional<String> other = ControlClient.owner(socket);
            if (other.isPresent()) {
                throw new LaunchException("another switch is running at " + socket + " (" + other.get()
                        + "); stop it, or give this one its own --socket, --state and --config");
            }
        } catch (final IOException unreachable) {
            throw new LaunchException("control socket " + socket + ": " + unreachable.getMessage(), unreachable);
        }
    }

    /** Not since the start of the process, of which the system only knows the time of day: somebody may have set the clock since it booted. */
    private static long sinceStartMs() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }
}
