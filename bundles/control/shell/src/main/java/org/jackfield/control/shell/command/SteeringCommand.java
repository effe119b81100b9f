package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Steering: which worker owns which flows. */
@Command(
        name = "steering",
        description = "Show and change which worker owns which flows.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SteeringTableCommand.class,
            SteeringTraceCommand.class,
            SteeringSetCommand.class,
            ShadowCommand.class
        },
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
        final SteeringLimits limits = root().services().view().steeringLimits();
        watch.apply(root());
        final JsonObject document = Documents.steering(steering);
        document.add("limits", Documents.limits(limits));
        return root().print(Documents.of("steering", document), () -> text(steering, limits.text()));
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

    @Command(
            name = "policies",
            description = "Show the deployed policies, the one with the highest ranking first.",
            footer = {"", "Example:", "  jackfield steering policies"})
    int policies() throws AdminException {
        final SteeringInfo steering = root().services().view().steering();
        return root().print(Documents.of("policies", Documents.list(steering.deployed(), Documents::policy)), () -> {
            final Table table = root().table("POLICY", "ORDER-OF-FLOWS", "NOW");
            steering.deployed()
                    .forEach(policy -> table.row(
                            policy.name(),
                            policy.preservesOrder() ? "kept" : "not kept",
                            now(policy.name(), steering)));
            return table.toString();
        });
    }

    private static String now(final String policy, final SteeringInfo steering) {
        if (policy.equals(steering.policy())) {
            return "in force";
        }
        return steering.scopes().stream()
                        .anyMatch(scope -> scope.inForce() && scope.policy().equals(policy))
                ? "for some ports"
                : "-";
    }

    @Command(
            name = "explain",
            description = "Tell which queue and worker a flow gets at each port, and why.",
            footer = {
                "",
                "Example:",
                "  jackfield steering explain --flow 'udp 10.0.0.1:5000 > 10.0.0.2:53'",
                "  jackfield steering explain --frame 020000000002020000000001080045..."
            })
    int explain(@ArgGroup(multiplicity = "1") final Explained what) throws AdminException {
        final FlowInfo flow = root().services().view().flow(what.bytes(this));
        return root().print(Documents.of("flow", Documents.flow(flow)), () -> explanation(flow));
    }

    /** What is to be explained. */
    static final class Explained {
        @Option(
                names = "--flow",
                paramLabel = "FLOW",
                description =
                        "Protocol, source and destination, such as 'tcp [fd00::1]:80 > [fd00::2]:4000', 'vlan 7' before it.")
        private String flow = "";

        @Option(
                names = "--frame",
                paramLabel = "HEX",
                description = "Bytes from the destination address on, as hexadecimal digits.")
        private String frame = "";

        private byte[] bytes(final SteeringCommand command) {
            try {
                return flow.isEmpty() ? FlowText.frame(frame) : FlowText.flow(flow);
            } catch (final IllegalArgumentException mistake) {
                throw command.wrong(String.valueOf(mistake.getMessage()));
            }
        }
    }

    private String explanation(final FlowInfo flow) {
        final Table queues = root().table("PORT", "QUEUE", "READ-BY", "THEN");
        flow.queues()
                .forEach(queue -> queues.row(
                        queue.port(),
                        queue.queue() < 0 ? "the kernel's choice" : String.valueOf(queue.queue()),
                        queue.worker() < 0 ? "any worker" : "worker " + queue.worker(),
                        then(flow, queue)));
        return line("flow hash", String.format(Locale.ROOT, "%08x, the same for both directions", flow.hash()))
                + line("bucket", flow.bucket() + ", the hash's lowest 10 bits")
                + line("owner", "worker " + flow.owner() + ", as policy " + flow.policy() + " decided")
                + queues;
    }

    private static String then(final FlowInfo flow, final FlowInfo.FlowQueue queue) {
        if (queue.byFrame()) {
            return "policy " + queue.policy() + " decides for each frame";
        }
        return way(queue) + (queue.policy().equals(flow.policy()) ? "" : ", as policy " + queue.policy() + " decided");
    }

    private static String way(final FlowInfo.FlowQueue queue) {
        if (queue.worker() == queue.owner()) {
            return queue.steered() ? "stays: the kernel follows the owners" : "stays";
        }
        return (queue.worker() < 0 ? "handed over to worker " : "handed over through a ring to worker ")
                + queue.owner()
                + (queue.worker() < 0 ? " unless read there" : "");
    }

    private static String until(final SteeringInfo steering) {
        return steering.policy().equals(SteeringInfo.MANUAL)
                ? ""
                : "policy " + steering.policy() + " may move them again; 'jackfield steering policy "
                        + SteeringInfo.MANUAL + "' leaves them where they are\n";
    }

    private String text(final SteeringInfo steering, final String limits) {
        final String unsteered = String.join(", ", steering.unsteeredPorts());
        return line(
                        "policy",
                        steering.policy()
                                + chosen(steering)
                                + (steering.preservesOrder() ? "" : " (may reorder flows)"))
                + (steering.byFrame() ? line("decides", "for each frame; owners are where the kernel puts frames") : "")
                + line("width", steering.width() + " worker(s) own buckets")
                + (steering.reason().isEmpty() ? "" : line("reason", steering.reason()))
                + line("deployed", steering.policies().isEmpty() ? "none" : String.join(", ", steering.policies()))
                + (limits.isEmpty() ? "" : line("limits", limits))
                + scopes(steering)
                + line("buckets", String.valueOf(steering.buckets()))
                + line("moves", steering.moves() + " (" + steering.bucketsMoved() + " buckets)")
                + line("moving now", steering.moving() ? "yes" : "no")
                + line("not steered", unsteered.isEmpty() ? "none" : unsteered + " (the kernel chooses their queues)")
                + (steering.owners().size() <= MOST_RUNS ? runs(steering) : shares(steering));
    }

    /** A line for each policy that ports or bridges are given to. */
    static String scopes(final SteeringInfo steering) {
        final StringBuilder text = new StringBuilder();
        for (final SteeringInfo.ScopeInfo scope : steering.scopes()) {
            final List<String> given = new ArrayList<>();
            scope.ports().forEach(port -> given.add("port " + port));
            scope.bridges().forEach(bridge -> given.add("bridge " + bridge));
            text.append(line("for " + String.join(", ", given), scope.policy() + decides(scope, steering)));
        }
        return text.toString();
    }

    private static String decides(final SteeringInfo.ScopeInfo scope, final SteeringInfo steering) {
        if (!scope.inForce()) {
            return scope.policy().equals(steering.policy()) ? ", as for the switch" : ", once it is deployed";
        }
        return (scope.preservesOrder() ? "" : " (may reorder flows)")
                + (scope.byFrame() ? ", for each frame" : ", " + scope.width() + " worker(s) own buckets")
                + "; active: "
                + (scope.activePorts().isEmpty() ? "no port" : String.join(", ", scope.activePorts()))
                + (scope.reason().isEmpty() ? "" : "; " + scope.reason());
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
