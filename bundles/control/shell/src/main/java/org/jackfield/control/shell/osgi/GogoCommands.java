package org.jackfield.control.shell.osgi;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Reply;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same commands in the Felix shell: {@code jack:port list}, {@code jack:stats} and so on. */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=jack",
            "osgi.command.function=port",
            "osgi.command.function=type",
            "osgi.command.function=bundle",
            "osgi.command.function=fdb",
            "osgi.command.function=stats",
            "osgi.command.function=top",
            "osgi.command.function=worker",
            "osgi.command.function=steering",
            "osgi.command.function=stage",
            "osgi.command.function=log",
            "osgi.command.function=version"
        })
public final class GogoCommands {
    private final Commands commands;

    /** Commands on these services. */
    @Activate
    public GogoCommands(@Reference final SwitchServices services) {
        commands = new Commands(services);
    }

    /** Ports; the same words as {@code jackfield port}. */
    public String port(final CommandSession session, final String... words) {
        return run(session, "port", words);
    }

    /** Port types; the same words as {@code jackfield type}. */
    public String type(final CommandSession session, final String... words) {
        return run(session, "type", words);
    }

    /** Bundles; the same words as {@code jackfield bundle}. */
    public String bundle(final CommandSession session, final String... words) {
        return run(session, "bundle", words);
    }

    /** The filtering database; the same words as {@code jackfield fdb}. */
    public String fdb(final CommandSession session, final String... words) {
        return run(session, "fdb", words);
    }

    /** All counters; the same words as {@code jackfield stats}. */
    public String stats(final CommandSession session, final String... words) {
        return run(session, "stats", words);
    }

    /** Rates over a second; the same words as {@code jackfield top}. */
    public String top(final CommandSession session, final String... words) {
        return run(session, "top", words);
    }

    /** Workers; the same words as {@code jackfield worker}. */
    public String worker(final CommandSession session, final String... words) {
        return run(session, "worker", words);
    }

    /** Steering; the same words as {@code jackfield steering}. */
    public String steering(final CommandSession session, final String... words) {
        return run(session, "steering", words);
    }

    /** Stages; the same words as {@code jackfield stage}. */
    public String stage(final CommandSession session, final String... words) {
        return run(session, "stage", words);
    }

    /** Events; the same words as {@code jackfield log}. */
    public String log(final CommandSession session, final String... words) {
        return run(session, "log", words);
    }

    /** The version; the same words as {@code jackfield version}. */
    public String version(final CommandSession session, final String... words) {
        return run(session, "version", words);
    }

    private String run(final CommandSession session, final String command, final String... words) {
        final List<String> args = new ArrayList<>(List.of(words));
        args.add(0, command);
        final Request how = GogoSession.how(session);
        final Reply reply = commands.run(new Request(args, false, how.columns(), how.colour(), how.cwd()));
        if (reply.status() != Reply.DONE) {
            throw new IllegalArgumentException(reply.err().strip());
        }
        return reply.out();
    }
}
