package org.jackfield.control.shell.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.DistributionInfo;
import org.jackfield.api.admin.MeasuresInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is measured inside of workers, or was last. */
@Command(
        name = "measures",
        description = {
            "Show what is measured inside of workers, or was last: percentiles of times and sizes.",
            "STAY is from the read of a frame to the end of its processing, RING the part of it in a handoff ring; what a frame",
            "waits in the kernel is in neither. LEFT is the share of reads that did not empty the queue. FLOWS-MOVED is how often a frame came",
            "of a flow that another worker had processed before."
        },
        footer = {"", "Example:", "  jackfield worker measures --watch"})
final class MeasuresCommand extends SwitchCommand implements Callable<Integer> {
    @Mixin
    private final Watch watch = new Watch();

    MeasuresCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final MeasuresInfo measures = root().services().view().measures();
        watch.apply(root());
        return root().print(
                        Documents.of("measures", InstrumentDocuments.measures(measures)),
                        () -> measures.workers().isEmpty()
                                ? "nothing has been measured; begin with 'jackfield worker measure on'\n"
                                : state(measures) + "\n" + workers(measures) + "\n" + queues(measures));
    }

    /** One line that says whether it is being measured. */
    static String state(final MeasuresInfo measures) {
        final String until = measures.secondsLeft() > 0
                ? String.format(Locale.ROOT, ", for another %.0f s", measures.secondsLeft())
                : "";
        return measures.on()
                ? String.format(Locale.ROOT, "workers measure since %.1f s%s%n", measures.seconds(), until)
                : String.format(Locale.ROOT, "workers have measured for %.1f s%n", measures.seconds());
    }

    private Table workers(final MeasuresInfo measures) {
        final Table table = root().table(
                        "WORKER",
                        "RX",
                        "PROCESSED",
                        "BATCH",
                        "BATCH-99%",
                        "CYCLES/BATCH",
                        "STAY-50%",
                        "STAY-99%",
                        "STAY-MAX",
                        "RING-50%",
                        "RING-99%",
                        "RING-MAX",
                        "DEPTH-99%",
                        "WAKE-UPS",
                        "FLOWS-MOVED");
        for (final MeasuresInfo.WorkerMeasures worker : measures.workers()) {
            table.row(
                    worker.worker(),
                    worker.rxFrames(),
                    worker.processed(),
                    decimal(worker.batchSizes().mean()),
                    worker.batchSizes().p99(),
                    decimal(Documents.ratio(worker.cycles(), worker.batches())),
                    time(worker.sojournNs(), worker.sojournNs().p50()),
                    time(worker.sojournNs(), worker.sojournNs().p99()),
                    time(worker.sojournNs(), worker.sojournNs().greatest()),
                    time(worker.ringNs(), worker.ringNs().p50()),
                    time(worker.ringNs(), worker.ringNs().p99()),
                    time(worker.ringNs(), worker.ringNs().greatest()),
                    worker.ringDepth().p99(),
                    worker.wakeUps(),
                    worker.flowsMoved());
        }
        return table;
    }

    private Table queues(final MeasuresInfo measures) {
        final Table table = root().table(
                        "PORT",
                        "QUEUE",
                        "WORKER",
                        "FRAMES",
                        "BYTES",
                        "BATCH",
                        "BATCH-99%",
                        "LEFT",
                        "STAY-50%",
                        "STAY-99%",
                        "STAY-MAX");
        for (final MeasuresInfo.QueueMeasures queue : measures.queues()) {
            table.row(
                    queue.port(),
                    queue.queue(),
                    queue.worker(),
                    queue.frames(),
                    Table.bytes(queue.bytes()),
                    decimal(queue.batchSizes().mean()),
                    queue.batchSizes().p99(),
                    new Table.Amount(
                            queue.batches() == 0
                                    ? "-"
                                    : String.format(
                                            Locale.ROOT, "%.1f %%", 100.0 * queue.unfinished() / queue.batches())),
                    time(queue.sojournNs(), queue.sojournNs().p50()),
                    time(queue.sojournNs(), queue.sojournNs().p99()),
                    time(queue.sojournNs(), queue.sojournNs().greatest()));
        }
        return table;
    }

    private static Table.Amount decimal(final double value) {
        return new Table.Amount(String.format(Locale.ROOT, "%.2f", value));
    }

    private static Table.Amount time(final DistributionInfo of, final long ns) {
        return new Table.Amount(of.count() == 0 ? "-" : String.format(Locale.ROOT, "%,.1f us", ns / 1e3));
    }
}
