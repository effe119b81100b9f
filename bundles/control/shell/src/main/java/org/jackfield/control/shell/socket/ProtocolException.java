package org.jackfield.control.shell.socket;

import java.io.IOException;

/** A line on the control socket is not what it should be. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(final String message) {
        super(message);
    }
}
