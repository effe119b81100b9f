package org.jackfield.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.control.shell.socket.SocketPath;

/**
 * Where a switch keeps its things when nobody says: root's in the machine's folders, every other user's in those of the XDG base
 * directory specification.
 *
 * @param config configuration folder
 * @param state state folder
 */
record Folders(Path config, Path state) {
    private static final String NAME = "jackfield";

    /** The folders of a user with this environment. */
    static Folders of(final long user, final Map<String, String> environment) {
        if (user == 0) {
            return new Folders(Path.of("/etc", NAME), Path.of("/var/lib", NAME));
        }
        return new Folders(
                xdg(environment, "XDG_CONFIG_HOME", ".config").resolve(NAME),
                xdg(environment, "XDG_STATE_HOME", ".local/state").resolve(NAME));
    }

    private static Path xdg(final Map<String, String> environment, final String variable, final String inHome) {
        final String given = environment.getOrDefault(variable, "");
        return given.startsWith("/") // the specification ignores relative paths
                ? Path.of(given)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), inHome);
    }

    /** Makes the configuration folder if it is missing: it, or an empty one, begins as a copy of the shipped defaults. */
    static Path prepareConfig(final Path given) throws LaunchException {
        final Path folder = given.toAbsolutePath();
        try {
            Files.createDirectories(folder);
            if (isUsed(folder)) {
                return folder;
            }
            for (final Path file : shippedDefaults()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
            return folder;
        } catch (final IOException failed) {
            throw cannotMake("configuration", folder, "--config", failed);
        }
    }

    private static boolean isUsed(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
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

    /** Makes the state folder, which nobody else may enter, if it is missing. */
    static Path prepareState(final Path given) throws LaunchException {
        return prepare("state", given, "rwx------", "--state");
    }

    /** Makes the deploy folder, which nobody else may write, if it is missing. */
    static Path prepareDeploy(final Path given) throws LaunchException {
        return prepare("deploy", given, "rwxr-xr-x", "--deploy");
    }

    private static Path prepare(final String what, final Path given, final String mode, final String option)
            throws LaunchException {
        final Path folder = given.toAbsolutePath();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            }
            return folder;
        } catch (final IOException failed) {
            throw cannotMake(what, folder, option, failed);
        }
    }

    /** Refuses a socket in a folder of ours in /tmp that somebody else made before us. */
    static void refuseForeignFolder(final Path socket) throws LaunchException {
        final Path folder = Path.of("/tmp/jackfield-" + SocketPath.user());
        try {
            if (folder.equals(socket.getParent())
                    && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    && owner(folder) != SocketPath.effectiveUser()) {
                throw new LaunchException("control socket " + socket + ": folder " + folder
                        + " belongs to somebody else; choose another place with --socket");
            }
        } catch (final IOException unreadable) {
            throw new LaunchException("control socket " + socket + ": " + unreadable, unreadable);
        }
    }

    private static long owner(final Path folder) throws IOException {
        return (int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static LaunchException cannotMake(
            final String what, final Path folder, final String option, final IOException why) {
        return new LaunchException(
                what + " folder " + folder + " cannot be made: " + why
                        + "; run as a user who may, or choose another with " + option,
                why);
    }
}
