package org.jackfield.launcher.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.JackfieldCommand;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.socket.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a switch in the foreground until SIGTERM or SIGINT. */
@Command(name = "run", description = "Run a switch in the foreground until Ctrl-C or SIGTERM.")
public final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private JackfieldCommand root;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "Configuration folder, made if missing (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("/etc/jackfield");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State folder, made if missing (default: ${DEFAULT-VALUE}).")
    private Path state = Path.of("/var/lib/jackfield");

    @Option(names = "--workers", paramLabel = "N", description = "Number of workers; else what the configuration says.")
    private int workers;

    @Option(names = "--owner", hidden = true, description = "Stop when the process with this id ends.")
    private long owner;

    @Override
    public Integer call() {
        if (workers < 0 || workers > 1024) {
            throw new picocli.CommandLine.ParameterException(spec.commandLine(), "--workers is 0 to 1024");
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
        final Path socket = ControlClient.socket(root.socket()).toAbsolutePath();
        refuseSecond(socket);
        final RunSettings settings = new RunSettings(Home.folder(), prepareConfig(), prepareState(), socket, workers);
        final StateLock lock = StateLock.take(settings.state());
        try {
            run(settings);
        } finally {
            lock.release();
        }
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
                ProcessHandle.current().pid(), sinceProcessStart().toMillis(), settings.socket(), settings.config());
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

    /** A configuration folder that does not exist yet begins as a copy of the shipped defaults. */
    private Path prepareConfig() throws LaunchException {
        final Path folder = config.toAbsolutePath();
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(folder);
            for (final Path file : shippedDefaults()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
            return folder;
        } catch (final IOException failed) {
            throw new LaunchException(
                    "configuration folder " + folder + " cannot be made: " + failed
                            + "; run as root, or choose another with --config",
                    failed);
        }
    }

    private static List<Path> shippedDefaults() throws IOException {
        final Path shipped = Home.folder().resolve("config");
        if (!Files.isDirectory(shipped)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(shipped)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".cfg"))
                    .toList();
        }
    }

    private Path prepareState() throws LaunchException {
        final Path folder = state.toAbsolutePath();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return folder;
        } catch (final IOException failed) {
            throw new LaunchException(
                    "state folder " + folder + " cannot be made: " + failed
                            + "; run as root, or choose another with --state",
                    failed);
        }
    }

    private static Duration sinceProcessStart() {
        final Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }
}
