package org.jackfield.control.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A jar that was checked to be a bundle, in a copy nobody else writes.
 *
 * @param copy the checked bytes; its owner gives it back by {@link JarShelf#drop}
 * @param name symbolic name of the bundle
 * @param version version of the bundle
 * @param digest of the bytes: equal for equal jars
 */
record Jar(Path copy, String name, Version version, String digest) {
    /** The bytes; the caller closes. */
    InputStream open() throws IOException {
        return Files.newInputStream(copy);
    }
}
