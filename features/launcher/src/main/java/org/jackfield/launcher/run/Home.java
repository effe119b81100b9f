package org.jackfield.launcher.run;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Finds the distribution this program belongs to. */
public final class Home {
    /** System property that names the distribution's folder. */
    public static final String PROPERTY = "jackfield.home";

    private Home() {}

    /** The folder the property names, else the one that holds {@code lib/} with this program's jar. */
    public static Path folder() {
        final String given = System.getProperty(PROPERTY, "");
        if (!given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        final Path jar = jar();
        final Path lib = jar.getParent();
        return lib == null || lib.getParent() == null ? jar : lib.getParent();
    }

    /** The jar (or folder of classes) this program runs from. */
    public static Path jar() {
        try {
            return Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (final URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
