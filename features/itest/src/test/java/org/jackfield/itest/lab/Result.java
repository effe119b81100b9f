package org.jackfield.itest.lab;

/**
 * How a command ended.
 *
 * @param command its words
 * @param status exit status
 * @param output standard output
 * @param errors standard error
 */
public record Result(String command, int status, String output, String errors) {
    /** Itself when it succeeded; fails the test otherwise. */
    public Result succeeded() {
        if (status != 0) {
            throw new AssertionError(this);
        }
        return this;
    }
}
