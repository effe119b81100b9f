package org.jackfield.launcher.bench.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * CPU time of all processes but a family, in seconds: what other people did. Threads of the kernel belong to nobody, since they
 * may work for us. A process that ends is still counted, in its parent's time of children it waited for.
 *
 * @param foreignSeconds CPU time so far of all processes that are not of the family
 */
public record Processes(double foreignSeconds) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ
    private static final long KERNEL_THREADS = 2; // kthreadd and its children
    private static final int PARENT = 1;
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;

    /**
     * What {@code /proc/PID/stat} says of a process (proc(5)).
     *
     * @param parent process id of its parent
     * @param ticks CPU time of itself and of its children that were waited for
     */
    record Stat(long parent, long ticks) {
        /** Reads the line; the name in it may hold spaces and parentheses. */
        static Stat parse(final String line) {
            final String[] words =
                    line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
            long ticks = 0;
            for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
                ticks += Long.parseLong(words[i]);
            }
            return new Stat(Long.parseLong(words[PARENT]), ticks);
        }
    }

    /**
     * Looks at all processes.
     *
     * @param family the process whose descendants, and itself, are not foreign
     */
    public static Processes besides(final long family) {
        final Map<Long, Stat> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (final Path folder : folders) {
                read(folder)
                        .ifPresent(stat ->
                                all.put(Long.parseLong(folder.getFileName().toString()), stat));
            }
        } catch (final IOException failed) {
            throw new UncheckedIOException("/proc cannot be read", failed);
        }
        return new Processes(foreignTicks(all, family) / TICKS_PER_SECOND);
    }

    private static Optional<Stat> read(final Path folder) {
        try {
            return Optional.of(Stat.parse(Files.readString(folder.resolve("stat"))));
        } catch (final IOException gone) {
            return Optional.empty();
        }
    }

    static long foreignTicks(final Map<Long, Stat> all, final long family) {
        long ticks = 0;
        for (final Map.Entry<Long, Stat> process : all.entrySet()) {
            if (!descends(all, process.getKey(), family) && !descends(all, process.getKey(), KERNEL_THREADS)) {
                ticks += process.getValue().ticks();
            }
        }
        return ticks;
    }

    private static boolean descends(final Map<Long, Stat> all, final long process, final long ancestor) {
        long at = process;
        for (Stat stat = all.get(at); at != ancestor && stat != null; stat = all.get(at)) {
            at = stat.parent();
        }
        return at == ancestor;
    }
}
