package org.jackfield.linux.keep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one version of some code leaves to the next: descriptors, and values of the Java platform only. A value of any other class
 * would keep that class's loader, and with it the code that goes, so it is refused.
 *
 * @param descriptors open descriptors; whoever holds this owns them
 * @param values by name: text, numbers, booleans, arrays of these, lists and maps of all of them; copied, but for arrays
 */
public record Kept(List<Integer> descriptors, Map<String, Object> values) {
    /**
     * With copies of both.
     *
     * @throws IllegalArgumentException naming the value that is of a class the Java platform does not have
     */
    public Kept {
        descriptors = List.copyOf(descriptors);
        values = copy("", values);
    }

    private static Map<String, Object> copy(final String path, final Map<?, ?> from) {
        final Map<String, Object> copy = new TreeMap<>();
        from.forEach((key, value) -> copy.put(String.valueOf(key), plain(path + "/" + key, value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Object plain(final String path, final Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean || isArray(value)) {
            return checked(path, value);
        }
        if (value instanceof Map<?, ?> map) {
            return copy(path, map);
        }
        if (value instanceof Collection<?> many) {
            final List<Object> copy = new ArrayList<>();
            many.forEach(each -> copy.add(plain(path + "/" + copy.size(), each)));
            return Collections.unmodifiableList(copy);
        }
        throw refused(path, value);
    }

    private static boolean isArray(final Object value) {
        final Class<?> part = value.getClass().getComponentType();
        return part != null
                && (part.isPrimitive()
                        || part == String.class
                        || part == Boolean.class
                        || Number.class.isAssignableFrom(part));
    }

    /** Somebody's own kind of number is no plain value. */
    private static Object checked(final String path, final Object value) {
        if (value.getClass().getClassLoader() != null) {
            throw refused(path, value);
        }
        return value;
    }

    private static IllegalArgumentException refused(final String path, final Object value) {
        return new IllegalArgumentException(
                "keeping " + path + " failed: " + value.getClass().getName()
                        + " is no plain value; leave text, numbers, booleans, arrays, lists and maps of these");
    }
}
