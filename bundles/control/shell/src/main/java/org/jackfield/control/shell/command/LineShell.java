package org.jackfield.control.shell.command;

/**
 * A shell that takes whole lines and remembers variables between them, for one connection. One thread, that of the connection;
 * {@link #close} from any.
 */
public interface LineShell extends AutoCloseable {
    /**
     * Runs a line to its end. Never throws; whatever goes wrong is in the reply.
     *
     * @param line what the person typed
     * @param how width, colours and folder of the person; it has no words
     */
    Reply run(String line, Request how);

    /** What the end of a line may become, a candidate a line, as the command {@code complete} answers. */
    Reply complete(String begun);

    @Override
    void close();

    /** A shell where there is none: refuses everything. */
    static LineShell none() {
        return new LineShell() {
            @Override
            public Reply run(final String line, final Request how) {
                final String text = Commands.errorText("there is no shell in this switch", Reply.REFUSED, false);
                return new Reply(Reply.REFUSED, "", text);
            }

            @Override
            public Reply complete(final String begun) {
                return new Reply(Reply.DONE, "", "");
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
