package org.jackfield.control.config;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jackfield.api.port.PortSettings;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The copy of the files in ConfigAdmin. Every configuration made here carries the name of its file. */
final class ConfigCache {
    /** Property that holds the name of the file a configuration comes from. */
    static final String FILE = "jackfield.config.file";

    private static final String ANY_LOCATION = "?";

    /** What the framework and this class add to the values of a file. */
    private static final Set<String> ADDED =
            Set.of(FILE, PortSettings.CHANGE, "service.pid", "service.factoryPid", "service.bundleLocation");

    private final ConfigurationAdmin admin;
    private long lastChange;

    ConfigCache(final ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /**
     * Copies a file's values.
     *
     * @return the number of this change, by which a port says that it has applied it; also unique over restarts of this bundle
     */
    synchronized long put(final ConfigName name, final Map<String, String> values) throws IOException {
        lastChange = Math.max(lastChange + 1, System.currentTimeMillis() * 1000);
        final Dictionary<String, Object> properties = new Hashtable<>(values);
        properties.put(FILE, name.fileName());
        if (name.isPort()) {
            properties.put(PortSettings.NAME, name.instance());
            properties.put(PortSettings.CHANGE, lastChange);
        }
        configuration(name).update(properties);
        return lastChange;
    }

    void delete(final ConfigName name) throws IOException {
        configuration(name).delete();
    }

    private Configuration configuration(final ConfigName name) throws IOException {
        return name.instance().isEmpty()
                ? admin.getConfiguration(name.pid(), ANY_LOCATION)
                : admin.getFactoryConfiguration(name.pid(), name.instance(), ANY_LOCATION);
    }

    /** The values that were copied from a file, without those added; empty when there is no copy of it. */
    Optional<Map<String, String>> values(final ConfigName name) throws IOException {
        return Optional.ofNullable(copies(name.fileName()).get(name)); // file names need no escape in a filter
    }

    /** All copies, without the values that were added. */
    Map<ConfigName, Map<String, String>> copies() throws IOException {
        return copies("*");
    }

    private Map<ConfigName, Map<String, String>> copies(final String file) throws IOException {
        final Map<ConfigName, Map<String, String>> copies = new HashMap<>();
        for (final Configuration configuration : find("(" + FILE + "=" + file + ")")) {
            final Dictionary<String, Object> properties = configuration.getProperties();
            ConfigName.ofFile(String.valueOf(properties.get(FILE)))
                    .ifPresent(name -> copies.put(name, values(name, properties)));
        }
        return copies;
    }

    private static Map<String, String> values(final ConfigName name, final Dictionary<String, Object> properties) {
        final Map<String, String> values = new TreeMap<>();
        Collections.list(properties.keys()).stream()
                .filter(key -> !ADDED.contains(key) && !(name.isPort() && key.equals(PortSettings.NAME)))
                .forEach(key -> values.put(key, String.valueOf(properties.get(key))));
        return values;
    }

    /** Removes configurations that came from other files than these. */
    void retain(final Set<ConfigName> names) throws IOException {
        for (final ConfigName name : copies().keySet()) {
            if (!names.contains(name)) {
                delete(name);
            }
        }
    }

    private Configuration[] find(final String filter) throws IOException {
        try {
            final Configuration[] found = admin.listConfigurations(filter);
            return found == null ? new Configuration[0] : found;
        } catch (final InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
