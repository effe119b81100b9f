package org.jackfield.control.shell.command;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SwitchView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The buckets with their owners and loads: two looks, the interval apart. */
@Command(
        name = "table",
        description = {
            "Show which worker owns which buckets, what goes through them, and how often they moved.",
            "Without an option: a line for each worker and the heaviest buckets."
        },
        footer = {
            "",
            "Buckets are counted while the policy in force wants it, otherwise for 30 seconds after this command: two",
            "additions a frame. SHARE is of the frames of the interval.",
            "",
            "Example:",
            "  jackfield steering table --watch",
            "  jackfield steering table --worker 1 --all",
            "  jackfield steering table --port vm1"
        })
final class SteeringTableCommand extends SwitchCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int HEAVIEST = 16;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Watch watch;

    @ArgGroup
    private final Shown shown = new Shown();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "As the policy decides that this port is given to; otherwise as the policy of the switch.")
    private @Nullable String port;

    @Option(names = "--all", description = "All buckets, not only the heaviest.")
    private boolean all;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "Time between two looks, 0.1 to 3600 (default: ${DEFAULT-VALUE}).")
    private double interval = 1;

    /** Which buckets are shown. */
    static final class Shown {
        private static final int ANY = -1;

        @Option(names = "--bucket", paramLabel = "N", description = "Only this bucket.")
        private int bucket = ANY;

        @Option(names = "--worker", paramLabel = "WORKER", description = "Only the buckets of this worker.")
        private int worker = ANY;
    }

    SteeringTableCommand(final JackfieldCommand root) {
        super(root);
    }

    @Override
    public Integer call() throws AdminException {
        final long millis = root().millis("--interval", interval);
        final SteeringTableInfo before = look();
        refuseStrangers(before);
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AdminException("steering table: the switch stops", stopped);
        }
        final BucketRates rates = BucketRates.between(before, look());
        watch.apply(root());
        final BucketRates wanted = rates.of(rates.buckets().stream()
                .filter(rate -> shown.bucket < 0 || rate.info().bucket() == shown.bucket)
                .filter(rate -> shown.worker < 0 || rate.info().worker() == shown.worker)
                .toList());
        return root().print(Documents.of("table", document(wanted)), () -> text(wanted));
    }

    private SteeringTableInfo look() throws AdminException {
        final SwitchView view = root().services().view();
        return port == null
                ? view.steeringTable()
                : view.steeringTable(port)
                        .orElseThrow(() -> new AdminException(
                                "steering table: there is no port " + port + "; see 'jackfield port list'"));
    }

    private void refuseStrangers(final SteeringTableInfo table) throws AdminException {
        if (shown.bucket >= table.buckets().size()) {
            throw new AdminException("steering table: there is no bucket " + shown.bucket + "; buckets are 0 to "
                    + (table.buckets().size() - 1));
        }
        if (shown.worker >= table.workers()) {
            throw new AdminException("steering table: there is no worker " + shown.worker + "; workers are 0 to "
                    + (table.workers() - 1));
        }
    }

    private String text(final BucketRates rates) {
        final SteeringTableInfo table = rates.table();
        final String counted = String.format(
                Locale.ROOT,
                "counted since %s for %s; rates of the last %.1f s%n",
                TIME.format(Instant.ofEpochMilli(table.sinceMs())),
                table.forPolicy() ? "the policy in force" : "this command",
                rates.seconds());
        if (shown.bucket >= 0) {
            return counted + buckets(rates.buckets());
        }
        final List<BucketRates.BucketRate> listed = all
                ? rates.buckets()
                : rates.heaviest().stream().limit(HEAVIEST).toList();
        final int hidden = rates.buckets().size() - listed.size();
        return counted
                + (shown.worker < 0 ? workers(rates.workers()) + "\n" : "")
                + buckets(listed)
                + (hidden > 0 ? "and " + hidden + " buckets with less; --all shows them\n" : "");
    }

    private Table workers(final List<BucketRates.WorkerShare> workers) {
        final Table table = root().table("WORKER", "BUCKETS", "SHARE", "FRAMES", "BITS", "MOVES");
        for (final BucketRates.WorkerShare worker : workers) {
            table.row(
                    worker.worker(),
                    worker.buckets(),
                    share(worker.share()),
                    Table.rate(worker.frames(), "/s"),
                    Table.rate(worker.bits(), "bit/s"),
                    worker.moves());
        }
        return table;
    }

    private Table buckets(final List<BucketRates.BucketRate> buckets) {
        final Table table = root().table("BUCKET", "WORKER", "SHARE", "FRAMES", "BITS", "MOVES", "LAST-MOVED");
        for (final BucketRates.BucketRate rate : buckets) {
            final long movedMs = rate.info().lastMovedMs();
            table.row(
                    rate.info().bucket(),
                    rate.info().worker(),
                    share(rate.share()),
                    Table.rate(rate.frames(), "/s"),
                    Table.rate(rate.bits(), "bit/s"),
                    rate.info().moves(),
                    movedMs == 0 ? "never" : TIME.format(Instant.ofEpochMilli(movedMs)));
        }
        return table;
    }

    private static Table.Amount share(final double share) {
        return new Table.Amount(String.format(Locale.ROOT, "%.1f %%", 100 * share));
    }

    private static JsonObject document(final BucketRates rates) {
        final JsonObject document = new JsonObject();
        document.addProperty("sinceMs", rates.table().sinceMs());
        document.addProperty("countedSeconds", rates.table().countedNs() / 1e9);
        document.addProperty("forPolicy", rates.table().forPolicy());
        document.addProperty("seconds", rates.seconds());
        document.add("workers", Documents.list(rates.workers(), SteeringTableCommand::worker));
        document.add("buckets", Documents.list(rates.buckets(), SteeringTableCommand::bucket));
        return document;
    }

    private static JsonObject worker(final BucketRates.WorkerShare worker) {
        final JsonObject document = new JsonObject();
        document.addProperty("worker", worker.worker());
        document.addProperty("buckets", worker.buckets());
        document.addProperty("share", worker.share());
        document.addProperty("framesPerSecond", worker.frames());
        document.addProperty("bitsPerSecond", worker.bits());
        document.addProperty("moves", worker.moves());
        return document;
    }

    private static JsonObject bucket(final BucketRates.BucketRate rate) {
        final JsonObject document = new JsonObject();
        document.addProperty("bucket", rate.info().bucket());
        document.addProperty("worker", rate.info().worker());
        document.addProperty("share", rate.share());
        document.addProperty("framesPerSecond", rate.frames());
        document.addProperty("bitsPerSecond", rate.bits());
        document.addProperty("frames", rate.info().frames());
        document.addProperty("bytes", rate.info().bytes());
        document.addProperty("moves", rate.info().moves());
        document.addProperty("lastMovedMs", rate.info().lastMovedMs());
        return document;
    }
}
