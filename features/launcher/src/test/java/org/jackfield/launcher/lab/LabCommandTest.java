package org.jackfield.launcher.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.Request;
import org.jackfield.control.shell.command.SwitchServices;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Kinds;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LabCommandTest {
    private static final String TEXT = """
            name: mine
            title: Mine
            topology: {queues: [1, 2]}
            workloads: [imix]
            policies: [symmetric-hash, rebalance]
            repetitions: 2
            measures: [frame-rate, loss]
            questions:
              - {text: Faster?, compare: {measure: frame-rate, against: symmetric-hash}}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Trial> made = new ArrayList<>();
    private int failsAt = -1;
    private Path file = Path.of("");

    /** One kind, two policies, numbers made up. */
    private final List<Path> added = new ArrayList<>();

    private Costs costs = Costs.measured();

    private final class Stand implements Laboratory, Kinds, Runner {
        @Override
        public Kinds kinds() {
            return this;
        }

        @Override
        public List<Kind> workloads() {
            return List.of(
                    new Kind("imix", "Frames.", List.of(new Setting("rate", "1 to 9", "3", "How many.")), Mode.BOTH));
        }

        @Override
        public List<String> policies() {
            return List.of("symmetric-hash", "rebalance");
        }

        @Override
        public Optional<String> fault(final WorkloadChoice choice) {
            return Optional.empty();
        }

        @Override
        public Optional<String> fault(final PolicyChoice choice) {
            return Optional.empty();
        }

        @Override
        public Runner live(final Consumer<String> note) throws LabException {
            throw new LabException("no taps here");
        }

        @Override
        public void add(final Path jar) {
            added.add(jar);
        }

        @Override
        public Runner simulated(final Costs with) {
            costs = with;
            return this;
        }

        @Override
        public Outcome run(final Trial trial) throws LabException {
            made.add(trial);
            if (made.size() == failsAt) {
                throw new LabException("no frame came through");
            }
            final Map<Measure, Double> values = new EnumMap<>(Measure.class);
            trial.measures().forEach(measure -> values.put(measure, 1.0 + trial.repetition()));
            return new Outcome(values, List.of(), List.of(), List.of());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("mine.yaml"), TEXT);
    }

    private int run(final String... args) {
        final CommandLine line =
                Commands.commandLine(SwitchServices.none(), Request.of(args), new LabCommand(() -> new Stand()));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return line.execute(args);
    }

    private String at(final String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void shouldWriteAFolderAndAnswerWithVerdicts() throws IOException {
        assertEquals(0, run("lab", "run", file.toString(), "--out", at("r")), err::toString);
        assertEquals(8, made.size());
        assertTrue(out.toString().contains("Faster?\n  simulated: no (no in 2 of 2 cases)\n"), out::toString);
        assertTrue(out.toString().endsWith("\nresults are in " + at("r") + "\n"), out::toString);
        assertTrue(err.toString().contains("jackfield: lab: trial 8 of 8 ("), err::toString);
        for (final String name : List.of(
                "experiment.yaml",
                "about.json",
                "trials.csv",
                "series.csv",
                "latencies.csv",
                "results.json",
                "report.md",
                "report.html")) {
            assertTrue(Files.isRegularFile(folder.resolve("r").resolve(name)), name);
        }
        final String about = Files.readString(folder.resolve("r/about.json"));
        assertTrue(about.contains("\"command\": [\n        \"lab\",\n        \"run\","), about);
    }

    @Test
    void shouldAnswerInJsonAndTakeOtherRepetitionsAndSeconds() {
        assertEquals(
                0,
                run(
                        "lab",
                        "run",
                        file.toString(),
                        "--out",
                        at("r"),
                        "--repetitions",
                        "3",
                        "--seconds",
                        "0.5",
                        "--plain",
                        "-j"),
                err::toString);
        final JsonObject document = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(at("r"), document.get("folder").getAsString());
        assertEquals(12, document.get("planned").getAsInt());
        assertEquals(500, made.get(0).duration().toMillis());
        assertFalse(Files.exists(folder.resolve("r/report.html")));
    }

    @Test
    void shouldGoOnWhereItFailed() {
        failsAt = 3;
        assertEquals(1, run("lab", "run", file.toString(), "--out", at("r")));
        assertTrue(err.toString().contains("failed: no frame came through"), err::toString);
        failsAt = -1;
        assertEquals(0, run("lab", "run", "--resume", at("r")), err::toString);
        assertEquals(9, made.size());
        assertEquals(0, run("lab", "run", file.toString(), "--out", at("r")), err::toString);
        assertEquals(9, made.size());
    }

    @Test
    void shouldRefuseToGoOnWithSomethingElse() throws IOException {
        assertEquals(0, run("lab", "run", file.toString(), "--out", at("r")), err::toString);
        assertEquals(1, run("lab", "run", "--resume", at("r"), "--repetitions", "9"));
        assertTrue(err.toString().contains("was begun simulated with 2 repetitions of 2.0 s"), err::toString);
        Files.writeString(file, TEXT + "seed: 9\n");
        assertEquals(1, run("lab", "run", file.toString(), "--resume", at("r")));
        assertTrue(err.toString().contains("holds results of another experiment"), err::toString);
    }

    @Test
    void shouldSayWhatIsWrongWithAFileOrItsName() throws IOException {
        Files.writeString(file, TEXT.replace("imix", "imx"));
        assertEquals(1, run("lab", "run", file.toString(), "--out", at("r")));
        assertEquals(
                "jackfield: lab run: mine.yaml:4:13: key 'workloads[1].kind': no kind of workload 'imx'; did you mean 'imix'?\n",
                err.toString());
        assertFalse(Files.exists(folder.resolve("r")));
        assertEquals(1, run("lab", "run", at("other.yaml")));
        assertEquals("jackfield: lab run: no file " + at("other.yaml") + "\n", err.toString());
        assertEquals(1, run("lab", "run", "elephant"));
        assertEquals("jackfield: lab run: no experiment 'elephant'; did you mean 'elephants'?\n", err.toString());
    }

    @Test
    void shouldSayWhyItCannotRunLive() {
        assertEquals(1, run("lab", "run", file.toString(), "--live", "--out", at("r"), "-j"));
        assertEquals(
                "lab run: no taps here",
                JsonParser.parseString(err.toString())
                        .getAsJsonObject()
                        .getAsJsonObject("error")
                        .get("message")
                        .getAsString());
    }

    @Test
    void shouldTakeContradictionsForWrongUsage() {
        assertEquals(2, run("lab"));
        assertEquals(2, run("lab", "run"));
        assertEquals(2, run("lab", "run", "x", "--live", "--simulated"));
        assertEquals(2, run("lab", "run", "x", "--out", "a", "--resume", "b"));
        assertEquals(2, run("lab", "compare", "a"));
        assertEquals(2, run("lab", "run", "x", "--seconds", "long"));
    }

    @Test
    void shouldCompareTwoFolders() {
        run("lab", "run", file.toString(), "--out", at("a"));
        run("lab", "run", file.toString(), "--out", at("b"));
        assertEquals(0, run("lab", "compare", at("a"), at("b")), err::toString);
        assertTrue(out.toString().contains("1.000 times (1.000 to 1.000)"), out::toString);
        assertTrue(
                out.toString().contains("simulated: repetitions of the same number saw the same traffic\n"),
                out::toString);
        assertEquals(0, run("lab", "compare", at("a"), at("b"), "--json"));
        assertEquals(
                8,
                JsonParser.parseString(out.toString())
                        .getAsJsonObject()
                        .getAsJsonArray("rows")
                        .size());
        run("lab", "run", file.toString(), "--out", at("c"), "--seconds", "1");
        assertEquals(1, run("lab", "compare", at("a"), at("c")));
        assertTrue(err.toString().contains("seconds is 2.0 in the first and 1.0 in the second"), err::toString);
        assertEquals(1, run("lab", "compare", at("a"), folder.toString()));
        assertTrue(err.toString().contains("holds no results"), err::toString);
    }

    @Test
    void shouldListAndShowWhatIsReadyAndKindsOfWorkloads() {
        assertEquals(0, run("lab", "list"));
        assertTrue(out.toString().contains("\nelephants  "), out::toString);
        assertEquals(0, run("lab", "list", "-j"));
        assertEquals(
                6,
                JsonParser.parseString(out.toString())
                        .getAsJsonObject()
                        .getAsJsonArray("experiments")
                        .size());
        assertEquals(0, run("lab", "show", "elephants"));
        assertTrue(out.toString().startsWith("name: elephants\n"), out::toString);
        assertEquals(1, run("lab", "show", "mice"));
        assertEquals(0, run("lab", "workloads"));
        assertTrue(out.toString().startsWith("imix: Frames.\n  SETTING  VALUES"), out::toString);
        assertEquals(0, run("lab", "workloads", "-j"));
        assertTrue(out.toString().contains("\"default\": \"3\""), out::toString);
    }

    @Test
    void shouldTakePoliciesAndCostsOfOnesOwn() throws IOException {
        final Path here = Files.writeString(folder.resolve("here.json"), """
                {"costs": {"readFrame": 1, "sendFrame": 2, "perByte": 0.5, "perTurn": 4, "wakeUp": 5, "wakeOther": 6,
                 "handoffOut": 7, "handoffIn": 8, "perDecision": 9, "tableWrite": 10, "wakeDelay": 11}, "notes": []}
                """);
        final String results = folder.resolve("own").toString();
        assertEquals(
                0,
                run(
                        "lab",
                        "run",
                        file.toString(),
                        "--out",
                        results,
                        "--policy",
                        "mine.jar",
                        "--costs",
                        here.toString()),
                err::toString);
        assertEquals(1, added.size());
        assertTrue(added.get(0).endsWith("mine.jar"), added::toString);
        assertEquals(new Costs(1, 2, 0.5, 4, 5, 6, 7, 8, 9, 10, 11), costs);
    }

    @Test
    void shouldRefuseAFileThatHasNoCosts() throws IOException {
        for (final String bad : new String[] {"[]", "{}", "{", "{\"costs\": {\"readFrame\": 1}}"}) {
            final Path none = Files.writeString(folder.resolve("none.json"), bad);
            assertEquals(
                    1, run("lab", "run", file.toString(), "--plain", "--out", folder + "/none", "--costs", none + ""));
            assertTrue(err.toString().contains("none.json"), err::toString);
        }
    }

    /** A pcap file of datagrams with these identifications, 10 us apart. */
    private Path capture(final String name, final int... ids) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(24 + 58 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0xA1B2_C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(1);
        for (int i = 0; i < ids.length; i++) {
            bytes.order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0)
                    .putInt(10 * i)
                    .putInt(42)
                    .putInt(42);
            bytes.order(ByteOrder.BIG_ENDIAN).put(new byte[12]).putShort((short) 0x800);
            bytes.putInt(0x4500_001C)
                    .putShort((short) ids[i])
                    .putShort((short) 0)
                    .putInt(0x4011_0000);
            bytes.putInt(0x0A00_0001).putInt(0x0A00_0002).putInt(0x0009_0009).putInt(0x0008_0000);
        }
        return Files.write(folder.resolve(name), bytes.array());
    }

    @Test
    void shouldInspectACapture() throws IOException {
        final String file = capture("a.pcap", 1, 2, 4, 3, 5, 5, 6, 7, 8, 9, 10).toString();
        assertEquals(0, run("lab", "inspect", file), err::toString);
        assertTrue(
                out.toString().startsWith("11 frames, 462 bytes, in 0.000 s; 1 flows by direction\n"), out::toString);
        assertTrue(out.toString().contains("10.0.0.1:9  10.0.0.2:9  udp       ip-id      11"), out::toString);
        assertEquals(0, run("lab", "inspect", file, file, "--flows", "0", "-j"), err::toString);
        final JsonObject document = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(22, document.get("frames").getAsInt());
        assertEquals(0, document.getAsJsonArray("flows").size());
        final JsonObject all = document.getAsJsonObject("totals").getAsJsonObject("ip-id");
        assertEquals(22, all.get("judged").getAsInt());
    }

    @Test
    void shouldCompareTwoCaptures() throws IOException {
        final String before = capture("before.pcap", 1, 2, 3, 4, 5).toString();
        final String after = capture("after.pcap", 1, 3, 2, 5, 5, 9).toString();
        assertEquals(0, run("lab", "inspect", before, "--after", after), err::toString);
        assertTrue(out.toString().contains("5 frames before, 6 after, 4 found again\n"), out::toString);
        assertTrue(out.toString().contains("missing, by their numbers before: 4\n"), out::toString);
        assertTrue(out.toString().contains("late, by their numbers after: 3\n"), out::toString);
        assertEquals(0, run("lab", "inspect", before, "--after", after, "-j"), err::toString);
        final JsonObject document = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(1, document.get("lost").getAsInt());
        assertEquals(1, document.get("duplicates").getAsInt());
        assertEquals(1, document.get("others").getAsInt());
        assertEquals(1, document.get("reordered").getAsInt());
        assertEquals(
                4,
                document.getAsJsonObject("there").get("frames").getAsInt()
                        + document.getAsJsonObject("back").get("frames").getAsInt());
    }

    @Test
    void shouldRefuseCapturesItCannotRead() throws IOException {
        assertEquals(1, run("lab", "inspect", at("none.pcap")));
        assertEquals(
                "jackfield: lab inspect: " + at("none.pcap") + " does not exist; name a pcap or pcapng file\n",
                err.toString());
        assertEquals(1, run("lab", "inspect", file.toString()));
        assertTrue(err.toString().contains("neither a pcap nor a pcapng file"), err::toString);
        assertEquals(2, run("lab", "inspect"));
        assertEquals(2, run("lab", "inspect", "a", "--flows", "-1"));
        assertEquals(2, run("lab", "inspect", "a", "b", "--after", "c"));
    }
}
