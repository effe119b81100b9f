package org.jackfield.linux.netns;

import java.io.IOException;

/** A network namespace cannot be found or entered. The message names operation, namespace, cause and remedy. */
public class NetnsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public NetnsException(final String message) {
        super(message);
    }
}
