package org.jackfield.launcher.run;

/** The switch cannot start. The message names what failed, why, and what to do. */
public final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public LaunchException(final String message) {
        super(message);
    }

    /** With a message for people and the cause. */
    public LaunchException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
