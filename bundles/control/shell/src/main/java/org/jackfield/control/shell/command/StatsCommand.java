package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.admin.WorkerInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything that is counted, in one answer. */
@Command(
        name = "stats",
        description = "Show frames and bytes per port, queue and worker, handoffs, drops by reason and both ledgers.",
        footer = {"", "Example:", "  jackfield stats -j"})
final class StatsCommand extends SwitchCommand implements Callable<Integer> {
    @Mixin
    private final Watch watch = new Watch();

    StatsCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final SwitchView view = root().services().view();
        final List<PortInfo> ports = view.ports();
        final List<WorkerInfo> workers = view.workers();
        final LedgerInfo ledger = view.ledger();
        final JsonObject document = new JsonObject();
        document.add("ports", Documents.list(ports, Documents::port));
        document.add("workers", Documents.list(workers, Documents::worker));
        document.addProperty("handoffs", handoffs(workers));
        document.add("drops", Documents.counts(ledger.drops()));
        document.add("ledgers", Documents.ledgers(ledger));
        watch.apply(root());
        return root().print(document, () -> text(ports, workers, ledger));
    }

    private static long handoffs(final List<WorkerInfo> workers) {
        return workers.stream().mapToLong(WorkerInfo::handoffOut).sum();
    }

    private String text(final List<PortInfo> ports, final List<WorkerInfo> workers, final LedgerInfo ledger) {
        final Table queues = root().table(
                        "PORT",
                        "QUEUE",
                        "WORKER",
                        "RX-FRAMES",
                        "RX-BYTES",
                        "TX-FRAMES",
                        "TX-BYTES",
                        "KERNEL-DROPS",
                        "DROPS");
        ports.forEach(port -> rows(queues, port));
        return queues + "\n" + WorkerCommand.table(root(), workers) + "\n"
                + line("handoffs", String.format(Locale.ROOT, "%,d", handoffs(workers)))
                + line("drops", Table.counts(ledger.drops()))
                + line(
                        "frames ledger",
                        sum(ledger.received(), "received", ledger.forwarded(), "forwarded", ledger.dropped()))
                + line(
                        "copies ledger",
                        sum(ledger.copies(), "copies", ledger.accepted(), "accepted", ledger.copiesDropped()))
                + line("kernel drops", String.format(Locale.ROOT, "%,d before us", ledger.kernelDrops()));
    }

    private static void rows(final Table table, final PortInfo port) {
        final String drops = port.drops().isEmpty() ? "" : Table.counts(port.drops());
        if (port.queues().isEmpty()) {
            table.row(
                    port.name(),
                    "-",
                    new Table.Tinted(
                            port.state().toString(), PortText.state(port).tint()),
                    0,
                    Table.bytes(0),
                    0,
                    Table.bytes(0),
                    "-",
                    drops);
        }
        for (final PortInfo.QueueInfo queue : port.queues()) {
            final boolean first = queue == port.queues().get(0);
            table.row(
                    first ? port.name() : "",
                    queue.queue(),
                    queue.worker(),
                    queue.rxFrames(),
                    Table.bytes(queue.rxBytes()),
                    queue.txFrames(),
                    Table.bytes(queue.txBytes()),
                    first ? PortCommand.kernelDrops(port.kernelDrops()) : "",
                    first ? drops : "");
        }
    }

    private static String sum(
            final long whole, final String of, final long good, final String gone, final long dropped) {
        final long open = whole - good - dropped;
        return String.format(
                Locale.ROOT,
                "%,d %s = %,d %s + %,d dropped (%s)",
                whole,
                of,
                good,
                gone,
                dropped,
                open == 0 ? "balanced" : String.format(Locale.ROOT, "%,d inside the switch", open));
    }

    private static String line(final String key, final String value) {
        return String.format(Locale.ROOT, "%-15s%s%n", key, value);
    }
}
