package org.jackfield.control.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.jackfield.api.port.PortSettings;

/**
 * Compares values with the keys a bundle declares. Each sentence names key, value and what is allowed. What only the port can judge,
 * such as whether a device exists, is left to it.
 */
final class SettingsCheck {
    static final String TEXT = "text";
    static final String NUMBER = "number";
    static final String TRUE_FALSE = "true/false";

    private static final int NEAR = 3;

    private SettingsCheck() {}

    /**
     * The first thing that is wrong, in one sentence; empty when all is well.
     *
     * @param owner who has the keys, such as {@code type tap}
     */
    static Optional<String> problem(final String owner, final List<KeyInfo> keys, final Map<String, String> values) {
        for (final Map.Entry<String, String> value : values.entrySet()) {
            final Optional<KeyInfo> key =
                    keys.stream().filter(k -> k.key().equals(value.getKey())).findFirst();
            if (key.isEmpty()) {
                return Optional.of(unknown(owner, keys, value.getKey()));
            }
            if (!value.getValue().isBlank() && !isAllowed(key.get(), value.getValue())) {
                return Optional.of(value.getKey() + "=" + value.getValue() + " must be " + allowed(key.get()));
            }
        }
        return keys.stream()
                .filter(key ->
                        key.required() && values.getOrDefault(key.key(), "").isBlank())
                .findFirst()
                .map(key -> owner + " needs " + key.key() + ", " + allowed(key) + ": "
                        + key.sentence().replaceAll("\\.$", ""));
    }

    /** Says that nobody reads a key, and which one may be meant. */
    static String unknown(final String owner, final List<KeyInfo> keys, final String key) {
        final List<String> known = keys.stream()
                .map(KeyInfo::key)
                .filter(name -> !name.equals(PortSettings.NAME))
                .toList();
        final String typed = key.toLowerCase(Locale.ROOT);
        String nearest = "";
        for (final String name : known) {
            final int distance = distance(name, typed);
            // Three edits make any short word out of any other: at least one letter has to stay.
            if (distance <= NEAR
                    && distance < name.length()
                    && (nearest.isEmpty() || distance < distance(nearest, typed))) {
                nearest = name;
            }
        }
        return owner + " has no key '" + key + "'; "
                + (!nearest.isEmpty()
                        ? "did you mean '" + nearest + "'?"
                        : known.isEmpty() ? "it has none" : "its keys are " + String.join(", ", known));
    }

    /** What a key may be, such as {@code a whole number from 68 to 65521, by default 1500}. */
    static String allowed(final KeyInfo key) {
        return (key.list() ? "values separated by commas, each " : "")
                + one(key)
                + (key.fallback().isEmpty() ? "" : "; the default is " + key.fallback());
    }

    private static String one(final KeyInfo key) {
        if (!key.options().isEmpty()) {
            final List<String> options = key.options();
            final int last = options.size() - 1;
            return last == 0
                    ? options.get(0)
                    : String.join(", ", options.subList(0, last)) + " or " + options.get(last);
        }
        return switch (key.kind()) {
            case TRUE_FALSE -> "true or false";
            case NUMBER -> "a whole number" + range(key);
            default -> "a text";
        };
    }

    private static String range(final KeyInfo key) {
        if (key.least().isEmpty()) {
            return key.most().isEmpty() ? "" : " up to " + key.most();
        }
        return key.most().isEmpty() ? ", " + key.least() + " or more" : " from " + key.least() + " to " + key.most();
    }

    private static boolean isAllowed(final KeyInfo key, final String value) {
        return key.list()
                ? Arrays.stream(value.split(",")).map(String::strip).allMatch(part -> isOneAllowed(key, part))
                : isOneAllowed(key, value.strip());
    }

    private static boolean isOneAllowed(final KeyInfo key, final String value) {
        if (!key.options().isEmpty()) {
            return key.options().contains(value);
        }
        return switch (key.kind()) {
            // What PortSettings.flag takes, so that a file that always worked works still.
            case TRUE_FALSE ->
                List.of("true", "false", "yes", "no", "on", "off").contains(value.toLowerCase(Locale.ROOT));
            case NUMBER -> isInRange(key, value);
            default -> true;
        };
    }

    private static boolean isInRange(final KeyInfo key, final String value) {
        try {
            final long number = Long.parseLong(value);
            return (key.least().isEmpty() || number >= Long.parseLong(key.least()))
                    && (key.most().isEmpty() || number <= Long.parseLong(key.most()));
        } catch (final NumberFormatException noNumber) {
            return false;
        }
    }

    /** Edits (insert, delete, replace a character) that turn one text into the other (Levenshtein 1965). */
    static int distance(final String a, final String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            final int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                final int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
