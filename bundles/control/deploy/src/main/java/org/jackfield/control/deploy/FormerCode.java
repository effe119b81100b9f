package org.jackfield.control.deploy;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.osgi.framework.Bundle;

/**
 * Lets a thread that is inside a bundle get out of it although the bundle is replaced: the command that replaces the shell runs in the
 * shell, and what replaces this bundle runs here. After the update a class that was never loaded cannot be loaded any more, so all are
 * loaded before; they go with the last thread that is inside.
 */
final class FormerCode {
    private static final String SUFFIX = ".class";

    private FormerCode() {}

    /** Loads all classes of a bundle. */
    static void load(final Bundle bundle) {
        final Enumeration<URL> found = bundle.findEntries("/", "*" + SUFFIX, true);
        for (final URL each : found == null ? Collections.<URL>emptyList() : Collections.list(found)) {
            final String path = each.getPath();
            final String name =
                    path.substring(1, path.length() - SUFFIX.length()).replace('/', '.');
            try {
                bundle.loadClass(name);
            } catch (final ClassNotFoundException | LinkageError lacking) {
                System.getLogger(FormerCode.class.getName())
                        .log(System.Logger.Level.DEBUG, "class {0} is not loaded: {1}", name, lacking);
            }
        }
    }
}
