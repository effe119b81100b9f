package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything about steering that can be set. */
@Command(
        name = "set",
        description = {
            "Choose a policy, and what every policy is allowed. What is not named stays.",
            "With --port or --bridge the policy decides for these only; one policy can decide for many, or for the switch.",
            "A limit changes what policies decide as little as possible. Flows keep their order."
        },
        footer = {
            "",
            "Lasts until the switch ends; steering-policy, steering-exclude, steering-workers and steering-weights of",
            "org.jackfield.core.cfg make it last longer, and so do steering-ports and steering-bridges.",
            "",
            "Example:",
            "  jackfield steering set rebalance",
            "  jackfield steering set round-robin --port vm1,vm2",
            "  jackfield steering set default --port vm1",
            "  jackfield steering set --exclude 2,3",
            "  jackfield steering set --workers 2 --exclude none",
            "  jackfield steering set --weights 1,1,2",
            "  jackfield steering set --port vm1 --kernel off"
        })
final class SteeringSetCommand extends SwitchCommand implements Callable<Integer> {
    private static final String KERNEL_STEERING = "kernel-steering";
    private static final String NONE = "none";
    private static final String ALL = "all";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "POLICY",
            description =
                    "As 'jackfield steering policy POLICY'; with --port or --bridge also default, the policy of the switch.")
    private @Nullable String policy;

    @Option(
            names = "--exclude",
            paramLabel = "WORKERS",
            description = "Workers that may own no bucket, such as 2,3; none for all may.")
    private @Nullable String exclude;

    @Option(names = "--workers", paramLabel = "N", description = "At most so many own buckets; all for no limit.")
    private @Nullable String workers;

    @Option(
            names = "--weights",
            paramLabel = "WEIGHTS",
            description =
                    "In which proportion the workers a policy uses own buckets, one number for each; none for as it decides.")
    private @Nullable String weights;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            split = ",",
            description = "Ports that POLICY or --kernel is about, with commas between.")
    private List<String> ports = List.of();

    @Option(
            names = "--bridge",
            paramLabel = "BRIDGE",
            split = ",",
            description = "Bridges whose ports POLICY is about, but for those with a policy of their own.")
    private List<String> bridges = List.of();

    @Option(
            names = "--kernel",
            paramLabel = "on|off",
            description =
                    "Whether the kernel chooses queues of --port by our table; the same as the key kernel-steering, and as lasting.")
    private @Nullable String kernel;

    SteeringSetCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final boolean some = !ports.isEmpty() || !bridges.isEmpty();
        if (kernel != null && ports.isEmpty()) {
            throw wrong("--kernel needs --port");
        }
        if (some && policy == null && kernel == null) {
            throw wrong("--port needs a policy or --kernel, --bridge needs a policy");
        }
        final boolean limiting = exclude != null || workers != null || weights != null;
        if (policy == null && !limiting && kernel == null) {
            throw wrong("nothing to set: name a policy, --exclude, --workers, --weights, or --port and --kernel");
        }
        final SteeringLimits limits = limits(root().services().view().steeringLimits());
        final Map<String, String> steered = kernel == null ? Map.of() : Map.of(KERNEL_STEERING, onOrOff(kernel));
        if (limiting) {
            root().services().admin().limitSteering(limits);
        }
        for (final String port : kernel == null ? List.<String>of() : ports) {
            root().services().configurations().set(port, steered);
        }
        if (policy != null && some) {
            root().services().admin().choosePolicy(policy, ports, bridges);
        } else if (policy != null) {
            root().services().admin().choosePolicy(policy);
        }
        final SteeringInfo steering = root().services().view().steering();
        final SteeringLimits now = root().services().view().steeringLimits();
        final JsonObject document = Documents.steering(steering);
        document.add("limits", Documents.limits(now));
        return root().print(Documents.of("steering", document), () -> text(steering, now.text()));
    }

    private SteeringLimits limits(final SteeringLimits present) {
        return new SteeringLimits(
                exclude == null ? present.excluded() : numbers("--exclude", exclude, NONE),
                workers == null ? present.mostWorkers() : most(workers),
                weights == null ? present.weights() : numbers("--weights", weights, NONE));
    }

    private String onOrOff(final String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw wrong("--kernel is on or off");
        }
        return text;
    }

    private int most(final String text) {
        if (text.equals(ALL)) {
            return 0;
        }
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw wrong("--workers is a number from 1 on, or " + ALL);
        }
        return Integer.parseInt(text);
    }

    private List<Integer> numbers(final String option, final String text, final String empty) {
        final List<Integer> numbers = new ArrayList<>();
        if (text.equals(empty)) {
            return numbers;
        }
        for (final String part : text.split(",", -1)) {
            if (!part.strip().matches("\\d{1,4}")) {
                throw wrong(option + " is whole numbers with commas between, such as 1,1,2, or " + empty);
            }
            numbers.add(Integer.parseInt(part.strip()));
        }
        return numbers;
    }

    private static String text(final SteeringInfo steering, final String limits) {
        return "policy " + steering.policy() + " decides; limits: " + (limits.isEmpty() ? "none" : limits) + "; "
                + steering.width() + " worker(s) own buckets\n" + SteeringCommand.scopes(steering);
    }
}
