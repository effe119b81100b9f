package org.jackfield.control.shell.command;

import java.util.List;

/**
 * A command line sent to a switch.
 *
 * @param args its words, without the program's name
 * @param json whether to answer in JSON even if the words do not say so
 * @param columns width of the person's terminal in characters, 0 when unknown
 */
public record Request(List<String> args, boolean json, int columns) {
    /** With a copy of the words. */
    public Request {
        args = List.copyOf(args);
    }

    /** A command line as typed, for a terminal of unknown width. */
    public static Request of(final String... args) {
        return new Request(List.of(args), false, 0);
    }
}
