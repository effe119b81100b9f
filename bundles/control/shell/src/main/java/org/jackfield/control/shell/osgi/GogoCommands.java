package org.jackfield.control.shell.osgi;

import java.util.ArrayList;
import java.util.List;
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
            "osgi.command.function=fdb",
            "osgi.command.function=stats",
            "osgi.command.function=worker",
            "osgi.command.function=steering",
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
    public String port(final String... words) {
        return run("port", words);
    }

    /** The filtering database; the same words as {@code jackfield fdb}. */
    public String fdb(final String... words) {
        return run("fdb", words);
    }

    /** All counters; the same words as {@code jackfield stats}. */
    public String stats(final String... words) {
        return run("stats", words);
    }

    /** Workers; the same words as {@code jackfield worker}. */
    public String worker(final String... words) {
        return run("worker", words);
    }

    /** Steering; the same words as {@code jackfield steering}. */
    public String steering(final String... words) {
        return run("steering", words);
    }

    /** The version; the same words as {@code jackfield version}. */
    public String version(final String... words) {
        return run("version", words);
    }

    private String run(final String command, final String... words) {
        final List<String> args = new ArrayList<>(List.of(words));
        args.add(0, command);
        final Reply reply = commands.run(new Request(args, false, 0));
        if (reply.status() != Reply.DONE) {
            throw new IllegalArgumentException(reply.err().strip());
        }
        return reply.out();
    }
}
