package org.jackfield.control.shell.command;

import java.util.List;

/**
 * What a command answers.
 *
 * @param status exit status: one of the constants here
 * @param out text for standard output
 * @param err text for standard error
 * @param again how a live view such as {@code --watch} goes on; {@link Again#NO} when this was all
 */
public record Reply(int status, String out, String err, Again again) {
    /** The command did what it was asked. */
    public static final int DONE = 0;
    /** The switch refused; nothing has changed. */
    public static final int REFUSED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** No switch is running. */
    public static final int NO_SWITCH = 3;

    /** An answer that is all. */
    public Reply(final int status, final String out, final String err) {
        this(status, out, err, Again.NO);
    }

    /**
     * What the client sends next to keep a view live. The switch decides it, so that a client knows no commands.
     *
     * @param args words of the next request; none ends the view
     * @param afterMs how long to wait before
     * @param redraw whether the next answer takes the place of this one on a terminal, instead of following it
     */
    public record Again(List<String> args, long afterMs, boolean redraw) {
        /** Nothing more. */
        public static final Again NO = new Again(List.of(), 0, false);
    }
}
