package org.jackfield.control.shell.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where the control socket is when nobody names one: root's is the machine's, every other user has one of its own. */
public final class SocketPath {
    /** Environment variable with the user who made the user namespace we are root in; set by the command's script. */
    public static final String USER_VARIABLE = "JACKFIELD_UID";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String UIDS = "Uid:\t";

    private SocketPath() {}

    /** The socket of a user with this environment. */
    static Path of(final long user, final Map<String, String> environment) {
        final String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (user == 0) {
            return Path.of(ControlClient.DEFAULT_SOCKET);
        }
        return runtime.isEmpty()
                ? Path.of("/tmp/jackfield-" + user, "control.sock")
                : Path.of(runtime, "jackfield", "control.sock");
    }

    /** The number of the user this process works for: who made our user namespace, else who we are. */
    public static long user() {
        final String given = System.getenv().getOrDefault(USER_VARIABLE, "");
        return given.isEmpty() ? effectiveUser() : Long.parseLong(given);
    }

    /** The number of the user this process runs as; 0 for root, also when it cannot be known. */
    public static long effectiveUser() {
        try {
            for (final String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(UIDS)) {
                    // real, effective, saved, file system
                    final int from = line.indexOf('\t', UIDS.length()) + 1;
                    return Long.parseLong(line.substring(from, line.indexOf('\t', from)));
                }
            }
        } catch (final IOException withoutProc) {
            // as root, then
        }
        return 0;
    }
}
