package org.jackfield.control.shell.command;

import java.util.List;

/**
 * A command line sent to a switch.
 *
 * @param args its words, without the program's name
 * @param json whether to answer in JSON even if the words do not say so
 * @param columns width of the person's terminal in characters, 0 when unknown
 * @param colour whether the answer is shown on a terminal that wants colours
 * @param cwd the folder relative paths in the words start from, empty when there is none
 */
public record Request(List<String> args, boolean json, int columns, boolean colour, String cwd) {
    /** With a copy of the words. */
    public Request {
        args = List.copyOf(args);
    }

    /** For a program rather than a terminal, from no folder. */
    public Request(final List<String> args, final boolean json, final int columns) {
        this(args, json, columns, false, "");
    }

    /** A command line as typed, for a terminal of unknown width. */
    public static Request of(final String... args) {
        return new Request(List.of(args), false, 0);
    }
}
