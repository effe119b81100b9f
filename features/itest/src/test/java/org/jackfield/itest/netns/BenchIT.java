package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The benchmark: that it measures what it says, and leaves nothing behind. How fast anything is, no test says. */
@Tag("netns")
@Tag("alone")
class BenchIT {
    private static final long BENCH_MS = 240_000;
    private static final int SPACES = 3;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Child start(final String... options) {
        final Child bench = SwitchProcess.command(
                Stream.concat(Stream.of("bench"), Stream.of(options)).toArray(String[]::new));
        lab.adopt(() -> {
            bench.close();
            namespaces(bench).forEach(left -> lab.run(List.of("ip", "netns", "del", left)));
        });
        return bench;
    }

    private static JsonObject document(final Child bench) {
        return JsonParser.parseString(String.join("\n", bench.output())).getAsJsonObject();
    }

    @Test
    void shouldMeasureEveryNumberOfEverySwitch() {
        final List<String> folders = folders();
        final Child bench = start(
                "--only",
                "none,jackfield,c-loop-vnet,c-uring",
                "--workloads",
                "tcp1,udp64x16,rtt,cpu100k",
                "--seconds",
                "0.3",
                "--repetitions",
                "2",
                "--retries",
                "0",
                "--json");
        assertEquals(0, bench.awaitExit(BENCH_MS), bench::toString);
        final JsonObject document = document(bench);
        assertTrue(document.get("ok").getAsBoolean(), document::toString);
        assertEquals(8, document.getAsJsonArray("sessions").size());
        for (final String metric :
                List.of("tcp1_gbps", "udp64x16_kpps", "rtt_p50_us", "rtt_rounds", "cpu100k_chain_us")) {
            final Map<String, JsonObject> values = values(document, metric);
            assertEquals(List.of("c-loop-vnet", "c-uring", "jackfield", "none"), List.copyOf(values.keySet()));
            values.values().forEach(value -> {
                assertEquals(2, value.get("count").getAsInt(), value::toString);
                assertTrue(value.get("median").getAsDouble() > 0, value::toString);
            });
        }
        assertEquals(
                List.of("c-loop-vnet", "c-uring", "jackfield"),
                List.copyOf(values(document, "cpu100k_switch_us").keySet()));
        assertEquals(
                List.of("jackfield"),
                List.copyOf(values(document, "cpu100k_workers_us").keySet()));
        assertTrue(document.getAsJsonArray("targets").size() > 0, document::toString);
        assertNothingIsLeft(bench, folders);
    }

    private static Map<String, JsonObject> values(final JsonObject document, final String metric) {
        final Map<String, JsonObject> values = new TreeMap<>();
        final JsonArray results = document.getAsJsonArray("results");
        for (final JsonElement each : results) {
            final JsonObject result = each.getAsJsonObject();
            if (result.get("metric").getAsString().equals(metric)) {
                values.put(result.get("dut").getAsString(), result);
            }
        }
        return values;
    }

    @Test
    void shouldWriteAPage() throws IOException {
        final Path page = lab.folder("page").resolve("bench.html");
        final Child bench = start(
                "--only",
                "none",
                "--workloads",
                "rtt",
                "--seconds",
                "0.1",
                "--repetitions",
                "1",
                "--retries",
                "0",
                "--markdown",
                "--html",
                page.toString());
        assertEquals(0, bench.awaitExit(BENCH_MS), bench::toString);
        assertTrue(Files.readString(page).contains("\"rtt_p50_us\""));
        assertTrue(
                bench.output().stream().anyMatch(line -> line.startsWith("|  | round trip p50, us |")),
                bench::toString);
    }

    @Test
    void shouldRemoveAllItMadeAfterCtrlC() {
        final List<String> folders = folders();
        final Child bench = start("--only", "jackfield", "--workloads", "udp64x1", "--seconds", "60");
        Await.until(
                "all namespaces of the benchmark",
                BENCH_MS,
                () -> namespaces(bench).size() == SPACES);
        lab.must("kill", "-INT", String.valueOf(bench.pid()));
        bench.awaitExit(BENCH_MS);
        assertNothingIsLeft(bench, folders);
    }

    @Test
    void shouldNameWhatARunThatWasKilledLeftBehind() {
        final String left = "jfb4999999a"; // no process has so high a number
        lab.must("ip", "netns", "add", left);
        lab.adopt(() -> lab.run(List.of("ip", "netns", "del", left)));
        final Child bench = start("--only", "none", "--workloads", "rtt", "--seconds", "0.1");
        assertEquals(1, bench.awaitExit(BENCH_MS), bench::toString);
        assertTrue(bench.errors().toString().contains("left namespaces behind: for n in " + left), bench::toString);
    }

    private static void assertNothingIsLeft(final Child bench, final List<String> folders) {
        assertEquals(List.of(), namespaces(bench));
        assertEquals(folders, folders());
        final List<String> running = ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains("jackfield-bench-") || line.contains("jfb" + bench.pid()))
                .toList();
        assertEquals(List.of(), running);
    }

    private static List<String> folders() {
        return names(Path.of(System.getProperty("java.io.tmpdir")), "jackfield-bench-");
    }

    /** Namespaces the benchmark made; it marks them with its process id. */
    private static List<String> namespaces(final Child bench) {
        return names(Path.of("/run/netns"), "jfb" + bench.pid());
    }

    private static List<String> names(final Path folder, final String start) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .sorted()
                    .toList();
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
