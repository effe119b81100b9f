package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.SwitchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The filtering database: which address is behind which port. */
@Command(
        name = "fdb",
        description = "Show and change the filtering database: which address is behind which port.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield fdb list --bridge br0"})
final class FdbCommand extends CommandGroup {
    FdbCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = "List entries.",
            footer = {"", "Example:", "  jackfield fdb list --port vm1 --watch"})
    int list(
            @Option(names = "--bridge", paramLabel = "BRIDGE", defaultValue = "", description = "Only of this bridge.")
                    final String bridge,
            @Option(names = "--port", paramLabel = "PORT", defaultValue = "", description = "Only of this port.")
                    final String port,
            @Mixin final Watch watch)
            throws AdminException {
        final SwitchView view = root().services().view();
        final List<FdbEntryInfo> entries = view.fdb(bridge).stream()
                .filter(entry -> port.isEmpty() || entry.port().equals(port))
                .toList();
        final JsonObject document = Documents.of("entries", Documents.list(entries, Documents::entry));
        document.addProperty("ageingSeconds", view.ageingSeconds());
        watch.apply(root());
        return root().print(document, () -> table(entries));
    }

    private String table(final List<FdbEntryInfo> entries) {
        final Table table = root().table("BRIDGE", "MAC", "PORT", "KIND", "AGE");
        for (final FdbEntryInfo entry : entries) {
            final String kind = entry.kind().toLowerCase(Locale.ROOT);
            table.row(
                    entry.bridge(),
                    entry.mac(),
                    entry.port(),
                    kind,
                    kind.equals("dynamic") ? entry.ageSeconds() + " s" : "-");
        }
        return table.isEmpty() ? "no entries\n" : table.toString();
    }

    @Command(
            name = "add",
            description = "Add an entry that does not age.",
            footer = {"", "Example:", "  jackfield fdb add 02:00:00:00:00:01 vm1 --sticky"})
    int add(
            @Parameters(index = "0", paramLabel = "MAC", description = "The address, like 02:00:00:00:00:01.")
                    final String address,
            @Parameters(index = "1", paramLabel = "PORT", description = "The port it is behind.") final String port,
            @Option(names = "--bridge", paramLabel = "BRIDGE", defaultValue = "", description = "Default: the port's.")
                    final String bridge,
            @Option(names = "--sticky", description = "Learned anew when its port returns, instead of fixed (static).")
                    final boolean sticky)
            throws AdminException {
        final long mac = mac(address);
        final String home = bridge.isEmpty() ? bridgeOf(port) : bridge;
        root().services().admin().addFdbEntry(home, mac, port, sticky);
        final FdbEntryInfo entry = new FdbEntryInfo(home, MacText.format(mac), port, sticky ? "sticky" : "static", 0);
        return root().print(
                        Documents.of("added", Documents.entry(entry)),
                        () -> entry.kind() + " entry " + entry.mac() + " -> " + port + " added to bridge " + home
                                + "\n");
    }

    private String bridgeOf(final String port) throws AdminException {
        return root().services()
                .view()
                .port(port)
                .orElseThrow(() ->
                        new AdminException("fdb add: there is no port " + port + "; 'jackfield port list' shows all"))
                .bridge();
    }

    @Command(
            name = "remove",
            description = "Remove one entry of any kind.",
            footer = {"", "Example:", "  jackfield fdb remove 02:00:00:00:00:01"})
    int remove(
            @Parameters(paramLabel = "MAC", description = "The address.") final String address,
            @Option(
                            names = "--bridge",
                            paramLabel = "BRIDGE",
                            defaultValue = "",
                            description = "Default: the only bridge that has it.")
                    final String bridge)
            throws AdminException {
        final long mac = mac(address);
        final String home = bridge.isEmpty() ? bridgeWith(MacText.format(mac)) : bridge;
        root().services().admin().removeFdbEntry(home, mac);
        final JsonObject removed = new JsonObject();
        removed.addProperty("bridge", home);
        removed.addProperty("mac", MacText.format(mac));
        return root().print(
                        Documents.of("removed", removed),
                        () -> "entry " + MacText.format(mac) + " removed from bridge " + home + "\n");
    }

    private String bridgeWith(final String mac) throws AdminException {
        final List<String> bridges = root().services().view().fdb("").stream()
                .filter(entry -> entry.mac().equalsIgnoreCase(mac))
                .map(FdbEntryInfo::bridge)
                .distinct()
                .toList();
        if (bridges.isEmpty()) {
            throw new AdminException("fdb remove: no bridge has an entry for " + mac);
        }
        if (bridges.size() > 1) {
            throw new AdminException("fdb remove: " + mac + " is in the bridges " + String.join(", ", bridges)
                    + "; choose one with --bridge");
        }
        return bridges.get(0);
    }

    @Command(
            name = "flush",
            description = "Forget all dynamic entries, or those of one port.",
            footer = {"", "Example:", "  jackfield fdb flush vm1"})
    int flush(
            @Parameters(paramLabel = "PORT", arity = "0..1", defaultValue = "", description = "Only of this port.")
                    final String port)
            throws AdminException {
        final long flushed = root().services().admin().flushFdb(port);
        return root().print(
                        Documents.of("flushed", new JsonPrimitive(flushed)), () -> flushed + " entries forgotten\n");
    }

    @Command(
            name = "ageing",
            description = "Show or set how long a dynamic entry lives without traffic.",
            footer = {"", "Example:", "  jackfield fdb ageing 600"})
    int ageing(
            @Parameters(
                            paramLabel = "SECONDS",
                            arity = "0..1",
                            defaultValue = "0",
                            description =
                                    "10 to 1000000; lasts until the switch ends, org.jackfield.core.cfg makes it last longer.")
                    final long seconds)
            throws AdminException {
        if (seconds != 0) {
            root().services().admin().setAgeing(seconds);
        }
        final long now = root().services().view().ageingSeconds();
        return root().print(Documents.of("ageingSeconds", new JsonPrimitive(now)), () -> "ageing " + now + " s\n");
    }

    private long mac(final String text) {
        try {
            return MacText.parse(text);
        } catch (final IllegalArgumentException notAnAddress) {
            throw wrong(String.valueOf(notAnAddress.getMessage()));
        }
    }
}
