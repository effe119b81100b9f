package org.jackfield.control.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.api.admin.AdminException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/**
 * The classes a bundle names for others to make: its activator and its components. One that is missing, or needs a newer Java, would
 * show only after the former version has gone, and Declarative Services would not even report it.
 */
final class NamedClasses {
    private static final String COMPONENTS = "Service-Component";
    private static final Pattern IMPLEMENTATION =
            Pattern.compile("<implementation\\s[^>]*class\\s*=\\s*[\"']([^\"']+)[\"']");

    private NamedClasses() {}

    /** Loads, but does not run, every named class of a resolved bundle. */
    static void check(final Bundle bundle) throws AdminException, IOException {
        final Set<String> names = new TreeSet<>();
        final String activator = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATOR);
        if (activator != null) {
            names.add(activator.strip());
        }
        final String components = bundle.getHeaders("").get(COMPONENTS);
        if (components != null) {
            for (final String path : components.split(",")) {
                addComponents(bundle, path.strip(), names);
            }
        }
        for (final String name : names) {
            load(bundle, name);
        }
    }

    private static void addComponents(final Bundle bundle, final String path, final Set<String> names)
            throws AdminException, IOException {
        final int slash = path.lastIndexOf('/');
        final Enumeration<URL> files =
                bundle.findEntries(slash < 0 ? "/" : path.substring(0, slash), path.substring(slash + 1), false);
        if (files == null) {
            throw new AdminException("its manifest names component " + path + ", which is not in it");
        }
        for (final URL file : Collections.list(files)) {
            try (InputStream in = file.openStream()) {
                final Matcher found = IMPLEMENTATION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (found.find()) {
                    names.add(found.group(1));
                }
            }
        }
    }

    private static void load(final Bundle bundle, final String name) throws AdminException {
        try {
            bundle.loadClass(name);
        } catch (final ClassNotFoundException missing) {
            throw new AdminException("its class " + name + " is not in it; build it anew", missing);
        } catch (final LinkageError unfit) {
            throw new AdminException("its class " + name + " does not fit: " + unfit, unfit);
        }
    }
}
