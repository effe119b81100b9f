package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values another version of the switch left. Names unknown here are passed over, names missing there have a default, and a value of
 * another kind counts as missing: what can be read is used.
 */
record Legacy(Map<?, ?> values) {
    /** One entry of a list: values by place. */
    record Row(List<?> values) {
        String text(final int place) {
            return String.valueOf(at(place));
        }

        long number(final int place) {
            return at(place) instanceof Number number ? number.longValue() : 0;
        }

        boolean flag(final int place) {
            return Boolean.TRUE.equals(at(place));
        }

        private @Nullable Object at(final int place) {
            return place < values.size() ? values.get(place) : null;
        }
    }

    boolean has(final String name) {
        return values.get(name) != null;
    }

    long number(final String name, final long fallback) {
        return values.get(name) instanceof Number number ? number.longValue() : fallback;
    }

    boolean flag(final String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    String text(final String name, final String fallback) {
        return values.get(name) instanceof String text ? text : fallback;
    }

    long[] longs(final String name) {
        return values.get(name) instanceof long[] longs ? longs : new long[0];
    }

    int[] ints(final String name) {
        return values.get(name) instanceof int[] ints ? ints : new int[0];
    }

    short[] shorts(final String name) {
        return values.get(name) instanceof short[] shorts ? shorts : new short[0];
    }

    /** A map inside; empty when there is none. */
    Legacy part(final String name) {
        return new Legacy(values.get(name) instanceof Map<?, ?> map ? map : Map.of());
    }

    /** The maps of a list. */
    List<Legacy> parts(final String name) {
        final List<Legacy> parts = new ArrayList<>();
        for (final Object each : list(name)) {
            if (each instanceof Map<?, ?> map) {
                parts.add(new Legacy(map));
            }
        }
        return parts;
    }

    /** The lists of a list. */
    List<Row> rows(final String name) {
        final List<Row> rows = new ArrayList<>();
        for (final Object each : list(name)) {
            if (each instanceof List<?> row) {
                rows.add(new Row(row));
            }
        }
        return rows;
    }

    List<?> list(final String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }

    /** All values that are numbers, by name. */
    Map<String, Long> numbers() {
        final Map<String, Long> numbers = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value instanceof Number number) {
                numbers.put(String.valueOf(name), number.longValue());
            }
        });
        return numbers;
    }

    /** All values by name. */
    Map<String, Object> all() {
        final Map<String, Object> all = new TreeMap<>();
        values.forEach((name, value) -> {
            if (value != null) {
                all.put(String.valueOf(name), value);
            }
        });
        return all;
    }
}
