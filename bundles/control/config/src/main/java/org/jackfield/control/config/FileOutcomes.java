package org.jackfield.control.config;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files that are not in force as they stand: refused, or put off. Each is reported once. Any thread. */
final class FileOutcomes {
    private final Map<ConfigName, FileReading> outcomes = new ConcurrentHashMap<>();

    /** Remembers a file. Returns whether that is news. */
    boolean remember(final ConfigName file, final FileReading reading) {
        return !reading.equals(outcomes.put(file, reading));
    }

    /** Whether a file was remembered exactly so. */
    boolean knows(final ConfigName file, final FileReading reading) {
        return reading.equals(outcomes.get(file));
    }

    boolean has(final ConfigName file) {
        return outcomes.containsKey(file);
    }

    /** The file is in force, or gone. Returns whether it was not before. */
    boolean forget(final ConfigName file) {
        return outcomes.remove(file) != null;
    }

    /** Forgets files that are not there any more. */
    void retain(final Collection<ConfigName> files) {
        outcomes.keySet().retainAll(files);
    }

    /** Why a file is refused; empty when it is not. */
    Optional<String> refusal(final ConfigName file) {
        return Optional.ofNullable(outcomes.get(file)).map(FileReading::refusal).filter(reason -> !reason.isEmpty());
    }
}
