package org.jackfield.launcher.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.felix.metatype.AD;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * A key of a policy's configuration, as the metatype document of its bundle has it (OSGi Compendium 105).
 *
 * @param name of the key
 * @param type a constant of {@link AttributeDefinition}
 * @param list whether it takes several values, divided by commas
 * @param least smallest number, or empty
 * @param most greatest number, or empty
 * @param options all values there are; empty when there are others
 */
record PolicyKey(String name, int type, boolean list, String least, String most, List<String> options) {
    static PolicyKey of(final AD key) {
        return new PolicyKey(
                key.getID(),
                key.getType(),
                key.getCardinality() != 0,
                text(key.getMin()),
                text(key.getMax()),
                texts(key.getOptionValues()));
    }

    private static String text(final @Nullable String text) {
        return Optional.ofNullable(text).orElse("");
    }

    private static List<String> texts(final String @Nullable [] texts) {
        return texts == null
                ? List.of()
                : Arrays.stream(texts).filter(Objects::nonNull).toList();
    }

    /**
     * A value with the type the key has.
     *
     * @throws IllegalArgumentException naming key, value and what is allowed
     */
    Object typed(final String value) {
        if (!list) {
            return one(value.strip());
        }
        final List<Object> all = new ArrayList<>();
        for (final String part : value.split(",")) {
            all.add(one(part.strip()));
        }
        return all;
    }

    private Object one(final String value) {
        if (!options.isEmpty() && !options.contains(value)) {
            throw refused(value);
        }
        return switch (type) {
            case AttributeDefinition.BOOLEAN -> flag(value);
            case AttributeDefinition.LONG -> number(value, Long::valueOf);
            case AttributeDefinition.INTEGER -> number(value, Integer::valueOf);
            case AttributeDefinition.SHORT -> number(value, Short::valueOf);
            case AttributeDefinition.BYTE -> number(value, Byte::valueOf);
            case AttributeDefinition.DOUBLE -> number(value, Double::valueOf);
            case AttributeDefinition.FLOAT -> number(value, Float::valueOf);
            default -> value;
        };
    }

    private Boolean flag(final String value) {
        final String word = value.toLowerCase(Locale.ROOT);
        if (!word.equals("true") && !word.equals("false")) {
            throw refused(value);
        }
        return Boolean.valueOf(word);
    }

    private <N extends Number> N number(final String value, final Function<String, N> parser) {
        try {
            final N number = parser.apply(value);
            final double size = number.doubleValue();
            final boolean fits = (least.isEmpty() || size >= Double.parseDouble(least))
                    && (most.isEmpty() || size <= Double.parseDouble(most));
            if (fits) {
                return number;
            }
        } catch (final NumberFormatException noNumber) {
            // told below
        }
        throw refused(value);
    }

    private IllegalArgumentException refused(final String value) {
        return new IllegalArgumentException(name + "=" + value + " must be " + allowed());
    }

    /** What it may be. */
    String allowed() {
        if (!options.isEmpty()) {
            return String.join(" or ", options);
        }
        return switch (type) {
            case AttributeDefinition.BOOLEAN -> "true or false";
            case AttributeDefinition.LONG,
                    AttributeDefinition.INTEGER,
                    AttributeDefinition.SHORT,
                    AttributeDefinition.BYTE -> "a whole number" + range();
            case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "a number" + range();
            default -> "a text";
        };
    }

    private String range() {
        if (least.isEmpty()) {
            return most.isEmpty() ? "" : " up to " + most;
        }
        return most.isEmpty() ? ", " + least + " or more" : " from " + least + " to " + most;
    }
}
