package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.event.SwitchEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Bundles: the parts of the running switch. */
@Command(
        name = "bundle",
        description = {
            "Show, install, update, start, stop and remove bundles, the parts of the running switch.",
            "What is installed here lies in the deploy folder and is there again after a restart."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  jackfield bundle install ./org.example.port.foo-1.0.0.jar"})
final class BundleCommand extends CommandGroup {
    BundleCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = "List all bundles, lowest start level first.",
            footer = {"", "Example:", "  jackfield bundle list"})
    int list(@Mixin final Watch watch) throws AdminException {
        final List<BundleInfo> bundles = root().services().bundles().bundles();
        watch.apply(root());
        return root().print(
                        Documents.of("bundles", Documents.list(bundles, Documents::bundle)),
                        () -> table(bundles).toString());
    }

    private Table table(final List<BundleInfo> bundles) {
        final Table table = root().table("ID", "BUNDLE", "VERSION", "LEVEL", "ORIGIN", "STATE");
        for (final BundleInfo bundle : bundles) {
            table.row(
                    bundle.id(), bundle.name(), bundle.version(), bundle.startLevel(), bundle.origin(), state(bundle));
        }
        return table;
    }

    private static Table.Tinted state(final BundleInfo bundle) {
        final boolean active = bundle.state().equals("ACTIVE");
        final Table.Tint healthy = active ? Table.Tint.GOOD : Table.Tint.WAITING;
        return bundle.reason().isEmpty()
                ? new Table.Tinted(bundle.state(), healthy)
                : new Table.Tinted(bundle.state() + " (" + bundle.reason() + ")", Table.Tint.BAD);
    }

    @Command(
            name = "install",
            description = "Copy a jar into the deploy folder, install and start it.",
            footer = {"", "Example:", "  jackfield bundle install ./org.example.port.foo-1.0.0.jar"})
    int install(@Parameters(paramLabel = "JAR", description = "The bundle's jar.") final String jar)
            throws AdminException {
        return done("installed", root().services().bundles().install(path(jar)));
    }

    @Command(
            name = "update",
            description = {
                "Replace a bundle by another version of it, a port type, a steering policy, what answers commands, or the",
                "switch itself (org.jackfield.core). Ports with descriptors, such as taps, stay open. Those of an updated",
                "type forward on; while the switch itself is replaced, frames wait in the kernel, which is asked to hold more",
                "of them. Ports in memory are closed and opened anew. A version that does not start is taken back.",
                "The platform (start level 1, org.jackfield.api) needs a restart."
            },
            footer = {
                "",
                "Example:",
                "  jackfield bundle update org.example.port.foo ./org.example.port.foo-1.1.0.jar",
                "  jackfield bundle update org.jackfield.core ./org.jackfield.core-0.2.0.jar"
            })
    int update(
            @Parameters(index = "0", paramLabel = "BUNDLE", description = "Its symbolic name or number.")
                    final String bundle,
            @Parameters(index = "1", paramLabel = "JAR", description = "The new version.") final String jar)
            throws AdminException {
        final long before = newest();
        final BundleInfo info = root().services().bundles().update(bundle, path(jar));
        final List<EventInfo> told = toldOf(info.name(), before);
        final JsonObject document = Documents.bundle(info);
        document.add("events", Documents.list(told, Documents::event));
        return root().print(Documents.of("updated", document), () -> text("updated", info) + lines(told));
    }

    /** Number of the last event; 0 where the switch itself does not run. */
    private long newest() {
        try {
            return root().services().view().events(0).stream()
                    .mapToLong(EventInfo::number)
                    .max()
                    .orElse(0);
        } catch (final AdminException none) {
            return 0;
        }
    }

    /** What was told of a bundle, and of the change of the switch itself, since then. */
    private List<EventInfo> toldOf(final String bundle, final long since) {
        try {
            return root().services().view().events(since).stream()
                    .filter(each -> each.event().kind() == SwitchEvent.Kind.CORE
                            || each.event().kind() == SwitchEvent.Kind.BUNDLE
                                    && each.event().subject().equals(bundle))
                    .toList();
        } catch (final AdminException none) {
            return List.of();
        }
    }

    private static String lines(final List<EventInfo> told) {
        return told.stream()
                .map(each -> "  " + each.event().subject() + ": " + each.event().text() + "\n")
                .collect(Collectors.joining());
    }

    @Command(
            name = "start",
            description = "Start a stopped bundle.",
            footer = {"", "Example:", "  jackfield bundle start org.example.port.foo"})
    int start(@Parameters(paramLabel = "BUNDLE", description = "Its symbolic name or number.") final String bundle)
            throws AdminException {
        return done("started", root().services().bundles().start(bundle));
    }

    @Command(
            name = "stop",
            description = "Stop a bundle until it is started again or the switch restarts.",
            footer = {"", "Example:", "  jackfield bundle stop org.example.port.foo"})
    int stop(@Parameters(paramLabel = "BUNDLE", description = "Its symbolic name or number.") final String bundle)
            throws AdminException {
        return done("stopped", root().services().bundles().stop(bundle));
    }

    @Command(
            name = "remove",
            description =
                    "Uninstall a deployed bundle and remove its jar from the deploy folder. Configured ports stay and wait.",
            footer = {"", "Example:", "  jackfield bundle remove org.example.port.foo"})
    int remove(@Parameters(paramLabel = "BUNDLE", description = "Its symbolic name or number.") final String bundle)
            throws AdminException {
        return done("removed", root().services().bundles().remove(bundle));
    }

    private int done(final String what, final BundleInfo bundle) {
        return root().print(Documents.of(what, Documents.bundle(bundle)), () -> text(what, bundle));
    }

    private static String text(final String what, final BundleInfo bundle) {
        final String reason = bundle.reason().isEmpty() ? "" : " (" + bundle.reason() + ")";
        final String state = what.equals("removed") ? "" : ": " + bundle.state() + reason;
        return "bundle " + bundle.name() + " " + bundle.version() + " " + what + state + "\n";
    }

    private Path path(final String jar) {
        try {
            return root().path(jar).toAbsolutePath();
        } catch (final InvalidPathException notAPath) {
            throw wrong("'" + jar + "' is not the path of a file");
        }
    }
}
