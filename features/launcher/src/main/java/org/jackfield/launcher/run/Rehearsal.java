package org.jackfield.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A start for the sake of the classes it loads: the whole switch comes up in a temporary folder, without a port, and stops. It needs no
 * right and touches nothing else, so a build can do it. The engine is the one that works everywhere: what differs between both is in a
 * bundle, and classes of bundles are not archived.
 */
final class Rehearsal {
    private Rehearsal() {}

    static void run() throws LaunchException {
        final Path folder = folder();
        try {
            final RunSettings settings = new RunSettings(
                    Home.folder(),
                    Folders.prepareConfig(folder.resolve("config")),
                    Folders.prepareState(folder.resolve("state")),
                    Folders.prepareDeploy(folder.resolve("deploy")),
                    folder.resolve("socket"),
                    1,
                    "readwrite",
                    false);
            final SwitchFramework framework = new SwitchFramework(settings, Features.read(settings.features()));
            framework.start();
            framework.stop();
        } finally {
            remove(folder);
        }
    }

    private static Path folder() throws LaunchException {
        try {
            return Files.createTempDirectory("jackfield-rehearsal");
        } catch (final IOException failed) {
            throw new LaunchException("no temporary folder can be made: " + failed, failed);
        }
    }

    private static void remove(final Path folder) throws LaunchException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (final IOException failed) {
            throw new LaunchException("temporary folder " + folder + " cannot be removed: " + failed, failed);
        }
    }
}
