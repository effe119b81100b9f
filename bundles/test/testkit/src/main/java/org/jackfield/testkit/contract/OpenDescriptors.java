package org.jackfield.testkit.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The descriptors of this process, counted by what they refer to. */
final class OpenDescriptors {
    private static final Path OWN = Path.of("/proc/self/fd");

    private OpenDescriptors() {}

    /**
     * Devices, sockets, namespaces, anonymous inodes and maps, each with how often it is open. Plain files are left out: the
     * virtual machine opens jars, and the files of its control group, whenever it likes.
     */
    static Map<String, Integer> byTarget() throws IOException {
        final Map<String, Integer> found = new TreeMap<>();
        try (Stream<Path> links = Files.list(OWN)) {
            for (final Path link : (Iterable<Path>) links::iterator) {
                final String target = target(link);
                if (!target.isEmpty()
                        && !target.matches(
                                "/.*\\.(jar|log|txt|class)|.*/modules|/proc/.*/fd|/sys/fs/cgroup/.*|pipe:.*")) {
                    found.merge(target.replaceAll("socket:.*", "socket"), 1, Integer::sum);
                }
            }
        }
        return found;
    }

    private static String target(final Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (final IOException closedMeanwhile) {
            return "";
        }
    }
}
