package org.jackfield.control.shell.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortInfo;

/** One port as {@code port show} prints it for people. */
final class PortText {
    private final JackfieldCommand root;

    PortText(final JackfieldCommand root) {
        this.root = root;
    }

    String of(
            final String name,
            final Optional<PortInfo> port,
            final PortWait wait,
            final String fileRefused,
            final Map<String, String> configuration) {
        final StringBuilder text = new StringBuilder();
        line(text, "port", name);
        if (port.isPresent()) {
            facts(text, port.get());
        } else {
            line(text, "state", root.tinted(state(wait)));
            line(text, "type", wait.type());
        }
        if (!fileRefused.isEmpty()) {
            line(text, "file refused", fileRefused);
        }
        if (!configuration.isEmpty()) {
            text.append("configuration\n");
            configuration.forEach((key, value) -> line(text, "  " + key, value));
        }
        port.ifPresent(present -> text.append(queues(present)));
        return text.toString();
    }

    /** A port's state, with the reason if there is one. */
    static Table.Tinted state(final PortInfo port) {
        final Table.Tint tint = switch (port.state()) {
            case ACTIVE -> port.reason().isEmpty() ? Table.Tint.GOOD : Table.Tint.WAITING;
            case FAULTED -> Table.Tint.BAD;
            default -> Table.Tint.WAITING;
        };
        return new Table.Tinted(withReason(port.state().toString(), port.reason()), tint);
    }

    /** The state of a port that is configured but not in the switch. */
    static Table.Tinted state(final PortWait wait) {
        return new Table.Tinted(
                withReason(wait.faulted() ? "FAULTED" : "WAITING", wait.reason()),
                wait.faulted() ? Table.Tint.BAD : Table.Tint.WAITING);
    }

    private static String withReason(final String state, final String reason) {
        return reason.isEmpty() ? state : state + " (" + reason + ")";
    }

    private void facts(final StringBuilder text, final PortInfo port) {
        line(text, "state", root.tinted(state(port)));
        line(text, "type", port.type());
        line(text, "bridge", port.bridge());
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("mtu", String.valueOf(port.mtu()));
        facts.put("kernel-steering", port.kernelSteering() ? "on" : "off");
        port.details().forEach(facts::putIfAbsent);
        facts.forEach((key, value) -> line(text, key, value));
        line(text, "received", frames(port.rxFrames(), port.rxBytes()));
        line(text, "sent", frames(port.txFrames(), port.txBytes()));
        line(text, "drops", Table.counts(port.drops()));
        line(text, "kernel-drops", String.valueOf(PortCommand.kernelDrops(port.kernelDrops())));
    }

    private String queues(final PortInfo port) {
        final Table table = root.table("QUEUE", "WORKER", "RX-FRAMES", "RX-BYTES", "TX-FRAMES", "TX-BYTES");
        for (final PortInfo.QueueInfo queue : port.queues()) {
            table.row(
                    queue.queue(),
                    queue.worker(),
                    queue.rxFrames(),
                    Table.bytes(queue.rxBytes()),
                    queue.txFrames(),
                    Table.bytes(queue.txBytes()));
        }
        return table.isEmpty() ? "" : table.toString();
    }

    private static String frames(final long frames, final long bytes) {
        return String.format(Locale.ROOT, "%,d frames, %s", frames, Table.bytes(bytes));
    }

    private static void line(final StringBuilder text, final String key, final String value) {
        text.append(String.format(Locale.ROOT, "%-18s %s%n", key, value));
    }
}
