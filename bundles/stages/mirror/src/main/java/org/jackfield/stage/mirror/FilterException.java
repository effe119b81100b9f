package org.jackfield.stage.mirror;

/** A filter cannot be understood; the message says which word and what is possible there. */
final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String text;

    FilterException(final String message) {
        super(message);
        this.text = message;
    }

    @Override
    public String getMessage() {
        return text;
    }
}
