package org.jackfield.launcher.demo;

/** The demo cannot go on. The message names what failed, why, and what to do. */
final class DemoException extends Exception {
    private static final long serialVersionUID = 1L;

    DemoException(final String message) {
        super(message);
    }

    DemoException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
