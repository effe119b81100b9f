package org.jackfield.launcher.bench.work;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Cleanup;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;

/** TCP by iperf3 from the left host to the right one, where its server runs for the whole run. One thread. */
public final class Iperf {
    private static final long START_MS = 5_000;
    private static final long PATIENCE_SECONDS = 15;

    private final Hosts hosts;

    /** Starts the server; the cleanup ends it. */
    public Iperf(final Cleanup cleanup, final Hosts hosts) throws BenchException {
        this.hosts = hosts;
        final Path log = hosts.folder().resolve("iperf3.log");
        final Process server =
                Programs.start(cleanup, Programs.inside(hosts.right(), "iperf3", "-s", "--forceflush"), log, Map.of());
        Programs.awaitText(server, log, "Server listening", START_MS);
    }

    /**
     * A transfer.
     *
     * @param bytes that arrived
     * @param seconds it took the receiver
     */
    public record Transfer(double bytes, double seconds) {
        /** Reads iperf3's document. */
        static Transfer parse(final String json) throws BenchException {
            try {
                final JsonObject document = JsonParser.parseString(json).getAsJsonObject();
                if (document.has("error")) {
                    throw new BenchException("iperf3: " + document.get("error").getAsString());
                }
                final JsonObject received = document.getAsJsonObject("end").getAsJsonObject("sum_received");
                return new Transfer(
                        received.get("bytes").getAsDouble(),
                        received.get("seconds").getAsDouble());
            } catch (final JsonParseException | IllegalStateException | NullPointerException other) {
                throw new BenchException("iperf3 printed no result: " + json.strip(), other);
            }
        }
    }

    /**
     * Transfers as much as goes.
     *
     * @param bitsPerSecond limit over all streams, 0 for none
     * @param seconds iperf3 knows whole ones only, at least one
     */
    Transfer run(final int streams, final double bitsPerSecond, final double seconds) throws BenchException {
        return run(streams, bitsPerSecond, seconds, false);
    }

    /**
     * The same, in either direction.
     *
     * @param reverse whether the right host sends
     */
    public Transfer run(final int streams, final double bitsPerSecond, final double seconds, final boolean reverse)
            throws BenchException {
        final long whole = Math.max(1, Math.round(seconds));
        final List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", Hosts.RIGHT_ADDRESS));
        command.addAll(List.of("--connect-timeout", "3000"));
        command.addAll(List.of("-t", String.valueOf(whole), "-P", String.valueOf(streams)));
        if (reverse) {
            command.add("-R");
        }
        if (bitsPerSecond > 0) {
            command.addAll(List.of("-b", String.format(Locale.ROOT, "%.0f", bitsPerSecond / streams)));
        }
        final List<String> inside = Programs.inside(hosts.left(), command.toArray(new String[0]));
        return Transfer.parse(Programs.run(inside, "", whole + PATIENCE_SECONDS));
    }
}
