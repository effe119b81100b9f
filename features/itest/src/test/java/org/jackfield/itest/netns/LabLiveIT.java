package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.LiveTrial;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.lab.api.Measure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Live trials of the laboratory: that they measure what they say, and leave nothing behind. How fast anything is, no test says. */
@Tag("netns")
@Tag("alone")
class LabLiveIT {
    private static final long TRIALS_MS = 300_000;
    private static final int SPACES = 3;
    private static final String UDP = "udp,flows=8,rate=2000";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Child start(final String... words) {
        final Path distribution = Path.of(System.getProperty("jackfield.distribution"));
        final String here = Path.of(LiveTrial.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                distribution.toAbsolutePath().normalize().resolve("lib/launcher.jar") + ":" + here,
                LiveTrial.class.getName()));
        command.addAll(List.of(words));
        final Child trials = new Child(command, Map.of());
        lab.adopt(() -> {
            trials.close();
            namespaces(trials).forEach(left -> lab.run(List.of("ip", "netns", "del", left)));
        });
        return trials;
    }

    private static List<JsonObject> outcomes(final Child trials, final int count) {
        assertEquals(0, trials.awaitExit(TRIALS_MS), trials::toString);
        final List<JsonObject> outcomes = trials.output().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertEquals(count, outcomes.size(), trials::toString);
        assertNothingIsLeft(trials);
        return outcomes;
    }

    private static double value(final JsonObject outcome, final Measure measure) {
        final JsonElement value = outcome.getAsJsonObject("values").get(measure.name());
        assertTrue(value != null, () -> measure + " is missing in " + outcome);
        return value.getAsDouble();
    }

    @Test
    void shouldMeasureWhatBecomesOfAWorkloadUnderPolicies() {
        final List<JsonObject> outcomes = outcomes(start(UDP, "symmetric-hash", "round-robin"), 2);
        for (final JsonObject outcome : outcomes) {
            for (final Measure measure : Measure.values()) {
                value(outcome, measure);
            }
            final double offered = value(outcome, Measure.OFFERED);
            assertEquals(4_000, offered, 1, outcome::toString); // 2 s of 2000 frames
            final double lost = value(outcome, Measure.LOSS) * offered;
            assertEquals(offered, value(outcome, Measure.DELIVERED) + lost, 0.5, outcome::toString);
            assertTrue(value(outcome, Measure.DELIVERED) > 0, outcome::toString);
            assertTrue(value(outcome, Measure.LATENCY_P50) > 0, outcome::toString);
            assertTrue(value(outcome, Measure.LATENCY_P999) >= value(outcome, Measure.LATENCY_P50), outcome::toString);
            assertTrue(value(outcome, Measure.CPU_PER_FRAME) > 0, outcome::toString);
            assertEquals(0, value(outcome, Measure.DUPLICATES), outcome::toString);
            assertTrue(outcome.getAsJsonArray("notes").toString().contains("workers measured while they worked"));
            assertTrue(outcome.getAsJsonArray("series").size() >= 4, outcome::toString);
        }
        final JsonObject hash = outcomes.get(0);
        assertEquals(0, value(hash, Measure.REORDERED), hash::toString);
        assertEquals(0, value(hash, Measure.MIGRATIONS), hash::toString);
        final JsonObject turns = outcomes.get(1);
        // Every second frame is for the other worker than the one that has read it.
        assertTrue(value(turns, Measure.HANDOFFS) > 0.25, turns::toString);
        assertTrue(value(turns, Measure.WORKERS_AWAKE) > 1, turns::toString);
        assertTrue(value(turns, Measure.MIGRATIONS) > 100, turns::toString);
        assertTrue(value(turns, Measure.QUEUE_DEPTH) > 0, turns::toString);
    }

    @Test
    void shouldMeasureBothDirectionsUnderAPolicyWithSettings() {
        final JsonObject outcome = outcomes(
                        start("request-response,flows=8,rate=2000,arrivals=constant", "flowlet,gap-us=5000"), 1)
                .get(0);
        assertEquals(8_000, value(outcome, Measure.OFFERED), 8, outcome::toString); // the last answers come too late
        assertEquals(
                value(outcome, Measure.OFFERED),
                value(outcome, Measure.DELIVERED) + value(outcome, Measure.LOSS) * value(outcome, Measure.OFFERED),
                0.5,
                outcome::toString);
        assertTrue(outcome.getAsJsonArray("latencies").toString().contains("\"all back\""), outcome::toString);
    }

    @Test
    void shouldMeasureTcp() {
        for (final String workload : List.of("tcp-small,size=64,connections=2", "iperf3,streams=2,reverse=true")) {
            final JsonObject outcome =
                    outcomes(start(workload, "symmetric-hash"), 1).get(0);
            assertTrue(value(outcome, Measure.BIT_RATE) > 0, outcome::toString);
            assertTrue(value(outcome, Measure.FRAME_RATE) > 0, outcome::toString);
            assertTrue(value(outcome, Measure.BATCH) >= 1, outcome::toString);
        }
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        refused("no policy 'rond-robin'; there are adaptive-width", UDP, "rond-robin");
        refused("policy flowlet: gap-us=5 must be a whole number from 50", UDP, "flowlet,gap-us=5");
        refused("workload tcp-small has no key 'sise'", "tcp-small,sise=5", "symmetric-hash");
        refused("streams=0 must be a whole number from 1 to 64", "iperf3,streams=0", "symmetric-hash");
    }

    private void refused(final String message, final String... words) {
        final Child trials = start(words);
        assertEquals(1, trials.awaitExit(TRIALS_MS), trials::toString);
        assertTrue(trials.errors().toString().contains(message), trials::toString);
        assertNothingIsLeft(trials);
    }

    @Test
    void shouldRemoveAllItMadeAfterCtrlC() {
        final Child trials = start(UDP, "symmetric-hash", "round-robin", "crc32c", "random-spray");
        Await.until(
                "all namespaces of a trial", TRIALS_MS, () -> namespaces(trials).size() == SPACES);
        lab.must("kill", "-INT", String.valueOf(trials.pid()));
        trials.awaitExit(TRIALS_MS);
        assertNothingIsLeft(trials);
    }

    private static void assertNothingIsLeft(final Child trials) {
        assertEquals(List.of(), namespaces(trials));
        final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        assertEquals(List.of(), names(temporary, "jackfield-policies-" + trials.pid() + "-"));
        final List<String> running = ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("jfb" + trials.pid()))
                .toList();
        assertEquals(List.of(), running);
    }

    /** Namespaces the program made; it marks them with its process id. */
    private static List<String> namespaces(final Child trials) {
        return names(Path.of("/run/netns"), "jfb" + trials.pid());
    }

    private static List<String> names(final Path folder, final String start) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .sorted()
                    .toList();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
