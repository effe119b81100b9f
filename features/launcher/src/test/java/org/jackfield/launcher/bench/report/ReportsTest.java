package org.jackfield.launcher.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jackfield.lab.experiment.Quiet;
import org.jackfield.launcher.bench.work.Workload;
import org.jackfield.launcher.bench.work.Workloads;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final Quiet QUIET = new Quiet(1, 1, 0);
    private static final List<String> WORKLOADS = List.of("udp64x16", "cpu100k");

    private final List<Session> sessions = new ArrayList<>();

    private static About about(final int repetitions) {
        return new About(
                "2026-01-02T03:04:05Z", "Test <CPU>", 2, 4L << 30, "6.1", "Java 17", "0.1", false, repetitions, 1);
    }

    private void session(final String dut, final int repetition, final double chainUs, final double kpps) {
        session(dut, repetition, QUIET, Optional.empty(), chainUs, kpps);
    }

    private void session(
            final String dut,
            final int repetition,
            final Quiet quiet,
            final Optional<String> failure,
            final double chainUs,
            final double kpps) {
        final Map<String, Double> values = new HashMap<>();
        for (final Workload workload : Workloads.of(WORKLOADS)) {
            workload.metrics().stream()
                    .filter(metric -> !dut.equals("none") || !metric.name().contains("switch"))
                    .forEach(metric -> values.put(metric.name(), 1.0));
        }
        values.put("cpu100k_chain_us", chainUs);
        values.put("udp64x16_kpps", kpps);
        sessions.add(new Session(dut, repetition, 1, quiet, failure, values));
    }

    private Results results(final int repetitions, final String... duts) {
        final List<Results.Subject> subjects = new ArrayList<>();
        for (final String dut : duts) {
            subjects.add(new Results.Subject(dut, "what " + dut + " is", "1.2", dut.equals("none"), WORKLOADS));
        }
        final List<Results.Work> works = Workloads.of(WORKLOADS).stream()
                .map(workload -> new Results.Work(workload.name(), workload.metrics()))
                .toList();
        final List<Results.Lacking> lacks = List.of(new Results.Lacking("vde", "VDE", "no vde_switch", "vde2"));
        return new Results(about(repetitions), subjects, lacks, works, sessions);
    }

    private Results twoRepetitions() {
        session("none", 1, 9, 300);
        session("jackfield", 1, 11, 200);
        session("bridge", 1, 12, 100);
        session("none", 2, 19, 300);
        session("jackfield", 2, 23, 200);
        session("bridge", 2, 12, 100);
        return results(2, "none", "jackfield", "bridge");
    }

    @Test
    void shouldSubtractTheChainWithoutASwitchOfTheSameRepetition() {
        assertEquals(Map.of(1, 2.0, 2, 4.0), twoRepetitions().byRepetition("jackfield", "cpu100k_net_us"));
        assertEquals(Map.of(), results(2, "none").byRepetition("none", "cpu100k_net_us"));
    }

    @Test
    void shouldBeContentWhenEveryNumberIsThere() {
        assertEquals(List.of(), twoRepetitions().problems());
        assertEquals(List.of(), twoRepetitions().disturbances());
    }

    @Test
    void shouldNameNumbersThatAreMissing() {
        session("jackfield", 1, 11, 200);
        final List<String> problems = results(2, "jackfield").problems();
        assertTrue(problems.contains("jackfield: udp64x16_kpps is there 1 times of 2"), problems::toString);
        assertTrue(problems.contains("jackfield: cpu100k_switch_us is there 1 times of 2"), problems::toString);
        assertFalse(problems.toString().contains("workers"), problems::toString);
    }

    @Test
    void shouldNeverUseADisturbedSessionSilently() {
        session("none", 1, new Quiet(1, 12.3, 0), Optional.empty(), 9, 300);
        final Results results = results(1, "none");
        assertEquals(1, results.disturbances().size());
        assertTrue(TextReport.of(results).contains("not quiet: none, repetition 1: 1 % busy before, 12 % used"));
        final JsonObject document = JsonReport.of(results);
        assertEquals(1, document.getAsJsonArray("disturbed").size());
        assertTrue(document.getAsJsonArray("sessions")
                .get(0)
                .getAsJsonObject()
                .get("disturbed")
                .getAsBoolean());
    }

    @Test
    void shouldNameWhatFailed() {
        session("bridge", 1, QUIET, Optional.of("no frame came through"), 9, 300);
        final JsonObject document = JsonReport.of(results(1, "bridge"));
        assertFalse(document.get("ok").getAsBoolean());
        assertEquals(
                "bridge, repetition 1: no frame came through",
                document.getAsJsonArray("problems").get(0).getAsString());
    }

    @Test
    void shouldDescribeEveryMetricInTheDocument() {
        final JsonObject document = JsonReport.of(twoRepetitions());
        assertEquals(1, document.get("schema").getAsInt());
        assertTrue(document.get("ok").getAsBoolean());
        final List<String> described = new ArrayList<>();
        document.getAsJsonArray("metrics")
                .forEach(metric ->
                        described.add(metric.getAsJsonObject().get("name").getAsString()));
        for (final JsonElement result : document.getAsJsonArray("results")) {
            final String metric = result.getAsJsonObject().get("metric").getAsString();
            assertTrue(described.contains(metric), metric);
        }
        assertTrue(described.contains("cpu100k_net_us"));
    }

    @Test
    void shouldCompareByRepetition() {
        final List<Targets.Target> targets = Targets.of(twoRepetitions());
        final Targets.Target rate = targets.stream()
                .filter(target -> target.metric().equals("udp64x16_kpps")
                        && target.against().equals("bridge"))
                .findFirst()
                .orElseThrow();
        assertEquals(2.0, rate.ratio().median(), 1e-9);
        assertEquals(2, rate.ratio().count());
        assertTrue(rate.higherIsBetter());
    }

    @Test
    void shouldCompareWithTheBestOfOpenVswitch() {
        session("jackfield", 1, 11, 200);
        session("ovs-tap", 1, 12, 50);
        session("ovs-veth", 1, 12, 100);
        final List<String> against = Targets.of(results(1, "jackfield", "ovs-tap", "ovs-veth")).stream()
                .filter(target -> target.metric().equals("udp64x16_kpps"))
                .map(Targets.Target::against)
                .toList();
        assertEquals(List.of("ovs-veth"), against);
    }

    @Test
    void shouldPutNumbersAndReasonsIntoTheTables() {
        final String text = TextReport.of(twoRepetitions());
        assertTrue(text.contains("2026-01-02T03:04:05Z, 2 x Test <CPU>, 4 GiB, Linux 6.1"), text);
        assertTrue(text.contains("kernel"), text);
        assertTrue(text.contains("not here: vde (no vde_switch; apt-get install vde2)"), text);
        final String markdown = MarkdownReport.of(twoRepetitions());
        assertTrue(markdown.lines().anyMatch(line -> line.startsWith("| jackfield | 200 (200 to 200)")), markdown);
        assertTrue(markdown.contains("- `bridge`: what bridge is (1.2)"), markdown);
        final List<String> tables = Stream.of(markdown.split("\n\n"))
                .filter(part -> part.startsWith("|"))
                .toList();
        assertEquals(2, tables.size(), markdown);
        for (final String table : tables) {
            final long widths = table.lines()
                    .map(line -> line.chars().filter(letter -> letter == '|').count())
                    .distinct()
                    .count();
            assertEquals(1, widths, () -> "rows of different length: " + table);
        }
    }

    @Test
    void shouldMakeAPageThatNeedsNothingElse() throws IOException {
        final String page = HtmlReport.of(twoRepetitions());
        final Matcher outside = Pattern.compile("(src|href)\\s*=\\s*[\"'](?!data:)|@import|url\\(")
                .matcher(page);
        assertFalse(outside.find(), () -> "refers to something outside: " + page.substring(outside.start()));
        assertFalse(page.contains("@DATA@") || page.contains("@CHARTS@") || page.contains("@HEADING@"));
        assertTrue(page.contains("Test &lt;CPU&gt;"));
        assertTrue(page.contains("Chart.js v4"));
        final Matcher data = Pattern.compile("<script id=\"data\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(data.find());
        assertEquals(JsonReport.of(twoRepetitionsAgain()), JsonParser.parseString(data.group(1)));
    }

    private Results twoRepetitionsAgain() {
        return results(2, "none", "jackfield", "bridge");
    }
}
