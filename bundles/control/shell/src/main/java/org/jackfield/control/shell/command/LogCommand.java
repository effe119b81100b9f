package org.jackfield.control.shell.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.event.SwitchEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What happened in the switch. */
@Command(
        name = "log",
        description = {
            "Show the last events: ports, links, bundles, configuration, workers, steering, each with its reason.",
            "The switch keeps the last 1000."
        },
        footer = {"", "Example:", "  jackfield log -n 50 --follow"})
final class LogCommand extends SwitchCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final long POLL_MS = 300;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int last = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens until Ctrl-C.")
    private boolean follow;

    @Option(names = "--after", hidden = true, description = "Only events after the one of this number.")
    private long after;

    LogCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        if (last < 0) {
            throw wrong("-n is 0 or more");
        }
        final List<EventInfo> events = root().services().view().events(after);
        final int from = Math.max(0, events.size() - last);
        final List<EventInfo> shown = events.subList(after > 0 ? 0 : from, events.size());
        if (follow) {
            final long newest =
                    events.isEmpty() ? after : events.get(events.size() - 1).number();
            root().goOn(words(newest), POLL_MS);
            if (shown.isEmpty()) {
                return Reply.DONE; // no empty document every time somebody asks
            }
        }
        return root().print(Documents.of("events", Documents.list(shown, Documents::event)), () -> text(shown));
    }

    /** The words that ask for what comes after an event. */
    private List<String> words(final long newest) {
        final List<String> words = new ArrayList<>(List.of("log", "--follow", "--after=" + newest));
        if (root().json()) {
            words.add("--json");
        }
        return words;
    }

    private String text(final List<EventInfo> events) {
        final StringBuilder text = new StringBuilder();
        for (final EventInfo event : events) {
            final SwitchEvent what = event.event();
            final String kind = String.format(Locale.ROOT, "%-16s", what.kind());
            text.append(String.format(
                    Locale.ROOT,
                    "%s  %s %s: %s%n",
                    TIME.format(Instant.ofEpochMilli(event.timeMs())),
                    root().tinted(new Table.Tinted(kind, tint(what.kind()))),
                    what.subject(),
                    what.text()));
        }
        return text.isEmpty() ? "no events\n" : text.toString();
    }

    private static Table.Tint tint(final SwitchEvent.Kind kind) {
        return switch (kind) {
            case PORT_FAULTED, PORT_REFUSED -> Table.Tint.BAD;
            case PORT_ACTIVE -> Table.Tint.GOOD;
            default -> Table.Tint.WAITING;
        };
    }
}
