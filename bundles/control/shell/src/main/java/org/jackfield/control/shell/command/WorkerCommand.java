package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Locale;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.WorkerInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Workers: the threads that forward. */
@Command(
        name = "worker",
        description = "Show workers, the threads that forward, and set where they run.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MeasureCommand.class, MeasuresCommand.class},
        footer = {"", "Example:", "  jackfield worker list"})
final class WorkerCommand extends CommandGroup {
    WorkerCommand(final JackfieldCommand root) {
        super(root);
    }

    @Command(
            name = "list",
            description = {
                "List all workers.",
                "BATCH is frames read at a time, ENTRIES kernel entries for each frame read. 'worker list -j' also says why",
                "workers have the engine they have."
            },
            footer = {"", "Example:", "  jackfield worker list --watch"})
    int list(@Mixin final Watch watch) throws AdminException {
        final List<WorkerInfo> workers = root().services().view().workers();
        final MeasuresInfo measures = root().services().view().measures();
        watch.apply(root());
        return root().print(
                        Documents.of("workers", Documents.list(workers, Documents::worker)),
                        () -> table(root(), workers) + (measures.on() ? MeasuresCommand.state(measures) : ""));
    }

    @Command(
            name = "set",
            description = "Let the thread of a worker run on some CPUs only.",
            footer = {
                "",
                "Lasts until the switch ends, also when the thread or the switch is replaced; the key worker-cpus of",
                "org.jackfield.core.cfg makes it last longer.",
                "",
                "Example:",
                "  jackfield worker set 0 --cpus 2-3,8",
                "  jackfield worker set 1 --cpus node:0",
                "  jackfield worker set 1 --cpus all"
            })
    int set(
            @Parameters(index = "0", paramLabel = "WORKER", description = "The worker.") final int worker,
            @Option(
                            names = "--cpus",
                            required = true,
                            paramLabel = "LIST",
                            description =
                                    "CPUs by number, node:N for those of a NUMA node, all for those of the process.")
                    final String cpus)
            throws AdminException {
        root().services().admin().setWorkerCpus(worker, cpus);
        final WorkerInfo changed = root().services().view().workers().get(worker);
        return root().print(
                        Documents.of("worker", Documents.worker(changed)),
                        () -> "worker " + worker + " runs on CPUs " + changed.cpus() + "\n");
    }

    static Table table(final JackfieldCommand root, final List<WorkerInfo> workers) {
        final Table table = root.table(
                "WORKER",
                "ENGINE",
                "BUCKETS",
                "RX",
                "BATCH",
                "ENTRIES",
                "PROCESSED",
                "HANDOFF-OUT",
                "HANDOFF-IN",
                "WAKE-UPS",
                "POOL-EMPTY",
                "FAULTS",
                "CPU",
                "CPUS",
                "NOW");
        for (final WorkerInfo worker : workers) {
            table.row(
                    worker.worker(),
                    worker.engine(),
                    worker.ownedBuckets(),
                    worker.rxFrames(),
                    new Table.Amount(decimal(Documents.ratio(worker.rxFrames(), worker.batches()))),
                    new Table.Amount(decimal(Documents.ratio(worker.kernelEntries(), worker.rxFrames()))),
                    worker.processed(),
                    worker.handoffOut(),
                    worker.handoffIn(),
                    worker.wakeUps(),
                    worker.poolEmpty(),
                    worker.faults(),
                    new Table.Amount(String.format(Locale.ROOT, "%.2f s", worker.cpuNs() / 1e9)),
                    worker.cpus(),
                    worker.parked() ? "sleeping" : "working");
        }
        return table;
    }

    private static String decimal(final double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
