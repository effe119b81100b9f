package org.jackfield.control.shell.command;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SteeringInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Steering: which worker owns which flows. */
@Command(
        name = "steering",
        description = "Show and change which worker owns which flows.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield steering show"})
final class SteeringCommand extends CommandGroup {
    private static final int MOST_RUNS = 16;

    SteeringCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "show",
            description =
                    "Show policy, its last decision, owners of all buckets and ports the kernel steers by itself.",
            footer = {"", "Example:", "  jackfield steering show --watch"})
    int show(@Mixin final Watch watch) throws AdminException {
        final SteeringInfo steering = root().services().view().steering();
        watch.apply(root());
        return root().print(Documents.of("steering", Documents.steering(steering)), () -> text(steering));
    }

    @Command(
            name = "policy",
            description = "Choose who decides which worker owns which flows. Flows keep their order.",
            footer = {
                "",
                "Lasts until the switch ends; the key steering-policy of org.jackfield.core.cfg makes it last longer.",
                "",
                "Example:",
                "  jackfield steering policy symmetric-hash"
            })
    int policy(
            @Parameters(
                            index = "0",
                            paramLabel = "POLICY",
                            description = "A deployed policy; auto is the one with the highest ranking, manual none.")
                    final String policy)
            throws AdminException {
        root().services().admin().choosePolicy(policy);
        final SteeringInfo steering = root().services().view().steering();
        return root().print(
                        Documents.of("steering", Documents.steering(steering)),
                        () -> "policy " + steering.policy() + " decides\n");
    }

    @Command(
            name = "move",
            description = "Move buckets to a worker. Flows keep their order.",
            footer = {
                "",
                "The policy in force may move them again: adaptive-width when it next changes the width, symmetric-hash when",
                "it is chosen or deployed anew. Under the policy manual they stay.",
                "",
                "Example:",
                "  jackfield steering move 0-511 1"
            })
    int move(
            @Parameters(index = "0", paramLabel = "FIRST[-LAST]", description = "The buckets.") final String buckets,
            @Parameters(index = "1", paramLabel = "WORKER", description = "Their new owner.") final int worker)
            throws AdminException {
        if (!buckets.matches("\\d{1,9}(-\\d{1,9})?")) {
            throw wrong("'" + buckets + "' is not a range of buckets; write it like 0-511 or 17");
        }
        final String[] ends = buckets.split("-");
        final int first = Integer.parseInt(ends[0]);
        final int last = Integer.parseInt(ends[ends.length - 1]);
        if (first > last) {
            throw wrong("'" + buckets + "' begins after its end");
        }
        root().services().admin().moveBuckets(first, last, worker);
        final SteeringInfo steering = root().services().view().steering();
        return root().print(
                        Documents.of("steering", Documents.steering(steering)),
                        () -> "buckets " + first + " to " + last + " moved to worker " + worker + "\n"
                                + until(steering));
    }

    private static String until(final SteeringInfo steering) {
        return steering.policy().equals(SteeringInfo.MANUAL)
                ? ""
                : "policy " + steering.policy() + " may move them again; 'jackfield steering policy "
                        + SteeringInfo.MANUAL + "' leaves them where they are\n";
    }

    private String text(final SteeringInfo steering) {
        final String unsteered = String.join(", ", steering.unsteeredPorts());
        return line(
                        "policy",
                        steering.policy()
                                + chosen(steering)
                                + (steering.preservesOrder() ? "" : " (may reorder flows)"))
                + line("width", steering.width() + " worker(s) own buckets")
                + (steering.reason().isEmpty() ? "" : line("reason", steering.reason()))
                + line("deployed", steering.policies().isEmpty() ? "none" : String.join(", ", steering.policies()))
                + line("buckets", String.valueOf(steering.buckets()))
                + line("moves", steering.moves() + " (" + steering.bucketsMoved() + " buckets)")
                + line("moving now", steering.moving() ? "yes" : "no")
                + line("not steered", unsteered.isEmpty() ? "none" : unsteered + " (the kernel chooses their queues)")
                + (steering.owners().size() <= MOST_RUNS ? runs(steering) : shares(steering));
    }

    private static String chosen(final SteeringInfo steering) {
        if (steering.chosen().equals(steering.policy())) {
            return "";
        }
        return steering.chosen().equals(SteeringInfo.AUTO)
                ? " (auto)"
                : ", until " + steering.chosen() + " is deployed";
    }

    private Table runs(final SteeringInfo steering) {
        final Table owners = root().table("BUCKETS", "WORKER");
        steering.owners().forEach(run -> owners.row(run.first() + "-" + run.last(), run.worker()));
        return owners;
    }

    /** How many buckets each worker owns, where a line for each run would fill screens; {@code -j} has them all. */
    private Table shares(final SteeringInfo steering) {
        final SortedMap<Integer, Integer> shares = new TreeMap<>();
        steering.owners().forEach(run -> shares.merge(run.worker(), run.last() - run.first() + 1, Integer::sum));
        final Table owners = root().table("WORKER", "BUCKETS");
        shares.forEach((worker, buckets) -> owners.row(worker, buckets));
        return owners;
    }

    private static String line(final String key, final String value) {
        return String.format(Locale.ROOT, "%-12s %s%n", key, value);
    }
}
