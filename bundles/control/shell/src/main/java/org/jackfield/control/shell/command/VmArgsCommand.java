package org.jackfield.control.shell.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.port.PortState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to type to join a virtual machine to a tap, stream or dgram port. Prints only; changes neither switch nor host. */
@Command(
        name = "vm-args",
        description = "Print host commands, QEMU arguments and libvirt XML that join a virtual machine to a tap,"
                + " stream or dgram port.",
        footer = {
            "",
            "Example:",
            "  eval \"$(jackfield vm-args vm1 --part host)\"",
            "  qemu-system-x86_64 ... $(jackfield vm-args vm1 --part qemu)"
        })
final class VmArgsCommand extends SwitchCommand implements Callable<Integer> {
    /** What a tap port whose device is in the switch's own namespace tells as its namespace. */
    private static final String NO_NETNS = "-";

    /** One of the texts alone, for scripts. */
    enum Part {
        HOST,
        QEMU,
        LIBVIRT,
        UNDO;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "PORT", description = "The port.")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private String port;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "macvtap",
            description = "How it is joined to a tap: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private VmArgsKind kind;

    @Option(
            names = "--queues",
            paramLabel = "N",
            defaultValue = "0",
            description = "Queue pairs of the machine, at most the port's; 0, the default, means as many.")
    private int queues;

    @Option(
            names = "--part",
            arity = "1",
            paramLabel = "PART",
            description = "Print one part alone, for scripts: ${COMPLETION-CANDIDATES}.")
    private Part[] parts = {};

    VmArgsCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final PortInfo info = root().services()
                .view()
                .port(port)
                .orElseThrow(() -> refused("there is no such port; 'jackfield port list' shows all"));
        if (info.type().equals("stream") || info.type().equals("dgram")) {
            final SocketArgs args = socket(info);
            return root().print(document(args), () -> parts.length == 0 ? all(args) : part(args, last()));
        }
        final VmArgs args = args(info);
        return root().print(document(args), () -> parts.length == 0 ? all(args) : part(args, last()));
    }

    private Part last() {
        return parts[parts.length - 1];
    }

    private SocketArgs socket(final PortInfo info) throws AdminException {
        requireActive(info);
        return SocketArgs.of(port, info.details(), info.type(), info.mtu())
                .orElseThrow(() -> refused(
                        port.contains("/")
                                ? "it is the port of a guest that is joined; ask for "
                                        + port.substring(0, port.indexOf('/')) + ", where others join"
                                : "QEMU does not speak SOCK_SEQPACKET; give it a port with local and remote, or one of type"
                                        + " stream"));
    }

    private VmArgs args(final PortInfo info) throws AdminException {
        final Map<String, String> values =
                root().services().configurations().names().contains(port)
                        ? root().services().configurations().values(port)
                        : Map.of();
        check(info);
        return new VmArgs(
                kind,
                port,
                info.details().getOrDefault("device", port),
                queues(info),
                values.getOrDefault("mac", VmArgs.macOf(port)),
                info.mtu());
    }

    private void check(final PortInfo info) throws AdminException {
        if (!info.type().equals("tap")) {
            throw refused("it is of type " + info.type() + ", a virtual machine is joined to a tap; add one with"
                    + " 'jackfield port add NAME --type tap', or by a socket, type stream");
        }
        requireActive(info);
        final String netns = info.details().getOrDefault("netns", NO_NETNS);
        if (!netns.equals(NO_NETNS)) {
            throw refused("its device is inside namespace " + netns + ", where no machine of this namespace reaches it;"
                    + " take it out with 'jackfield port set " + port + " netns= guest-name= addresses='");
        }
        if (info.details().getOrDefault("link", "up").equals("down")) {
            throw refused("its device is down, and what is joined to it stays down too; set it up with 'jackfield"
                    + " port set " + port + " up=true'");
        }
    }

    private void requireActive(final PortInfo info) throws AdminException {
        if (info.state() != PortState.ACTIVE) {
            throw refused("it is " + info.state() + (info.reason().isEmpty() ? "" : ": " + info.reason())
                    + "; it has nothing to join to until it is ACTIVE");
        }
    }

    private int queues(final PortInfo info) throws AdminException {
        final int most = info.queues().size();
        if (queues < 0 || queues > most) {
            throw refused("--queues " + queues + " must be from 1 to the port's " + most
                    + "; give the port more with 'jackfield port set " + port + " queues=N'");
        }
        return queues == 0 ? most : queues;
    }

    private AdminException refused(final String why) {
        return new AdminException("vm-args " + port + ": " + why);
    }

    private static JsonObject document(final VmArgs args) {
        final JsonObject document = new JsonObject();
        document.addProperty("port", args.port());
        document.addProperty("kind", args.kind().toString());
        document.addProperty("device", args.device());
        document.addProperty("queues", args.queues());
        document.addProperty("vectors", args.vectors());
        document.addProperty("mac", args.mac());
        document.addProperty("mtu", args.mtu());
        return withParts(document, args);
    }

    private static JsonObject document(final SocketArgs args) {
        final JsonObject document = new JsonObject();
        document.addProperty("port", args.port());
        document.addProperty("kind", "socket");
        document.addProperty("queues", 1);
        document.addProperty("mac", args.mac());
        document.addProperty("mtu", args.mtu());
        return withParts(document, args);
    }

    private static JsonObject withParts(final JsonObject document, final MachineArgs args) {
        document.add("host", words(args.host()));
        document.add("qemu", words(args.qemu()));
        document.addProperty("libvirt", args.libvirt());
        document.add("undo", words(args.undo()));
        return document;
    }

    private static JsonArray words(final List<String> words) {
        final JsonArray array = new JsonArray();
        words.forEach(array::add);
        return array;
    }

    private static String all(final VmArgs args) {
        return "# on the host, as root, in the shell that starts QEMU\n" + part(args, Part.HOST)
                + "\n# arguments for QEMU; give the machine a processor a queue: -smp " + args.queues() + "\n"
                + part(args, Part.QEMU)
                + "\n# or, in libvirt's <devices>" + libvirtNote(args) + "\n" + part(args, Part.LIBVIRT)
                + "\n# on the host, when the machine has ended\n" + part(args, Part.UNDO);
    }

    private static String all(final SocketArgs args) {
        return "# arguments for QEMU; nothing is to be prepared\n" + part(args, Part.QEMU)
                + "\n# or, in libvirt's <domain>, which has no interface of this kind\n" + part(args, Part.LIBVIRT);
    }

    private static String libvirtNote(final VmArgs args) {
        return args.kind() == VmArgsKind.MACVTAP ? " (libvirt makes the macvtap)" : " (after the host's commands)";
    }

    private static String part(final MachineArgs args, final Part part) {
        return switch (part) {
            case HOST -> String.join("\n", args.host()) + "\n";
            case QEMU -> String.join(" ", args.qemu()) + "\n";
            case LIBVIRT -> args.libvirt();
            case UNDO -> String.join("\n", args.undo()) + "\n";
        };
    }
}
