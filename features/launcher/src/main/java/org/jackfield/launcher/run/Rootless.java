package org.jackfield.launcher.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jackfield.control.shell.socket.SocketPath;

/**
 * The user and network namespace in which an ordinary user may make taps and namespaces. The command's script enters it before
 * it starts Java, because a process with threads may not; here is said whether that was done, and if not, what forbids it.
 */
public final class Rootless {
    private static final Path TUN = Path.of("dev/net/tun");
    private static final List<String> UNSHARE =
            List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "true");

    /** A setting that says how many, or whether, namespaces an ordinary user may make. */
    private record Setting(String name, String forbidding, String allowing) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("kernel.unprivileged_userns_clone", "0", "1"),
            new Setting("user.max_user_namespaces", "0", "10000"),
            new Setting("user.max_net_namespaces", "0", "10000"),
            new Setting("user.max_mnt_namespaces", "0", "10000"),
            new Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0"));

    private Rootless() {}

    /**
     * Why something is not possible.
     *
     * @param cause what was found
     * @param remedy what to do
     */
    public record Obstacle(String cause, String remedy) {}

    /** Whether this process is in a user namespace the script made. */
    public static boolean isActive() {
        return !System.getenv().getOrDefault(SocketPath.USER_VARIABLE, "").isEmpty();
    }

    /** Refuses to go on where the script could not make the namespace, or taps cannot be made in it. */
    public static void require() throws LaunchException {
        final Path root = Path.of("/");
        final Optional<Obstacle> obstacle = isActive() ? noTun(root) : Optional.of(noNamespaceHere());
        if (obstacle.isPresent()) {
            throw new LaunchException("without root: " + obstacle.get().cause() + "; "
                    + obstacle.get().remedy());
        }
    }

    private static Obstacle noNamespaceHere() {
        return noNamespace(Path.of("/"))
                .orElseGet(() -> new Obstacle(
                        "the namespace was not made, although the system allows it",
                        "start this by bin/jackfield of the distribution, which makes it"));
    }

    /**
     * What keeps an ordinary user from making a user and network namespace; empty when nothing does.
     *
     * @param root where {@code proc} is, {@code /} but for tests
     */
    public static Optional<Obstacle> noNamespace(final Path root) {
        for (final Setting setting : SETTINGS) {
            if (read(root.resolve("proc/sys/" + setting.name().replace('.', '/')))
                    .equals(setting.forbidding())) {
                return Optional.of(new Obstacle(
                        setting.name() + " = " + setting.forbidding() + " forbids user namespaces to ordinary users",
                        "as root: sysctl -w " + setting.name() + "=" + setting.allowing()
                                + "; or run jackfield as root"));
            }
        }
        return attempt();
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file).strip();
        } catch (final IOException unknownToThisKernel) {
            return "";
        }
    }

    /** Tries it: containers forbid it in ways no setting shows. */
    private static Optional<Obstacle> attempt() {
        try {
            final Process process =
                    new ProcessBuilder(UNSHARE).redirectErrorStream(true).start();
            final String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0
                    ? Optional.empty()
                    : Optional.of(new Obstacle(
                            "the system refuses a user namespace (" + words + ")",
                            "in a container allow it (docker, podman: --security-opt seccomp=unconfined), or run"
                                    + " jackfield as root"));
        } catch (final IOException missing) {
            return Optional.of(new Obstacle("program unshare cannot be run", "apt-get install util-linux"));
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What keeps this user from opening the tap driver; empty when nothing does. */
    public static Optional<Obstacle> noTun(final Path root) {
        final Path tun = root.resolve(TUN);
        if (!Files.exists(tun)) {
            return Optional.of(new Obstacle(
                    "/dev/net/tun does not exist",
                    "as root: modprobe tun; in a container pass it in (--device /dev/net/tun)"));
        }
        try {
            FileChannel.open(tun, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close();
            return Optional.empty();
        } catch (final IOException refused) {
            final String why = refused instanceof AccessDeniedException ? "permission denied" : refused.toString();
            return Optional.of(new Obstacle(
                    "/dev/net/tun does not open: " + why,
                    "as root: chmod 0666 /dev/net/tun (what udev does); in a container allow device 10:200"));
        }
    }

    /** The command that enters the namespaces of this process, for the user who started it. */
    static String enter() {
        return "nsenter --target " + ProcessHandle.current().pid() + " --user --net --mount --preserve-credentials";
    }
}
