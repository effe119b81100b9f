package org.jackfield.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Two namespaces, each with a two-queue tap port on a switch of the demo's own. All is removed by the cleanup. */
final class DemoNetwork {
    static final String LEFT = "left";
    static final String RIGHT = "right";
    static final String RIGHT_ADDRESS = "10.199.199.2";

    private static final int WORKERS = 2;
    private static final String QUEUES = "2";
    private static final String LEFT_ADDRESS = "10.199.199.1";

    private final Cleanup cleanup;
    private final Path folder;
    private final DemoSwitch demoSwitch;
    private final String leftSpace;
    private final String rightSpace;

    /**
     * Builds everything.
     *
     * @param settings further settings of both ports
     */
    DemoNetwork(final Cleanup cleanup, final Map<String, String> settings) throws DemoException {
        this.cleanup = cleanup;
        final String unique = "jfd" + ProcessHandle.current().pid();
        leftSpace = namespace(unique + "a");
        rightSpace = namespace(unique + "b");
        folder = cleanup.make(DemoNetwork::makeFolder, made -> () -> delete(made));
        demoSwitch = DemoSwitch.start(folder, WORKERS, cleanup);
        demoSwitch.ask("steering", "policy", "symmetric-hash"); // both queues are to be seen at work, at any load
        port(LEFT, unique + "a", leftSpace, LEFT_ADDRESS, settings);
        port(RIGHT, unique + "b", rightSpace, RIGHT_ADDRESS, settings);
    }

    /** A folder that goes with all the rest. */
    Path folder() {
        return folder;
    }

    private String namespace(final String name) throws DemoException {
        return cleanup.make(
                () -> {
                    Tools.run("ip", "netns", "add", name);
                    return name;
                },
                made -> () -> Tools.run("ip", "netns", "del", made));
    }

    private static Path makeFolder() throws DemoException {
        try {
            return Files.createTempDirectory("jackfield-demo-");
        } catch (final IOException failed) {
            throw new DemoException("no temporary folder can be made: " + failed, failed);
        }
    }

    private static void delete(final Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void port(
            final String name,
            final String device,
            final String space,
            final String address,
            final Map<String, String> more)
            throws DemoException {
        final Map<String, String> settings = new HashMap<>(more);
        settings.putAll(Map.of(
                "device",
                device,
                "queues",
                QUEUES,
                "netns",
                space,
                "guest-name",
                "eth0",
                "addresses",
                address + "/24"));
        demoSwitch.addPort(name, settings);
    }

    DemoSwitch demoSwitch() {
        return demoSwitch;
    }

    /** Namespace of the left port's device. */
    String leftSpace() {
        return leftSpace;
    }

    /** Namespace of the right port's device. */
    String rightSpace() {
        return rightSpace;
    }
}
