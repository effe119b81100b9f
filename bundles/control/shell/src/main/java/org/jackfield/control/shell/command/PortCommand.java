package org.jackfield.control.shell.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.port.PortState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ports: what there is, adding, changing, removing. */
@Command(
        name = "port",
        description = "Show, add, change and remove ports.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield port add vm1 --type tap --set queues=2 --set mtu=9000"})
final class PortCommand extends CommandGroup {
    PortCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = {
                "List all ports.",
                "Also those that are configured but not in the switch, in state WAITING while their type is not deployed, or "
                        + "FAULTED when its code failed to start."
            },
            footer = {"", "Example:", "  jackfield port list --watch"})
    int list(@Mixin final Watch watch) throws AdminException {
        final List<PortInfo> ports = root().services().view().ports();
        final SortedMap<String, PortWait> waiting =
                new TreeMap<>(root().services().configurations().waiting());
        ports.forEach(port -> waiting.remove(port.name()));
        final JsonArray documents = Documents.list(ports, Documents::port);
        waiting.forEach((name, wait) -> documents.add(Documents.waitingPort(name, wait)));
        watch.apply(root());
        return root().print(Documents.of("ports", documents), () -> table(ports, waiting));
    }

    private String table(final List<PortInfo> ports, final SortedMap<String, PortWait> waiting) {
        final Table table =
                root().table("PORT", "TYPE", "BRIDGE", "QUEUES", "MTU", "RX", "TX", "DROPS", "KERNEL-DROPS", "STATE");
        for (final PortInfo port : ports) {
            table.row(
                    port.name(),
                    port.type(),
                    port.bridge(),
                    port.queues().size(),
                    new Table.Amount(String.valueOf(port.mtu())),
                    port.rxFrames(),
                    port.txFrames(),
                    port.drops().values().stream().mapToLong(Long::longValue).sum(),
                    kernelDrops(port.kernelDrops()),
                    PortText.state(port));
        }
        waiting.forEach(
                (name, wait) -> table.row(name, wait.type(), "-", "-", "-", "-", "-", "-", "-", PortText.state(wait)));
        return table.isEmpty() ? "no ports; add one with 'jackfield port add NAME --type tap'\n" : table.toString();
    }

    @Command(
            name = "show",
            description = "Show one port: state, configuration, queues, drops.",
            footer = {"", "Example:", "  jackfield port show vm1 --watch=1"})
    int show(@Parameters(paramLabel = "PORT", description = "The port.") final String name, @Mixin final Watch watch)
            throws AdminException {
        final Optional<PortInfo> port = root().services().view().port(name);
        final Map<String, String> values = configuration(name, port.isEmpty());
        final PortWait wait = Optional.ofNullable(
                        root().services().configurations().waiting().get(name))
                .orElse(new PortWait("", false, "the switch does not know it yet"));
        final JsonObject document = port.map(Documents::port).orElseGet(() -> Documents.waitingPort(name, wait));
        document.add("configuration", texts(values));
        final String refused = Optional.ofNullable(
                        root().services().configurations().refusedFiles().get(name))
                .orElse("");
        document.addProperty("fileRefused", refused);
        watch.apply(root());
        return root().print(
                        Documents.of("port", document),
                        () -> new PortText(root()).of(name, port, wait, refused, values));
    }

    private Map<String, String> configuration(final String name, final boolean required) throws AdminException {
        try {
            return root().services().configurations().values(name);
        } catch (final AdminException noFile) {
            if (required) {
                throw noFile;
            }
            return Map.of(); // a port that came without a file, from a feature or by hand
        }
    }

    @Command(
            name = "add",
            description = "Add a port and wait until it is active. Nothing stays behind if it is refused.",
            footer = {"", "Example:", "  jackfield port add vm1 --type tap --set queues=4 --set addresses=10.0.0.1/24"})
    int add(
            @Parameters(paramLabel = "NAME", description = "Its name: letters, digits, '_', '.', '-', at most 64.")
                    final String name,
            @Option(names = "--type", required = true, paramLabel = "TYPE", description = "Port type, for example tap.")
                    final String type,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description =
                                    "A configuration value; repeat for more. 'jackfield type show TYPE' lists the keys.")
                    final Map<String, String> values)
            throws AdminException {
        final Map<String, String> given = values == null ? Map.of() : values;
        return changed("added", root().services().configurations().add(name, type, given));
    }

    @Command(
            name = "set",
            description = "Change a port and wait until it is in force. The old state stays if it is refused.",
            footer = {"", "Example:", "  jackfield port set vm1 mtu=9000 mac="})
    int set(
            @Parameters(index = "0", paramLabel = "PORT", description = "The port.") final String name,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "KEY=VALUE",
                            description = "Values to change; KEY= takes the key out, so that its default holds.")
                    final Map<String, String> values)
            throws AdminException {
        return changed("changed", root().services().configurations().set(name, values));
    }

    private int changed(final String what, final PortInfo port) {
        return root().print(
                        Documents.of("port", Documents.port(port)),
                        () -> "port " + port.name() + " " + what + ": " + port.state() + ", " + queues(port)
                                + ", bridge " + port.bridge() + ", MTU " + port.mtu() + "\n");
    }

    private static String queues(final PortInfo port) {
        return port.queues().size() == 1 ? "1 queue" : port.queues().size() + " queues";
    }

    @Command(
            name = "remove",
            description = "Remove a port and its configuration and wait until it is gone.",
            footer = {"", "Example:", "  jackfield port remove vm1"})
    int remove(@Parameters(paramLabel = "PORT", description = "The port.") final String name) throws AdminException {
        root().services().configurations().remove(name);
        return root().print(Documents.of("removed", new JsonPrimitive(name)), () -> "port " + name + " removed\n");
    }

    @Command(
            name = "retry",
            description = {
                "Open a faulted port now.",
                "It is tried once, whatever its back-off, also when it stays out because its code failed again and again."
            },
            footer = {"", "Example:", "  jackfield port retry vm1"})
    int retry(@Parameters(paramLabel = "PORT", description = "The port.") final String name) throws AdminException {
        final PortInfo port = root().services().admin().retryPort(name);
        if (port.state() == PortState.FAULTED) {
            throw new AdminException("port retry " + name + ": still FAULTED: " + port.reason());
        }
        return changed("opened", port);
    }

    private static JsonObject texts(final Map<String, String> values) {
        final JsonObject document = new JsonObject();
        values.forEach(document::addProperty);
        return document;
    }

    /** A count the kernel may not tell. */
    static Object kernelDrops(final long count) {
        return count < 0 ? new Table.Amount("?") : (Object) count;
    }
}
