package org.jackfield.control.config;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.port.PortSettings;

/** Reads configuration files and compares them with the keys their PID has. */
final class FileReader {
    private final ConfigFolder folder;
    private final PortTypes types;

    FileReader(final ConfigFolder folder, final PortTypes types) {
        this.folder = folder;
        this.types = types;
    }

    /** A file's content, judged; empty when there is no such file. */
    Optional<FileReading> read(final ConfigName file) {
        final Optional<String> text;
        try {
            text = folder.read(file);
        } catch (final IOException unreadable) {
            return Optional.of(new FileReading("", Map.of(), "cannot be read: " + unreadable, false));
        }
        return text.map(present -> judge(file, present));
    }

    private FileReading judge(final ConfigName file, final String text) {
        final Map<String, String> values;
        try {
            values = new TreeMap<>(ConfigText.parse(text).values());
        } catch (final ConfigSyntaxException malformed) {
            return new FileReading(text, Map.of(), String.valueOf(malformed.getMessage()), false);
        }
        final Optional<ConfigKeys> keys = types.keys(file.pid());
        if (!file.isPort()) {
            return new FileReading(text, values, refusal("PID " + file.pid(), keys, values), false);
        }
        final String name = values.getOrDefault(PortSettings.NAME, file.instance());
        values.remove(PortSettings.NAME);
        final String refusal = name.equals(file.instance())
                ? refusal("type " + file.portType(), keys, named(file, values))
                : "name=" + name + " differs from the name in the file's name; take the key out";
        return new FileReading(text, values, refusal, keys.isEmpty() && refusal.isEmpty());
    }

    private static String refusal(
            final String owner, final Optional<ConfigKeys> keys, final Map<String, String> values) {
        return keys.flatMap(known -> SettingsCheck.problem(owner, known.keys(), values))
                .orElse("");
    }

    /** Why nothing would come of a port's file now; empty when its type is deployed. */
    Optional<PortWait> absence(final ConfigName port) {
        return types.absence(port.portType());
    }

    /** The values of a port with the one its file's name gives. */
    static Map<String, String> named(final ConfigName port, final Map<String, String> values) {
        final Map<String, String> named = new TreeMap<>(values);
        named.put(PortSettings.NAME, port.instance());
        return named;
    }
}
