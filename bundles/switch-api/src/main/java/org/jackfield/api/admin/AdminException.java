package org.jackfield.api.admin;

/** A change of the switch was refused. The message names operation, object, cause and remedy. */
public class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public AdminException(final String message) {
        super(message);
    }

    /** With a message for people and the cause for the log. */
    public AdminException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
