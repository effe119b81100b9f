package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringChange.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Follows what happens to steering. */
@Command(
        name = "trace",
        description = {
            "Follow changes of steering until Ctrl-C: policies, decisions with their reasons, hand-overs.",
            "Also what a periodic policy does without an event in the log. The switch keeps the last 500."
        },
        footer = {"", "Example:", "  jackfield steering trace --seconds 60"})
final class SteeringTraceCommand extends SwitchCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final long POLL_MS = 300;
    private static final int NAMED = 60;
    private static final long FROM_NOW = -1;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "How many of those before to begin with (default: ${DEFAULT-VALUE}).")
    private int last;

    @Option(names = "--count", paramLabel = "N", description = "End after so many.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "End after that time, 0.1 to 3600.")
    private double seconds;

    @Option(names = "--after", hidden = true, description = "Only changes after the one of this number.")
    private long after = FROM_NOW;

    @Option(names = "--until", hidden = true, description = "End at this time, milliseconds since 1970-01-01 UTC.")
    private long untilMs = Long.MAX_VALUE;

    SteeringTraceCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        if (last < 0 || count < 1) {
            throw wrong("-n is 0 or more, --count 1 or more");
        }
        final long nowMs = System.currentTimeMillis();
        if (seconds != 0) {
            untilMs = nowMs + root().millis("--seconds", seconds);
        }
        final List<SteeringChange> changes = root().services().view().steeringChanges(Math.max(0, after));
        final int skipped = after == FROM_NOW ? Math.max(0, changes.size() - last) : 0;
        final List<SteeringChange> shown =
                changes.stream().skip(skipped).limit(count).toList();
        final long newest = changes.isEmpty()
                ? Math.max(0, after)
                : changes.get(changes.size() - 1).number();
        if (shown.size() < count && nowMs < untilMs) {
            root().goOn(words(newest, count - shown.size()), Math.min(POLL_MS, untilMs - nowMs));
        }
        return root().printLines(
                        shown.stream().map(SteeringTraceCommand::document).toList(),
                        () -> shown.stream().map(this::line).collect(Collectors.joining()));
    }

    /** The words that ask for what comes after a change. */
    private List<String> words(final long newest, final long left) {
        final List<String> words = new ArrayList<>(List.of("steering", "trace", "--after=" + newest));
        if (count != Long.MAX_VALUE) {
            words.add("--count=" + left);
        }
        if (untilMs != Long.MAX_VALUE) {
            words.add("--until=" + untilMs);
        }
        if (root().json()) {
            words.add("--json");
        }
        return words;
    }

    private String line(final SteeringChange change) {
        final String kind = String.format(Locale.ROOT, "%-9s", word(change.kind()));
        final String handover = change.kind() == Kind.HAND_OVER
                ? String.format(
                        Locale.ROOT,
                        " in %.1f ms, %,d frame(s) waited%s",
                        change.durationNs() / 1e6,
                        change.parkedFrames(),
                        change.moves().isEmpty() ? "" : ": " + moves(change.moves()))
                : "";
        return String.format(
                Locale.ROOT,
                "%s  %s %s%s%n",
                TIME.format(Instant.ofEpochMilli(change.timeMs())),
                root().tinted(new Table.Tinted(kind, tint(change.kind()))),
                change.kind() == Kind.HAND_OVER ? change.text() : change.subject() + ": " + change.text(),
                handover);
    }

    private static String moves(final List<SteeringChange.Move> moves) {
        return moves.stream()
                .map(move -> String.format(
                        Locale.ROOT,
                        "worker %d -> %d %d bucket(s) %s",
                        move.from(),
                        move.to(),
                        move.count(),
                        move.buckets().length() > NAMED ? move.buckets().substring(0, NAMED) + "..." : move.buckets()))
                .collect(Collectors.joining("; "));
    }

    private static String word(final Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Table.Tint tint(final Kind kind) {
        return switch (kind) {
            case REFUSED -> Table.Tint.BAD;
            case HAND_OVER -> Table.Tint.GOOD;
            default -> Table.Tint.WAITING;
        };
    }

    private static JsonObject document(final SteeringChange change) {
        final JsonObject document = new JsonObject();
        document.addProperty("number", change.number());
        document.addProperty("timeMs", change.timeMs());
        document.addProperty("kind", word(change.kind()));
        document.addProperty("subject", change.subject());
        document.addProperty("text", change.text());
        document.add("moves", Documents.list(change.moves(), SteeringTraceCommand::move));
        document.addProperty("durationNs", change.durationNs());
        document.addProperty("parkedFrames", change.parkedFrames());
        return document;
    }

    private static JsonObject move(final SteeringChange.Move move) {
        final JsonObject document = new JsonObject();
        document.addProperty("from", move.from());
        document.addProperty("to", move.to());
        document.addProperty("count", move.count());
        document.addProperty("buckets", move.buckets());
        return document;
    }
}
