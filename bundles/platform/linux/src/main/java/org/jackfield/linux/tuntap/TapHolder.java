package org.jackfield.linux.tuntap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.netns.NetnsException;
import org.jackfield.linux.netns.NetworkNamespace;

/**
 * A process that holds a queue of a tap device. The kernel gives no EBUSY for multiqueue taps: a second process
 * simply joins and gets a share of the frames, so one must look.
 *
 * @param pid its process id
 * @param command its command name
 */
public record TapHolder(long pid, String command) {
    /**
     * Processes with a queue of a device of this name attached, as far as this process may look at them. The kernel
     * shows the name only, so holders of a device of the same name in another namespace are found too.
     */
    public static List<TapHolder> of(final String device) {
        final String line = "iff:\t" + device;
        return list(Path.of("/proc")).stream()
                .filter(p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                .filter(p -> list(p.resolve("fdinfo")).stream().anyMatch(fd -> hasLine(fd, line)))
                .map(p -> new TapHolder(
                        Long.parseLong(p.getFileName().toString()),
                        text(p.resolve("comm")).trim()))
                .toList();
    }

    /** Whether this process holds a queue of a device in a namespace, as far as the kernel tells. */
    public static boolean isThisProcess(final String device, final NetworkNamespace namespace) {
        final String line = "iff:\t" + device;
        return list(Path.of("/proc/self/fdinfo")).stream()
                .filter(fd -> hasLine(fd, line))
                .anyMatch(
                        fd -> isIn(namespace, Integer.parseInt(fd.getFileName().toString())));
    }

    private static boolean isIn(final NetworkNamespace namespace, final int queueFd) {
        final int namespaceFd = LibC.ioctl(queueFd, TunControl.TUNGETDEVNETNS, 0);
        if (namespaceFd < 0) {
            return false;
        }
        try {
            return NetworkNamespace.ofDescriptor(namespaceFd).identity().equals(namespace.identity());
        } catch (final NetnsException unreadable) {
            return false;
        } finally {
            LibC.close(namespaceFd);
        }
    }

    private static boolean hasLine(final Path fdinfo, final String line) {
        return text(fdinfo).lines().anyMatch(line::equals);
    }

    private static List<Path> list(final Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (final IOException | UncheckedIOException endedOrForbidden) {
            return List.of();
        }
    }

    private static String text(final Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (final IOException endedOrForbidden) {
            return "";
        }
    }

    /** For messages: {@code pid 123 (qemu-system-x86)}, or {@code this process}. */
    @Override
    public String toString() {
        return pid == ProcessHandle.current().pid()
                ? "this process (pid " + pid + ")"
                : "pid " + pid + " (" + command + ")";
    }
}
