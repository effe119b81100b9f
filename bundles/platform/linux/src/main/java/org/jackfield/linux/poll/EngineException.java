package org.jackfield.linux.poll;

/** The kernel refused to set something up for an engine. The message names operation, object and cause. */
public class EngineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public EngineException(final String message) {
        super(message);
    }
}
