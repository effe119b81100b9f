package org.jackfield.control.shell.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ports: what there is, adding, changing, removing. */
@Command(name = "port", description = "Show, add, change and remove ports.", synopsisSubcommandLabel = "COMMAND")
final class PortCommand extends CommandGroup {
    static final String WAITING_REASON = "configured, but its type is not deployed or failed to start";

    PortCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(name = "list", description = "List all ports.")
    int list() throws AdminException {
        final SwitchView view = root().services().view();
        final TreeSet<String> waiting =
                new TreeSet<>(root().services().configurations().names());
        final List<PortInfo> ports = view.ports();
        ports.forEach(port -> waiting.remove(port.name()));
        final JsonArray documents = Documents.list(ports, Documents::port);
        waiting.forEach(name -> documents.add(Documents.waitingPort(name)));
        return root().print(Documents.of("ports", documents), () -> table(ports, waiting));
    }

    private static String table(final List<PortInfo> ports, final TreeSet<String> waiting) {
        final Table table = new Table(
                "PORT", "TYPE", "BRIDGE", "STATE", "QUEUES", "MTU", "RX", "TX", "DROPS", "KERNEL-DROPS", "REASON");
        for (final PortInfo port : ports) {
            table.row(
                    port.name(),
                    port.type(),
                    port.bridge(),
                    port.state(),
                    port.queues().size(),
                    new Table.Amount(String.valueOf(port.mtu())),
                    port.rxFrames(),
                    port.txFrames(),
                    port.drops().values().stream().mapToLong(Long::longValue).sum(),
                    kernelDrops(port.kernelDrops()),
                    port.reason());
        }
        waiting.forEach(name -> table.row(name, "-", "-", "WAITING", "-", "-", "-", "-", "-", "-", WAITING_REASON));
        return table.isEmpty() ? "no ports; add one with 'jackfield port add NAME --type tap'\n" : table.toString();
    }

    @Command(name = "show", description = "Show one port: state, configuration, queues, drops.")
    int show(@Parameters(paramLabel = "NAME", description = "The port.") final String name) throws AdminException {
        final Optional<PortInfo> port = root().services().view().port(name);
        final Map<String, String> values = configuration(name, port.isEmpty());
        final JsonObject document = port.map(Documents::port).orElseGet(() -> Documents.waitingPort(name));
        document.add("configuration", texts(values));
        return root().print(Documents.of("port", document), () -> PortText.of(name, port, values));
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
            description = "Add a port and wait until it is active. Nothing stays behind if it is refused.")
    int add(
            @Parameters(paramLabel = "NAME", description = "Its name: letters, digits, '_', '.', '-', at most 64.")
                    final String name,
            @Option(names = "--type", required = true, paramLabel = "TYPE", description = "Port type, for example tap.")
                    final String type,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description =
                                    "A configuration value; repeat for more. The README of the port type lists them.")
                    final Map<String, String> values)
            throws AdminException {
        final Map<String, String> given = values == null ? Map.of() : values;
        return changed("added", root().services().configurations().add(name, type, given));
    }

    @Command(
            name = "set",
            description = "Change a port and wait until it is in force. The old state stays if it is refused.")
    int set(
            @Parameters(index = "0", paramLabel = "NAME", description = "The port.") final String name,
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

    @Command(name = "remove", description = "Remove a port and its configuration and wait until it is gone.")
    int remove(@Parameters(paramLabel = "NAME", description = "The port.") final String name) throws AdminException {
        root().services().configurations().remove(name);
        return root().print(Documents.of("removed", new JsonPrimitive(name)), () -> "port " + name + " removed\n");
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
