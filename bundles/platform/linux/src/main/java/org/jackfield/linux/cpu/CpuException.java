package org.jackfield.linux.cpu;

import java.io.IOException;

/** CPUs that do not exist or are not for this process; the message says which there are. */
public final class CpuException extends IOException {
    private static final long serialVersionUID = 1L;

    CpuException(final String message) {
        super(message);
    }
}
