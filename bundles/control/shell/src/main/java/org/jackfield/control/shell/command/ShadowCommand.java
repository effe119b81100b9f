package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Locale;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.ShadowInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policies evaluated beside the one in force. */
@Command(
        name = "shadow",
        description = {
            "Evaluate policies beside the one in force, on the same frames, without steering any.",
            "Loads that policies see are those of the switch as the policy in force makes them."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield steering shadow add rebalance"})
final class ShadowCommand extends CommandGroup {
    ShadowCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "add",
            description = {
                "Evaluate a deployed policy beside the one in force; up to 4 at a time.",
                "Policies that decide by frame are asked about the frames of one in N flows: all frames of these flows, so that a",
                "policy may remember them. Of policies that decide by bucket all frames are counted, and the moves of one in N flows."
            },
            footer = {
                "",
                "It stays until it is removed, also over an update of the switch.",
                "",
                "Example:",
                "  jackfield steering shadow add flowlet --sample 4"
            })
    int add(
            @Parameters(index = "0", paramLabel = "DEPLOYED-POLICY", description = "A policy that is not in force.")
                    final String policy,
            @Option(
                            names = "--sample",
                            paramLabel = "N",
                            defaultValue = "" + ShadowInfo.USUAL_SAMPLE,
                            description =
                                    "Look at one in N flows, a power of two, 1 to 1024 (default: ${DEFAULT-VALUE}).")
                    final int sample)
            throws AdminException {
        root().services().admin().addShadow(policy, sample);
        final String inForce = root().services().view().steering().policy();
        final List<ShadowInfo> shadows = root().services().view().shadows();
        return root().print(
                        Documents.of("shadows", Documents.list(shadows, InstrumentDocuments::shadow)),
                        () -> policy + " is evaluated beside policy " + inForce + "\n");
    }

    @Command(
            name = "remove",
            description = "Evaluate a policy no more.",
            footer = {"", "Example:", "  jackfield steering shadow remove all"})
    int remove(@Parameters(index = "0", paramLabel = "SHADOW", description = "The policy, or all.") final String policy)
            throws AdminException {
        root().services().admin().removeShadow(policy);
        final List<ShadowInfo> shadows = root().services().view().shadows();
        return root().print(
                        Documents.of("shadows", Documents.list(shadows, InstrumentDocuments::shadow)),
                        () -> (policy.equals(ShadowInfo.ALL) ? "all shadows are" : "shadow " + policy + " is")
                                + " removed\n");
    }

    @Command(
            name = "show",
            description = {
                "Show what each shadow would do, and what the policy in force did with the same frames.",
                "OTHER is the share of frames for another worker, HANDOFF of those that would cross a ring, IMBALANCE the busiest",
                "worker over the mean and JAIN Jain's index of fairness in windows of a second, COST what its code takes for a frame."
            },
            footer = {"", "Example:", "  jackfield steering shadow show --watch"})
    int show(@Mixin final Watch watch) throws AdminException {
        final List<ShadowInfo> shadows = root().services().view().shadows();
        final String inForce = root().services().view().steering().policy();
        watch.apply(root());
        return root().print(
                        Documents.of("shadows", Documents.list(shadows, InstrumentDocuments::shadow)),
                        () -> shadows.isEmpty() ? "no shadows\n" : text(shadows, inForce));
    }

    private String text(final List<ShadowInfo> shadows, final String inForce) {
        final Table table = root().table(
                        "SHADOW",
                        "DECIDES",
                        "SAMPLE",
                        "FRAMES",
                        "OTHER",
                        "HANDOFF",
                        "IMBALANCE",
                        "WORST",
                        "JAIN",
                        "BUCKETS-MOVED",
                        "FLOWS-MOVED",
                        "COST",
                        "NOW");
        shadows.forEach(shadow -> rows(table, shadow, inForce));
        return table + shares(shadows);
    }

    private static void rows(final Table table, final ShadowInfo shadow, final String inForce) {
        if (!shadow.active()) {
            table.row(
                    shadow.policy(),
                    "",
                    shadow.sample(),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "waits: " + shadow.reason());
            return;
        }
        table.row(
                shadow.policy(),
                shadow.byFrame() ? "by frame" : "by bucket",
                shadow.sample(),
                shadow.frames(),
                percent(shadow.different(), shadow.frames()),
                percent(shadow.handoffs(), shadow.frames()),
                decimal(shadow.balance().meanImbalance(), shadow.balance().windows()),
                decimal(shadow.balance().worstImbalance(), shadow.balance().windows()),
                decimal(shadow.balance().meanFairness(), shadow.balance().windows()),
                shadow.bucketsMoved(),
                shadow.flowsMoved(),
                new Table.Amount(shadow.costNs() < 0 ? "-" : String.format(Locale.ROOT, "%.1f ns", shadow.costNs())),
                shadow.reason());
        table.row(
                "  " + inForce,
                "in force",
                "",
                shadow.frames(),
                "",
                percent(shadow.handoffsInForce(), shadow.frames()),
                decimal(
                        shadow.balanceInForce().meanImbalance(),
                        shadow.balanceInForce().windows()),
                decimal(
                        shadow.balanceInForce().worstImbalance(),
                        shadow.balanceInForce().windows()),
                decimal(
                        shadow.balanceInForce().meanFairness(),
                        shadow.balanceInForce().windows()),
                "",
                "",
                "",
                "");
    }

    private String shares(final List<ShadowInfo> shadows) {
        final Table table = root().table("SHADOW", "WORKER", "FRAMES", "IN-FORCE", "LAST-SECOND", "IN-FORCE");
        shadows.forEach(shadow -> shadow.workers()
                .forEach(share -> table.row(
                        share.worker() == 0 ? shadow.policy() : "",
                        share.worker(),
                        share.frames(),
                        share.framesInForce(),
                        share.windowFrames(),
                        share.windowFramesInForce())));
        return table.isEmpty() ? "" : "\n" + table;
    }

    private static Table.Amount percent(final long part, final long whole) {
        return new Table.Amount(whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole));
    }

    private static Table.Amount decimal(final double value, final long windows) {
        return new Table.Amount(windows == 0 ? "-" : String.format(Locale.ROOT, "%.2f", value));
    }
}
