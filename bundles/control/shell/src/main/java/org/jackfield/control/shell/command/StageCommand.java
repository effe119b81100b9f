package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Locale;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.StageInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stages: what frames go through besides what every bridge does. */
@Command(
        name = "stage",
        description = "Show stages, which look at frames, drop, redirect or mirror them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield stage list"})
final class StageCommand extends CommandGroup {
    StageCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = "List all stages in the order in which frames go through them.",
            footer = {"", "Example:", "  jackfield stage list --watch"})
    int list(@Mixin final Watch watch) throws AdminException {
        final List<StageInfo> stages = root().services().view().stages();
        watch.apply(root());
        return root().print(Documents.of("stages", Documents.list(stages, Documents::stage)), () -> table(stages));
    }

    private String table(final List<StageInfo> stages) {
        final Table table =
                root().table("BAND", "RANK", "STAGE", "TYPE", "FRAMES", "DROPPED", "COPIES", "NO-COPY", "STATE");
        for (final StageInfo stage : stages) {
            table.row(
                    stage.phase().toLowerCase(Locale.ROOT),
                    stage.ranking(),
                    stage.name(),
                    stage.type(),
                    stage.frames(),
                    stage.dropped(),
                    stage.copies(),
                    stage.noCopy(),
                    state(stage));
        }
        return table.isEmpty() ? "no stages\n" : table.toString();
    }

    private static Table.Tinted state(final StageInfo stage) {
        final Table.Tint tint = stage.state().equals("FAULTED")
                ? Table.Tint.BAD
                : stage.state().equals("ACTIVE") && stage.reason().isEmpty() ? Table.Tint.GOOD : Table.Tint.WAITING;
        return new Table.Tinted(stage.state() + (stage.reason().isEmpty() ? "" : " (" + stage.reason() + ")"), tint);
    }

    @Command(
            name = "show",
            description = "Show one stage.",
            footer = {"", "Example:", "  jackfield stage show m1"})
    int show(@Parameters(paramLabel = "STAGE", description = "The stage.") final String name, @Mixin final Watch watch)
            throws AdminException {
        final StageInfo stage = root().services().view().stages().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AdminException(
                        "stage show: there is no stage " + name + "; 'jackfield stage list' shows all"));
        watch.apply(root());
        return root().print(Documents.of("stage", Documents.stage(stage)), () -> text(stage));
    }

    private String text(final StageInfo stage) {
        final StringBuilder text = new StringBuilder();
        line(text, "stage", stage.name());
        line(text, "state", root().tinted(state(stage)));
        line(text, "type", stage.type());
        line(text, "band", stage.phase().toLowerCase(Locale.ROOT));
        line(text, "ranking", String.valueOf(stage.ranking()));
        stage.details().forEach((key, value) -> line(text, key, value));
        line(text, "ports", stage.ports().isEmpty() ? "none" : String.join(", ", stage.ports()));
        line(text, "frames", number(stage.frames()));
        line(text, "dropped", number(stage.dropped()));
        line(text, "copies", number(stage.copies()) + ", " + number(stage.noCopy()) + " without a free frame");
        return text.toString();
    }

    private static String number(final long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static void line(final StringBuilder text, final String key, final String value) {
        text.append(String.format(Locale.ROOT, "%-18s %s%n", key, value));
    }

    @Command(
            name = "retry",
            description = {
                "Put a faulted stage in force now.",
                "Also one that stays out because its code failed again and again."
            },
            footer = {"", "Example:", "  jackfield stage retry m1"})
    int retry(@Parameters(paramLabel = "STAGE", description = "The stage.") final String name) throws AdminException {
        final StageInfo stage = root().services().admin().retryStage(name);
        if (!stage.state().equals("ACTIVE")) {
            throw new AdminException("stage retry " + name + ": still " + stage.state() + ": " + stage.reason());
        }
        return root().print(Documents.of("stage", Documents.stage(stage)), () -> "stage " + name + " is active\n");
    }
}
