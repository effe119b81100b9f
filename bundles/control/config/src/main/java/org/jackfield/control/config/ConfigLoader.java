package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Copies all files into ConfigAdmin when the switch starts. A file that cannot be used costs one log line, not the others. One whose
 * type no bundle declares yet stays out until there is one, so that ConfigAdmin never holds what was not checked.
 */
final class ConfigLoader {
    private static final System.Logger LOG = System.getLogger(ConfigLoader.class.getName());

    private final ConfigFolder folder;
    private final ConfigCache cache;
    private final FileReader reader;
    private final FileOutcomes outcomes;

    ConfigLoader(
            final ConfigFolder folder, final ConfigCache cache, final FileReader reader, final FileOutcomes outcomes) {
        this.folder = folder;
        this.cache = cache;
        this.reader = reader;
        this.outcomes = outcomes;
    }

    /** Loads everything. */
    void load() throws IOException {
        folder.sweep();
        final Set<ConfigName> loaded = new HashSet<>();
        final Set<String> ports = new HashSet<>();
        for (final ConfigName file : folder.list()) {
            final FileReading reading = reader.read(file).orElse(FileReading.ABSENT);
            final boolean second = file.isPort() && !ports.add(file.instance());
            if (loadOne(file, second ? reading.refused(HandEdits.SECOND_FILE) : reading)) {
                loaded.add(file);
            }
        }
        cache.retain(loaded);
    }

    private boolean loadOne(final ConfigName file, final FileReading reading) throws IOException {
        if (reading.isRefused() || reading.waits()) {
            outcomes.remember(file, reading);
            if (reading.isRefused()) {
                LOG.log(Level.ERROR, folder.path(file) + " is not loaded: " + reading.refusal());
            }
            return false;
        }
        // Equal when this bundle alone was restarted: the ports need not notice.
        if (!cache.values(file).equals(Optional.of(reading.values()))) {
            cache.put(file, reading.values());
        }
        return true;
    }
}
