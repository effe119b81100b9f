package org.jackfield.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Experiment;
import org.jackfield.lab.experiment.ExperimentRun;
import org.jackfield.lab.experiment.Fakes;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.ResultFolder;
import org.jackfield.lab.experiment.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private static final int MOST_PAGE_BYTES = 500_000;
    private static final String TEXT = """
            name: small
            title: Small & <b>
            about: |
              Why </script> not?
            topology: {queues: [1, 2]}
            workloads: [imix, udp]
            policies: [symmetric-hash, rebalance]
            repetitions: 2
            questions:
              - {text: Faster?, compare: {measure: frame-rate, against: symmetric-hash}}
            """;

    @TempDir
    private Path parent;

    private Results results(final String name, final String text, final Mode mode, final double factor)
            throws LabException {
        final Experiment experiment = Fakes.experiment(text);
        final ResultFolder folder = Fakes.folder(parent.resolve(name), text, mode);
        return new Results(
                experiment,
                folder.about(),
                Fakes.run(folder, experiment, (trial, measure) -> factor * value(trial, measure)));
    }

    private static double value(final Trial trial, final Measure measure) {
        return (1 + measure.ordinal()) * (trial.policy().name().equals("rebalance") ? 2 : 1);
    }

    @Test
    void shouldMakeAPageWithTheDataOfAllChartsThatNeedsNothingElse() throws LabException, IOException {
        final String page = HtmlReport.of(results("r", TEXT, Mode.SIMULATED, 1));
        final Matcher outside = Pattern.compile(
                        "(src|href)\\s*=\\s*[\"'](?!data:)|@import|url\\(|fetch\\(|XMLHttpRequest")
                .matcher(page);
        assertFalse(outside.find(), () -> "refers to something outside: " + page.substring(outside.start()));
        assertFalse(Pattern.compile("@[A-Z]+@").matcher(page).find());
        assertTrue(page.contains("<h1>Small &amp; &lt;b&gt;</h1>"));
        assertTrue(page.contains("Chart.js v4"));
        assertTrue(page.length() < MOST_PAGE_BYTES, () -> page.length() + " bytes");
        final JsonObject data = data(page);
        final Set<String> charted = new HashSet<>();
        data.getAsJsonArray("results")
                .forEach(each ->
                        charted.add(each.getAsJsonObject().get("measure").getAsString()));
        assertEquals(Measure.values().length, charted.size());
        assertEquals(8 * Measure.values().length, data.getAsJsonArray("results").size());
        assertEquals(8, data.getAsJsonArray("series").size());
        assertEquals(8, data.getAsJsonArray("latencies").size());
        assertEquals("Why </script> not?", data.get("about").getAsString());
        assertEquals(
                "simulated: yes (yes in 4 of 4 cases)",
                data.getAsJsonArray("verdicts")
                        .get(0)
                        .getAsJsonObject()
                        .get("words")
                        .getAsString());
    }

    private static JsonObject data(final String page) {
        final Matcher data = Pattern.compile("<script id=\"data\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertTrue(data.find());
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }

    @Test
    void shouldBeginWithVerdictsAndHaveARowForEachCombinationInMarkdown() throws LabException {
        final String text = MarkdownReport.of(results("r", TEXT, Mode.LIVE, 1));
        assertTrue(
                text.startsWith("# Small & <b>\n\n`small`, live, 2026-01-02T03:04:05Z, 2 x Test CPU, 4 GiB, Linux 6.1"),
                text);
        assertTrue(text.contains("**Faster?** yes (yes in 4 of 4 cases).\n"), text);
        assertTrue(text.indexOf("## Verdicts") < text.indexOf("## Numbers"), text);
        final List<String> rows = text.lines()
                .filter(line -> line.startsWith("| symmetric-hash |") || line.startsWith("| rebalance |"))
                .toList();
        assertEquals(8, rows.size(), text);
        assertTrue(
                text.contains(
                        "- not measured: migrations, which costs workers time; name it in 'measures' or in a question\n"),
                text);
        for (final String row : rows) {
            assertEquals(
                    Measure.values().length - Trial.ON_DEMAND.size() + 4,
                    row.chars().filter(letter -> letter == '|').count(),
                    row);
        }
        assertTrue(text.contains("- made up\n"), text);
    }

    @Test
    void shouldWriteAllForReadersAndLeaveOutThePageWhenPlain() throws LabException, IOException {
        final Results results = results("r", TEXT, Mode.LIVE, 1);
        final ResultFolder folder = ResultFolder.open(parent.resolve("r"));
        Reports.write(folder, results, true);
        assertFalse(Files.exists(folder.path().resolve("report.html")));
        Reports.write(folder, results, false);
        for (final String name : List.of("report.html", "report.md", "results.json", "experiment.yaml", "about.json")) {
            assertTrue(Files.size(folder.path().resolve(name)) > 0, name);
        }
        final JsonObject document = JsonParser.parseString(
                        Files.readString(folder.path().resolve("results.json")))
                .getAsJsonObject();
        assertTrue(document.get("complete").getAsBoolean());
        assertEquals(16, document.getAsJsonArray("trials").size());
        assertEquals(TEXT, Files.readString(folder.path().resolve("experiment.yaml")));
        assertTrue(Reports.text(results).contains("Faster?\n  yes (yes in 4 of 4 cases)\n"), Reports.text(results));
    }

    @Test
    void shouldThinManyLinesAndPoints() throws LabException, IOException {
        final Experiment experiment = Fakes.experiment(TEXT);
        final ResultFolder folder = Fakes.folder(parent.resolve("many"), TEXT, Mode.SIMULATED);
        final List<String> lines = new ArrayList<>();
        final double[][] values = new double[64][400];
        for (int i = 0; i < values.length; i++) {
            lines.add("worker " + i);
            Arrays.fill(values[i], i / 3.0);
        }
        final long[] atNs = new long[400];
        Arrays.setAll(atNs, i -> i * 1_234_567L);
        final Results results = new Results(
                experiment,
                folder.about(),
                new ExperimentRun(
                                experiment,
                                folder,
                                trial -> new Outcome(
                                        Map.of(Measure.LOSS, 0.0),
                                        List.of(new Outcome.Series("load", "share", lines, atNs, values)),
                                        lines.stream()
                                                .map(name -> new Outcome.Distribution(name, values[1], atNs))
                                                .toList(),
                                        List.of()),
                                Optional.empty(),
                                new Fakes.Silent(),
                                () -> 0)
                        .run());
        final String page = HtmlReport.of(results);
        assertTrue(page.length() < MOST_PAGE_BYTES, () -> page.length() + " bytes");
        final JsonObject series = data(page).getAsJsonArray("series").get(0).getAsJsonObject();
        assertEquals(
                "[\"greatest of 64\",\"mean\",\"least\"]", series.get("lines").toString());
        assertEquals(100, series.getAsJsonArray("atMs").size());
        assertEquals(
                21,
                series.getAsJsonArray("values").get(0).getAsJsonArray().get(0).getAsDouble());
    }

    @Test
    void shouldCompareTwoRuns() throws LabException {
        final Results first = results("a", TEXT, Mode.SIMULATED, 1);
        final Results second = results("b", TEXT.replace("title: Small", "title: Other"), Mode.SIMULATED, 3);
        final FolderComparison comparison = FolderComparison.of(first, second);
        assertEquals(8 * Measure.values().length, comparison.rows().size());
        final FolderComparison.Row row = comparison.rows().stream()
                .filter(each -> each.measure() == Measure.LATENCY_P99)
                .findFirst()
                .orElseThrow();
        assertEquals(3, row.paired().summary().median(), 1e-9);
        assertEquals("first", row.better());
        assertEquals(
                List.of(
                        "the files of the experiments differ; compared is what has the same labels",
                        "simulated: repetitions of the same number saw the same traffic"),
                comparison.differences());
        assertEquals(
                comparison.rows().size(),
                comparison.toJson().getAsJsonArray("rows").size());
    }

    @Test
    void shouldRefuseToCompareWhatIsNotTheSameThing() throws LabException {
        final Results first = results("a", TEXT, Mode.SIMULATED, 1);
        final Results live = results("b", TEXT + "seconds: 1\n", Mode.LIVE, 1);
        assertEquals(
                "these results cannot be compared: mode is simulated in the first and live in the second; seconds is 2.0 in the"
                        + " first and 1.0 in the second",
                assertThrows(LabException.class, () -> FolderComparison.of(first, live))
                        .getMessage());
        final String faster = TEXT.replace("[imix, udp]", "[{kind: imix, settings: {rate: 9}}, udp]");
        assertEquals(
                "these results cannot be compared: workload imix is imix in the first and imix {rate=9} in the second",
                assertThrows(
                                LabException.class,
                                () -> FolderComparison.of(first, results("c", faster, Mode.SIMULATED, 1)))
                        .getMessage());
    }
}
