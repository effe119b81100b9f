package org.jackfield.control.config;

/** A configuration file cannot be read as one. The message names line and cause. */
final class ConfigSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigSyntaxException(final String message) {
        super(message);
    }
}
