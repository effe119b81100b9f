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
            description = "Show policy, owners of all buckets and ports the kernel steers by itself.",
            footer = {"", "Example:", "  jackfield steering show --watch"})
    int show(@Mixin final Watch watch) throws AdminException {
        final SteeringInfo steering = root().services().view().steering();
        watch.apply(root());
        return root().print(Documents.of("steering", Documents.steering(steering)), () -> text(steering));
    }

    @Command(
            name = "move",
            description = "Move buckets to a worker until the policy decides anew. Flows keep their order.",
            footer = {"", "Example:", "  jackfield steering move 0-511 1"})
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
                        () -> "buckets " + first + " to " + last + " moved to worker " + worker + "\n");
    }

    private String text(final SteeringInfo steering) {
        final String unsteered = String.join(", ", steering.unsteeredPorts());
        return line("policy", steering.policy() + (steering.preservesOrder() ? "" : " (may reorder flows)"))
                + line("buckets", String.valueOf(steering.buckets()))
                + line("moves", steering.moves() + " (" + steering.bucketsMoved() + " buckets)")
                + line("moving now", steering.moving() ? "yes" : "no")
                + line("not steered", unsteered.isEmpty() ? "none" : unsteered + " (the kernel chooses their queues)")
                + (steering.owners().size() <= MOST_RUNS ? runs(steering) : shares(steering));
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
