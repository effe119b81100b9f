package org.jackfield.control.config;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.api.port.PortSettings;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The copy of the files in ConfigAdmin. Every configuration made here carries the name of its file. */
final class ConfigCache {
    /** Property that holds the name of the file a configuration comes from. */
    static final String FILE = "jackfield.config.file";

    private static final String ANY_LOCATION = "?";

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

    /** Removes configurations that came from files which are not there any more. */
    void retain(final Set<ConfigName> names) throws IOException {
        final Set<String> files = names.stream().map(ConfigName::fileName).collect(Collectors.toSet());
        final Configuration[] found;
        try {
            found = admin.listConfigurations("(" + FILE + "=*)");
        } catch (final InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (final Configuration configuration : found == null ? new Configuration[0] : found) {
            if (!files.contains(String.valueOf(configuration.getProperties().get(FILE)))) {
                configuration.delete();
            }
        }
    }
}
