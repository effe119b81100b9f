package org.jackfield.control.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import org.osgi.framework.Bundle;

/**
 * Remembers on disk which jar each bundle was given, so that another version of this bundle, which finds the same jars in the folder,
 * does not deploy them once more, itself included. It holds as long as the framework says that the bundle was not changed since.
 */
final class InForce {
    private final Path file;

    InForce(final Path file) {
        this.file = file;
    }

    /** Whether a bundle runs this very jar. */
    boolean is(final Bundle bundle, final Jar jar) {
        return stamp(bundle, jar).equals(read().getProperty(jar.name()));
    }

    /** A bundle has been given this jar. */
    void note(final Bundle bundle, final Jar jar) {
        final Properties all = read();
        all.setProperty(jar.name(), stamp(bundle, jar));
        try (OutputStream out = Files.newOutputStream(file)) {
            all.store(out, null);
        } catch (final IOException unwritten) {
            System.getLogger(InForce.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "file " + file + " cannot be written: " + unwritten
                                    + "; after an update of the deployer what is deployed is deployed once more");
        }
    }

    private static String stamp(final Bundle bundle, final Jar jar) {
        return jar.digest() + " " + bundle.getBundleId() + " " + bundle.getLastModified();
    }

    private Properties read() {
        final Properties all = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            all.load(in);
        } catch (final NoSuchFileException none) {
            // nothing was deployed yet
        } catch (final IOException | IllegalArgumentException unreadable) {
            System.getLogger(InForce.class.getName())
                    .log(System.Logger.Level.WARNING, "file " + file + " cannot be read: " + unreadable);
        }
        return all;
    }
}
