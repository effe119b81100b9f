package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jackfield.api.port.PortSettings;

/** Copies all files into ConfigAdmin when the switch starts. A file that cannot be read costs one log line, not the others. */
final class ConfigLoader {
    private static final System.Logger LOG = System.getLogger(ConfigLoader.class.getName());

    private final ConfigFolder folder;
    private final ConfigCache cache;

    ConfigLoader(final ConfigFolder folder, final ConfigCache cache) {
        this.folder = folder;
        this.cache = cache;
    }

    /** Loads everything. */
    void load() throws IOException {
        folder.sweep();
        final Set<ConfigName> loaded = new HashSet<>();
        final Set<String> ports = new HashSet<>();
        for (final ConfigName file : folder.list()) {
            if (file.isPort() && !ports.add(file.instance())) {
                skip(file, "another file configures a port of this name; remove one of them");
            } else if (loadOne(file)) {
                loaded.add(file);
            }
        }
        cache.retain(loaded);
    }

    private boolean loadOne(final ConfigName file) throws IOException {
        final Map<String, String> values;
        try {
            values = ConfigText.parse(folder.read(file).orElse("")).values();
        } catch (final ConfigSyntaxException malformed) {
            return skip(file, String.valueOf(malformed.getMessage()));
        } catch (final IOException unreadable) {
            return skip(file, "cannot be read: " + unreadable);
        }
        final String name = values.getOrDefault(PortSettings.NAME, file.instance());
        if (file.isPort() && !name.equals(file.instance())) {
            return skip(file, "name = " + name + " differs from the name in the file's name; take the key out");
        }
        cache.put(file, values);
        return true;
    }

    private boolean skip(final ConfigName file, final String why) {
        LOG.log(Level.ERROR, folder.path(file) + " is not loaded: " + why);
        return false;
    }
}
