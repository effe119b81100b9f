package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Port types: the kinds of ports that are deployed. */
@Command(
        name = "type",
        description = "Show the port types that are deployed.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield type show tap"})
final class TypeCommand extends CommandGroup {
    TypeCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = "List all port types.",
            footer = {"", "Example:", "  jackfield type list"})
    int list(@Mixin final Watch watch) throws AdminException {
        final List<PortTypeInfo> types = root().services().configurations().types();
        watch.apply(root());
        return root().print(
                        Documents.of("types", Documents.list(types, Documents::type)),
                        () -> types.isEmpty()
                                ? "no port types; deploy one with 'jackfield bundle install JAR'\n"
                                : table(types).toString());
    }

    private Table table(final List<PortTypeInfo> types) {
        final Table table = root().table("TYPE", "BUNDLE", "VERSION", "WHAT");
        types.forEach(type -> table.row(type.type(), type.bundle(), type.version(), type.sentence()));
        return table;
    }

    @Command(
            name = "show",
            description = "Show one port type: the keys of its configuration, their values and defaults.",
            footer = {"", "Example:", "  jackfield type show tap"})
    int show(@Parameters(paramLabel = "TYPE", description = "The port type.") final String name) throws AdminException {
        final List<PortTypeInfo> types = root().services().configurations().types();
        final PortTypeInfo type = types.stream()
                .filter(one -> one.type().equals(name))
                .findFirst()
                .orElseThrow(() -> new AdminException("type show " + name + ": not deployed; deployed are: "
                        + types.stream().map(PortTypeInfo::type).collect(Collectors.joining(", "))));
        return root().print(Documents.of("type", Documents.type(type)), () -> text(type));
    }

    private String text(final PortTypeInfo type) {
        final Table keys = root().table("KEY", "KIND", "DEFAULT", "ALLOWED", "WHAT");
        type.keys()
                .forEach(key -> keys.row(
                        key.key(),
                        key.kind() + (key.list() ? ", ..." : ""),
                        key.required() ? "(required)" : key.fallback(),
                        allowed(key),
                        key.sentence()));
        return line("type", type.type())
                + line("what", type.sentence())
                + line("bundle", type.bundle() + " " + type.version())
                + (type.alsoOfferedBy().isEmpty()
                        ? ""
                        : line("also offered by", String.join(", ", type.alsoOfferedBy())))
                + keys;
    }

    private static String allowed(final KeyInfo key) {
        if (!key.options().isEmpty()) {
            return String.join(", ", key.options());
        }
        if (key.least().isEmpty() && key.most().isEmpty()) {
            return "";
        }
        if (key.most().isEmpty()) {
            return "from " + key.least();
        }
        return key.least().isEmpty() ? "up to " + key.most() : key.least() + " to " + key.most();
    }

    private static String line(final String key, final String value) {
        return String.format(Locale.ROOT, "%-18s %s%n", key, value);
    }
}
