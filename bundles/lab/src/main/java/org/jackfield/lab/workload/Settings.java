package org.jackfield.lab.workload;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of all settings of a workload: those of an experiment file, checked, and the standard ones where it has none. Immutable. */
final class Settings {
    private final String kind;
    private final Map<String, Setting> known;
    private final Map<String, String> given;

    /**
     * Checks what was given.
     *
     * @throws IllegalArgumentException names the key, the value and what is allowed
     */
    Settings(final String kind, final List<Setting> known, final Map<String, String> given) {
        this.kind = kind;
        this.known = known.stream()
                .collect(Collectors.toMap(
                        setting -> setting.key().name(), setting -> setting, (a, b) -> b, LinkedHashMap::new));
        this.given = Map.copyOf(given);
        this.given.keySet().stream().sorted().forEach(this::check);
    }

    /** Whether somebody has set it. */
    boolean isSet(final String name) {
        return given.containsKey(name);
    }

    long whole(final String name) {
        return new BigDecimal(text(name)).longValueExact();
    }

    double real(final String name) {
        return new BigDecimal(text(name)).doubleValue();
    }

    /** The value as it was written. */
    String text(final String name) {
        final String value = given.get(name);
        return value == null ? setting(name).key().standard() : value;
    }

    /** The exception for a value that does not go with the others. */
    IllegalArgumentException refusal(final String name, final String must) {
        return new IllegalArgumentException("workload " + kind + ": " + name + "=" + text(name) + " " + must);
    }

    /** The kind of the workload. */
    String kind() {
        return kind;
    }

    private Setting setting(final String name) {
        final @Nullable Setting setting = known.get(name);
        if (setting == null) {
            throw new IllegalStateException("no setting " + name);
        }
        return setting;
    }

    private void check(final String name) {
        final @Nullable Setting setting = known.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("workload " + kind + " has no key '" + name + "'; its keys are "
                    + String.join(", ", known.keySet()));
        }
        if (!setting.check().allows(text(name))) {
            throw refusal(name, "must be " + setting.key().type());
        }
    }
}
