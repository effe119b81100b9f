package org.jackfield.launcher.bench.rig;

/** Something cannot be measured. The message names what failed, why, and what to do. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public BenchException(final String message) {
        super(message);
    }

    /** With its cause. */
    public BenchException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
