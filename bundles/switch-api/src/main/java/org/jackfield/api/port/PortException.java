package org.jackfield.api.port;

/** An operation on a port failed. The message names operation, object, cause and remedy, for the person who asked. */
public class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public PortException(final String message) {
        super(message);
    }

    /** With a message for people and the cause for the log. */
    public PortException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
