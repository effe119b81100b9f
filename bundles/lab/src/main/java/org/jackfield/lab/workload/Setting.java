package org.jackfield.lab.workload;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A setting: what it means, which values it takes, and what it is when it is not set. Its documentation and the check of its values come
 * from the same numbers. Immutable.
 *
 * @param key its documentation
 * @param check of a value
 */
record Setting(Key key, Check check) {
    private static final Pattern RANGE = Pattern.compile("\\d{1,5}-\\d{1,5}");

    /** Whether a value may be. */
    @FunctionalInterface
    interface Check {
        boolean allows(String value);
    }

    /** A whole number. */
    static Setting whole(
            final String name, final long least, final long most, final String standard, final String sentence) {
        final Check check = value -> {
            final BigDecimal number = new BigDecimal(value);
            return isWithin(number, BigDecimal.valueOf(least), BigDecimal.valueOf(most))
                    && number.stripTrailingZeros().scale() <= 0;
        };
        return numeric(name, least + " to " + most, standard, sentence, check);
    }

    /** A number that need not be whole. */
    static Setting real(
            final String name, final String least, final String most, final String standard, final String sentence) {
        final Check check = value -> isWithin(new BigDecimal(value), new BigDecimal(least), new BigDecimal(most));
        return numeric(name, least + " to " + most, standard, sentence, check);
    }

    /** One of some words. */
    static Setting word(final String name, final List<String> words, final String standard, final String sentence) {
        return new Setting(new Key(name, String.join(", ", words), standard, sentence), words::contains);
    }

    /** Lengths of frames. */
    static Setting lengths(final String name, final String standard, final String sentence) {
        final String type = FrameLengths.LEAST + " to " + FrameLengths.MOST + ", " + FrameLengths.IMIX
                + ", or a range such as 60-1514";
        return new Setting(new Key(name, type, standard, sentence), Setting::isLengths);
    }

    /** A text that whoever reads it checks. */
    static Setting text(final String name, final String type, final String standard, final String sentence) {
        return new Setting(new Key(name, type, standard, sentence), value -> !value.isBlank());
    }

    /** The same with another value for when it is not set. */
    Setting standard(final String value) {
        return new Setting(new Key(key.name(), key.type(), value, key.sentence()), check);
    }

    private static Setting numeric(
            final String name, final String type, final String standard, final String sentence, final Check check) {
        return new Setting(new Key(name, type, standard, sentence), value -> {
            try {
                return check.allows(value);
            } catch (final NumberFormatException noNumber) {
                return false;
            }
        });
    }

    private static boolean isWithin(final BigDecimal number, final BigDecimal least, final BigDecimal most) {
        return number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
    }

    private static boolean isLengths(final String value) {
        if (value.equals(FrameLengths.IMIX)) {
            return true;
        }
        if (!RANGE.matcher(value).matches() && !value.matches("\\d{1,5}")) {
            return false;
        }
        final int hyphen = value.indexOf('-');
        final int least = Integer.parseInt(hyphen < 0 ? value : value.substring(0, hyphen));
        final int most = Integer.parseInt(value.substring(hyphen + 1));
        return FrameLengths.LEAST <= least && least <= most && most <= FrameLengths.MOST;
    }
}
