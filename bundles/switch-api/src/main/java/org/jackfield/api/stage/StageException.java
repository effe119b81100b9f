package org.jackfield.api.stage;

/** A stage cannot do what its configuration asks for. The message names stage, key, cause and remedy, for the person who asked. */
public class StageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public StageException(final String message) {
        super(message);
    }
}
