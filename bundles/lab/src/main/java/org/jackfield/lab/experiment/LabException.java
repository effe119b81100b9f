package org.jackfield.lab.experiment;

/** An experiment or a trial cannot be. The message names what failed, why, and what to do. */
public final class LabException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public LabException(final String message) {
        super(message);
    }

    /** With its cause. */
    public LabException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
