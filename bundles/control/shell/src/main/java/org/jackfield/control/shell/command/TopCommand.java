package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SwitchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Live rates: two looks at the counters, the interval apart; the client asks again for the next. */
@Command(
        name = "top",
        description = {
            "Show live rates of ports, queues and workers until Ctrl-C.",
            "Frames, bits and drops per second over the interval; BUSY is the share of the time a worker was on a CPU."
        },
        footer = {"", "Example:", "  jackfield top --once --interval 5"})
final class TopCommand extends SwitchCommand implements Callable<Integer> {
    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "Time between two looks, 0.1 to 3600 (default: ${DEFAULT-VALUE}).")
    private double interval = 1;

    @Option(names = "--once", description = "One answer, after one interval; -j answers once too.")
    private boolean once;

    TopCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final long millis = root().millis("--interval", interval);
        final SwitchView view = root().services().view();
        final Rates.Look before = Rates.Look.at(view);
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AdminException("top: the switch stops", stopped);
        }
        final Rates rates = Rates.between(before, Rates.Look.at(view));
        if (!once && !root().json()) {
            root().repeat(0);
        }
        return root().print(document(rates), () -> ports(rates) + "\n" + workers(rates));
    }

    private Table ports(final Rates rates) {
        final Table table =
                root().table("PORT", "QUEUE", "WORKER", "RX", "RX-BITS", "TX", "TX-BITS", "DROPS", "KERNEL-DROPS");
        for (final Rates.PortRate port : rates.ports()) {
            final Table.Tinted name = new Table.Tinted(
                    port.info().name(), PortText.state(port.info()).tint());
            table.row(
                    name,
                    "all",
                    "",
                    frames(port.rx().frames()),
                    bits(port.rx().bits()),
                    frames(port.tx().frames()),
                    bits(port.tx().bits()),
                    frames(port.drops()),
                    port.kernelDrops() < 0 ? new Table.Amount("?") : frames(port.kernelDrops()));
            for (final Rates.QueueRate queue : port.queues()) {
                table.row(
                        "",
                        queue.queue(),
                        queue.worker(),
                        frames(queue.rx().frames()),
                        bits(queue.rx().bits()),
                        frames(queue.tx().frames()),
                        bits(queue.tx().bits()),
                        "",
                        "");
            }
        }
        return table;
    }

    private Table workers(final Rates rates) {
        final Table table = root().table("WORKER", "BUSY", "RX", "PROCESSED", "HANDED-OUT");
        for (final Rates.WorkerRate worker : rates.workers()) {
            table.row(
                    worker.worker(),
                    new Table.Amount(String.format(Locale.ROOT, "%.1f %%", worker.busyPercent())),
                    frames(worker.rx()),
                    frames(worker.processed()),
                    frames(worker.handedOut()));
        }
        return table;
    }

    private static Table.Amount frames(final double perSecond) {
        return Table.rate(perSecond, "/s");
    }

    private static Table.Amount bits(final double perSecond) {
        return Table.rate(perSecond, "bit/s");
    }

    private static JsonObject document(final Rates rates) {
        final JsonObject document = new JsonObject();
        document.addProperty("seconds", rates.seconds());
        document.add("ports", Documents.list(rates.ports(), TopCommand::port));
        document.add("workers", Documents.list(rates.workers(), TopCommand::worker));
        return document;
    }

    private static JsonObject port(final Rates.PortRate port) {
        final JsonObject document = new JsonObject();
        document.addProperty("name", port.info().name());
        document.addProperty("state", port.info().state().toString());
        document.add("rx", flow(port.rx()));
        document.add("tx", flow(port.tx()));
        document.addProperty("dropsPerSecond", port.drops());
        document.addProperty("kernelDropsPerSecond", port.kernelDrops());
        document.add("queues", Documents.list(port.queues(), TopCommand::queue));
        return document;
    }

    private static JsonObject queue(final Rates.QueueRate queue) {
        final JsonObject document = new JsonObject();
        document.addProperty("queue", queue.queue());
        document.addProperty("worker", queue.worker());
        document.add("rx", flow(queue.rx()));
        document.add("tx", flow(queue.tx()));
        return document;
    }

    private static JsonObject flow(final Rates.Flow flow) {
        final JsonObject document = new JsonObject();
        document.addProperty("framesPerSecond", flow.frames());
        document.addProperty("bitsPerSecond", flow.bits());
        return document;
    }

    private static JsonObject worker(final Rates.WorkerRate worker) {
        final JsonObject document = new JsonObject();
        document.addProperty("worker", worker.worker());
        document.addProperty("busyPercent", worker.busyPercent());
        document.addProperty("rxPerSecond", worker.rx());
        document.addProperty("processedPerSecond", worker.processed());
        document.addProperty("handedOutPerSecond", worker.handedOut());
        return document;
    }
}
