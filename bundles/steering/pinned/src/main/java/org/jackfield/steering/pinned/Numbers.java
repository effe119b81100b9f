package org.jackfield.steering.pinned;

/** Whole numbers in rules. */
final class Numbers {
    private Numbers() {}

    /** A number in a range; refuses anything else and says what it must be. */
    static int parse(final String text, final int least, final int most, final String what) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("'" + text + "' must be " + what + " from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }
}
