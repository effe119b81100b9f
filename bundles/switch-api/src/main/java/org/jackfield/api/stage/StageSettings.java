package org.jackfield.api.stage;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.PortSettings;

/**
 * The configuration of one stage: an immutable map from keys to values as configuration files give them. Getters check and refuse
 * with a message that names stage, key, value and what is allowed.
 */
public final class StageSettings {
    /** Key of the stage's name, unique among stages; the instance name of its configuration where it is absent. */
    public static final String NAME = "name";
    /** Key of the type of stage. */
    public static final String TYPE = "type";
    /** Key of the ranking, a whole number; the highest runs first within its band. */
    public static final String RANKING = "service.ranking";

    private static final String PID = "service.pid";

    /** Values are kept and split as those of ports are. */
    private final PortSettings values;

    /** Settings with a copy of these values. */
    public StageSettings(final Map<String, ?> values) {
        this.values = new PortSettings(values);
    }

    /** The stage's name; "?" when neither the configuration nor its PID has one. */
    public String name() {
        final String pid = text(PID).orElse("");
        return text(NAME).orElse(pid.contains("~") ? pid.substring(pid.indexOf('~') + 1) : "?");
    }

    /** All values, sorted by key, unmodifiable. */
    public Map<String, Object> values() {
        return values.values();
    }

    /** A text value without surrounding space; empty when absent or blank. */
    public Optional<String> text(final String key) {
        return values.text(key);
    }

    /** A list: an array or collection as it is, text split at commas; empty when absent. */
    public List<String> list(final String key) {
        return values.list(key);
    }

    /** A whole number in a range, or the default when absent. */
    public long number(final String key, final long fallback, final long least, final long most) throws StageException {
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
    public boolean flag(final String key, final boolean fallback) throws StageException {
        switch (text(key).orElse(String.valueOf(fallback)).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on":
                return true;
            case "false", "no", "off":
                return false;
            default:
                throw refuse(key, "must be true or false");
        }
    }

    /** The ranking; 0 when there is none that is a whole number. */
    public int ranking() {
        try {
            return (int) number(RANKING, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } catch (final StageException noNumber) {
            return 0;
        }
    }

    /** The exception for a value that is not allowed. */
    public StageException refuse(final String key, final String rule) {
        return new StageException(
                "stage " + name() + ": " + key + "=" + text(key).orElse("") + " " + rule);
    }

    /** Whether both come from the same configuration text: equal but for what the framework adds to each service. */
    public boolean sameConfiguration(final StageSettings other) {
        return values.sameConfiguration(other.values);
    }
}
