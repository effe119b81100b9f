package org.jackfield.control.shell.socket;

import org.jackfield.control.shell.command.Request;

/**
 * What a client sent.
 *
 * @param kind what it wants
 * @param line the line of the shell, empty for a command
 * @param request the words of a command, and how to answer
 */
record Message(Kind kind, String line, Request request) {
    /** What clients may want. */
    enum Kind {
        /** Run a command. */
        COMMAND,
        /** Run a line in this connection's shell. */
        SHELL,
        /** Complete a line of this connection's shell. */
        SHELL_COMPLETE
    }
}
