package org.jackfield.launcher.traffic;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Arguments of the form {@code --key value}. */
public final class Options {
    private final Map<String, String> values = new HashMap<>();

    /** The arguments from index {@code from} on. */
    public Options(final String[] args, final int from) {
        for (int i = from; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException("expected --key value, got " + args[i]);
            }
            values.put(args[i].substring(2), args[i + 1]);
        }
    }

    /** A text that must be given. */
    public String text(final String key) {
        return optional(key).orElseThrow(() -> new IllegalArgumentException("--" + key + " is missing"));
    }

    /** A text that may be left out. */
    public Optional<String> optional(final String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A whole number, or the default. */
    public long number(final String key, final long fallback) {
        return optional(key).map(Long::parseLong).orElse(fallback);
    }
}
