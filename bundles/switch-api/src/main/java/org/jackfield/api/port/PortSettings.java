package org.jackfield.api.port;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The configuration of one port: an immutable map from keys to values as configuration files give them (text, numbers,
 * booleans, arrays of text). Getters check and refuse with a message that names port, key, value and what is allowed.
 */
public final class PortSettings {
    /** Key of the port's name, unique in the switch. */
    public static final String NAME = "name";
    /** Key of the port type. */
    public static final String TYPE = "type";
    /** Key of the bridge the port belongs to; read by the switch. */
    public static final String BRIDGE = "bridge";
    /** Key of the number of queue pairs; read by the switch, 0 or absent means its default. */
    public static final String QUEUES = "queues";
    /** Key of the most dynamic FDB entries of this port; read by the switch, 0 or absent means no limit of its own. */
    public static final String FDB_LIMIT = "fdb-limit";
    /** Key of a number the switch reports back as applied, so that whoever changed the configuration can wait for it. */
    public static final String CHANGE = "jackfield.change";

    private final TreeMap<String, Object> values = new TreeMap<>();

    /** Settings with a copy of these values. */
    public PortSettings(final Map<String, ?> values) {
        this.values.putAll(values);
    }

    /** The port's name, or "?" when the configuration has none. */
    public String name() {
        return String.valueOf(values.getOrDefault(NAME, "?"));
    }

    /** All values, sorted by key, unmodifiable. */
    public Map<String, Object> values() {
        return java.util.Collections.unmodifiableMap(values);
    }

    /** A text value without surrounding space; empty when absent or blank. */
    public Optional<String> text(final String key) {
        return Optional.ofNullable(values.get(key))
                .map(v -> String.valueOf(v).trim())
                .filter(v -> !v.isEmpty());
    }

    /** A whole number in a range, or the default when absent. */
    public long number(final String key, final long fallback, final long least, final long most) throws PortException {
        final Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            final long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (final NumberFormatException notANumber) {
            // falls through to the refusal
        }
        throw refuse(key, "must be a whole number from " + least + " to " + most);
    }

    /** A yes/no value, or the default when absent. */
    public boolean flag(final String key, final boolean fallback) throws PortException {
        final String text = text(key).orElse(String.valueOf(fallback)).toLowerCase(Locale.ROOT);
        switch (text) {
            case "true", "yes", "on":
                return true;
            case "false", "no", "off":
                return false;
            default:
                throw refuse(key, "must be true or false");
        }
    }

    /** A list: an array or collection as it is, text split at commas; empty when absent. */
    public List<String> list(final String key) {
        final Object value = values.get(key);
        final List<?> raw;
        if (value instanceof Object[] array) {
            raw = Arrays.asList(array);
        } else if (value instanceof Iterable<?> many) {
            raw = java.util.stream.StreamSupport.stream(many.spliterator(), false)
                    .collect(Collectors.toList());
        } else {
            raw = value == null ? List.of() : List.of(String.valueOf(value).split(","));
        }
        return raw.stream()
                .map(v -> String.valueOf(v).trim())
                .filter(v -> !v.isEmpty())
                .toList();
    }

    /** The exception for a value that is not allowed. */
    public PortException refuse(final String key, final String rule) {
        return new PortException("port " + name() + ": " + key + "=" + text(key).orElse("") + " " + rule);
    }

    /** Whether both come from the same configuration text: equal but for what the framework adds to each service, and the change. */
    public boolean sameConfiguration(final PortSettings other) {
        final Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(other.values.keySet());
        keys.removeIf(key -> key.startsWith("service.")
                || key.startsWith("component.")
                || key.equals("objectClass")
                || key.equals(CHANGE));
        return keys.stream().allMatch(key -> same(other, key));
    }

    /** Whether both settings have the same value for a key. */
    public boolean same(final PortSettings other, final String key) {
        return list(key).equals(other.list(key));
    }
}
