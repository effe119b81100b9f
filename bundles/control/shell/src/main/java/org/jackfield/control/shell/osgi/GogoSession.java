package org.jackfield.control.shell.osgi;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.LineShell;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.ShellCompletion;
import org.jackfield.control.shell.command.SwitchServices;

/** A session of the Felix shell: variables live as long as it. What a line prints is kept up to a limit, the rest is cut. */
final class GogoSession implements LineShell {
    private static final int MOST_BYTES = 4 << 20;
    private static final String HOW = ".jackfield.request";
    private static final String ALL_COMMANDS = ".commands";

    private final BoundedOutput out = new BoundedOutput(MOST_BYTES);
    private final BoundedOutput err = new BoundedOutput(MOST_BYTES);
    private final PrintStream outText = new PrintStream(out, false, StandardCharsets.UTF_8);
    private final PrintStream errText = new PrintStream(err, false, StandardCharsets.UTF_8);
    private final CommandSession session;
    private final SwitchServices services;

    GogoSession(final CommandProcessor processor, final SwitchServices services) {
        this.services = services;
        session = processor.createSession(InputStream.nullInputStream(), outText, errText);
        session.put("SCOPE", "jack:gogo:*");
    }

    /** How the person at a session wants answers. */
    static Request how(final CommandSession session) {
        return session.get(HOW) instanceof Request how ? how : Request.of();
    }

    @Override
    public Reply run(final String line, final Request how) {
        session.put(HOW, how);
        if (!how.cwd().isEmpty()) {
            session.currentDir(Path.of(how.cwd()));
        }
        int status = Reply.DONE;
        try {
            final Object result = session.execute(line);
            session.put("_", result);
            if (result != null) {
                outText.print(ended(String.valueOf(session.format(result, Converter.INSPECT))));
            }
        } catch (final Exception refused) { // Gogo declares nothing more special
            session.put("exception", refused);
            errText.print(text(refused));
            status = Reply.REFUSED;
        }
        outText.flush();
        errText.flush();
        return new Reply(status, out.take(), err.take());
    }

    private static String ended(final String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private static String text(final Exception refused) {
        final String message = refused.getMessage() == null ? refused.toString() : refused.getMessage();
        return message.startsWith("jackfield: ") ? message + "\n" : Commands.errorText(message, Reply.REFUSED, false);
    }

    @Override
    public Reply complete(final String begun) {
        final List<String> names = session.get(ALL_COMMANDS) instanceof Set<?> all
                ? all.stream().map(String::valueOf).toList()
                : List.of();
        return new Reply(Reply.DONE, new ShellCompletion(services, names).of(begun), "");
    }

    @Override
    public void close() {
        session.close();
    }
}
