package org.jackfield.launcher.client;

/** What is known about the person's terminal. */
public final class Terminal {
    /** System property, set by the script when standard output is a terminal. */
    private static final String IS_TERMINAL = "jackfield.terminal";

    /** System property, set by the script when standard input is a terminal. */
    private static final String IS_KEYBOARD = "jackfield.keyboard";

    private Terminal() {}

    /** Whether standard output is a terminal. */
    public static boolean present() {
        return Boolean.getBoolean(IS_TERMINAL);
    }

    /** Whether a person sits at standard input and output. */
    static boolean interactive() {
        return present() && Boolean.getBoolean(IS_KEYBOARD);
    }

    /** Whether it wants colours: NO_COLOR (no-color.org) or a terminal without them say no. */
    public static boolean colour() {
        return present()
                && environment("NO_COLOR").isEmpty()
                && !environment("TERM").equals("dumb");
    }

    /** Its width in characters, 0 when unknown. */
    public static int columns() {
        final String columns = environment("COLUMNS");
        try {
            return columns.isEmpty() ? 0 : Integer.parseUnsignedInt(columns);
        } catch (final NumberFormatException unknown) {
            return 0;
        }
    }

    /** The folder the command was typed in. */
    public static String folder() {
        return System.getProperty("user.dir", "");
    }

    private static String environment(final String name) {
        final String value = System.getenv(name);
        return value == null ? "" : value;
    }
}
