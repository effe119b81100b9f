package org.jackfield.control.shell.command;

/**
 * What a command answers.
 *
 * @param status exit status: one of the constants here
 * @param out text for standard output
 * @param err text for standard error
 */
public record Reply(int status, String out, String err) {
    /** The command did what it was asked. */
    public static final int DONE = 0;
    /** The switch refused; nothing has changed. */
    public static final int REFUSED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** No switch is running. */
    public static final int NO_SWITCH = 3;
}
