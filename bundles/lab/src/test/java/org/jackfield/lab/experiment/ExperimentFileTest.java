package org.jackfield.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.experiment.Question.Expect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentFileTest {
    static final String GOOD = """
            name: mice
            title: Do mice wait?
            topology:
              queues: [1, 4]
            workloads:
              - imix
            policies:
              - symmetric-hash
              - rebalance
            questions:
              - text: Is it better?
                compare:
                  measure: latency-p99
                  against: symmetric-hash
            """;

    @TempDir
    private Path folder;

    private static Experiment parse(final String text) throws LabException {
        return ExperimentFile.parse(text, "x.yaml", new TestKinds());
    }

    private static String fault(final String text) {
        return String.valueOf(
                assertThrows(LabException.class, () -> parse(text)).getMessage());
    }

    @Test
    void shouldFillInWhatAFileDoesNotSay() throws LabException {
        final Experiment experiment = parse(GOOD);
        assertEquals("mice", experiment.name());
        assertEquals(List.of(1, 4), experiment.setup().queues());
        assertEquals(Experiment.Setup.PER_QUEUE, experiment.setup().workers());
        assertEquals(true, experiment.setup().kernelSteering());
        assertEquals(new Experiment.Effort(6, 2, 1, 2, EnumSet.allOf(Measure.class), Mode.BOTH), experiment.effort());
        final Question.Compare compare = experiment.questions().get(0).compare();
        assertEquals(Measure.LATENCY_P99, compare.measure());
        assertEquals(List.of("rebalance"), compare.of());
        assertEquals(List.of("imix"), compare.workloads());
        assertEquals(Expect.BETTER, compare.expect());
    }

    @Test
    void shouldSendAWorkloadOnlyWhereItsFileOrItsKindAllows() throws LabException {
        final Experiment experiment = parse(GOOD.replace(
                "  - imix",
                "  - {kind: imix, as: a, mode: live}\n  - {kind: imix, as: b, mode: simulated}\n  - iperf3"));
        assertEquals(
                List.of("a", "iperf3"),
                experiment.workloadsIn(Mode.LIVE).stream()
                        .map(Experiment.NamedWorkload::label)
                        .toList());
        assertEquals(
                List.of("b"),
                experiment.workloadsIn(Mode.SIMULATED).stream()
                        .map(Experiment.NamedWorkload::label)
                        .toList());
    }

    @Test
    void shouldReadEveryKey() throws LabException {
        final Experiment experiment = parse("""
                name: all-keys
                title: All
                about: |
                  Two
                  lines.
                topology: {queues: 2, workers: 3, processors: [0, 1], kernel-steering: false}
                workloads:
                  - {kind: udp, as: udp-64, settings: {bytes: 64, rate: 1000}}
                  - {kind: iperf3}
                policies:
                  - {name: flowlet, as: flowlet-5, settings: {gap-ms: 5}}
                  - {name: symmetric-hash, kernel-steering: true}
                questions:
                  - text: Same?
                    compare:
                      measure: frame-rate
                      of: [flowlet-5]
                      against: symmetric-hash
                      workloads: udp-64
                      expect: same
                      within-percent: 2.5
                repetitions: 3
                seconds: 0.5
                seed: 42
                retries: 0
                measures: [frame-rate, loss]
                mode: live
                events:
                  - {at-ms: 100, queues: 4}
                  - {at-ms: 200, queues: 1}
                """);
        assertEquals("Two\nlines.", experiment.heading().about());
        assertEquals(
                new Experiment.Effort(3, 0.5, 42, 0, EnumSet.of(Measure.FRAME_RATE, Measure.LOSS), Mode.LIVE),
                experiment.effort());
        assertEquals(
                new Topology(
                        2,
                        3,
                        List.of(0, 1),
                        false,
                        List.of(new Topology.QueueEvent(100, 4), new Topology.QueueEvent(200, 1))),
                Plan.of(experiment, Mode.LIVE).get(0).trial().topology());
        assertEquals(
                new WorkloadChoice("udp", Map.of("bytes", "64", "rate", "1000")),
                experiment.workloads().get(0).choice());
        assertEquals(
                new PolicyChoice("flowlet", Map.of("gap-ms", "5")),
                experiment.policies().get(0).choice());
        assertEquals(true, experiment.policies().get(1).kernelSteering());
        assertEquals(2.5, experiment.questions().get(0).compare().withinPercent());
    }

    @Test
    void shouldCompareNumbersOfQueues() throws LabException {
        final Question.Compare compare = parse(
                        GOOD + "      of: rebalance\n      of-queues: 4\n      against-queues: 1\n")
                .questions()
                .get(0)
                .compare();
        assertEquals(Optional.of(new Question.Queues(4, 1)), compare.queues());
    }

    static List<Arguments> badFiles() {
        return List.of(
                bad("name: mice", "name: mice\nnam: mice", "x.yaml:2:1: key 'nam': unknown; did you mean 'name'?"),
                bad(
                        "title: Do",
                        "banana: 1\ntitle: Do",
                        "x.yaml:2:1: key 'banana': unknown; there are name, title, about, questions, topology, workloads,"
                                + " policies, repetitions, seconds, seed, retries, measures, mode, events"),
                bad("title: Do mice wait?\n", "", "x.yaml:1:1: key 'title': missing; text: one line for headings"),
                bad(
                        "title: Do mice wait?",
                        "title: 8",
                        "x.yaml:2:8: key 'title': must be text, not a number; write \"8\" if it is"),
                bad("title: Do mice wait?", "title: [a]", "x.yaml:2:8: key 'title': must be text, not a list"),
                bad("title: Do mice wait?", "title: ' '", "x.yaml:2:8: key 'title': must not be empty"),
                bad(
                        "name: mice",
                        "name: Mice",
                        "x.yaml:1:7: key 'name': 'Mice' must be small letters, digits and hyphens, 40 at most, a letter first"),
                bad(
                        "name: mice\n",
                        "name: mice\nname: m\n",
                        "x.yaml:2:1: key 'name': is here twice; the first is in line 1"),
                bad(
                        "queues: [1, 4]",
                        "queues: [1, 65]",
                        "x.yaml:4:15: key 'topology.queues': must be a whole number from 1 to 64, not 65"),
                bad(
                        "queues: [1, 4]",
                        "queues: 1.5",
                        "x.yaml:4:11: key 'topology.queues': must be a whole number from 1 to 64, not 1.5"),
                bad(
                        "queues: [1, 4]",
                        "queues: many",
                        "x.yaml:4:11: key 'topology.queues': must be a whole number from 1 to 64, not text 'many'"),
                bad("queues: [1, 4]", "queues: [4, 4]", "x.yaml:4:11: key 'topology.queues': names a number twice"),
                bad(
                        "queues: [1, 4]",
                        "queues: []",
                        "x.yaml:4:11: key 'topology.queues': is an empty list; leave it out or name one"),
                bad(
                        "queues: [1, 4]",
                        "queues: 4\n  kernel-steering: perhaps",
                        "x.yaml:5:20: key 'topology.kernel-steering': must be true or false, not text"),
                bad(
                        "  queues: [1, 4]",
                        "  queues: [1, 4]\n  workers: .inf",
                        "x.yaml:5:12: key 'topology.workers': must be a whole number from 1 to 64, not a number '.inf'"),
                bad(
                        "topology:\n  queues: [1, 4]",
                        "topology: 4",
                        "x.yaml:3:11: key 'topology': must be a mapping of keys to values"),
                bad(
                        "- imix",
                        "- imx",
                        "x.yaml:6:5: key 'workloads[1].kind': no kind of workload 'imx'; did you mean 'imix'?"),
                bad(
                        "- imix",
                        "- {kind: imix, settings: {rat: 1}}",
                        "x.yaml:6:28: key 'workloads[1].settings': 'imix' has no setting 'rat'; did you mean 'rate'?"),
                bad(
                        "- imix",
                        "- {kind: imix, settings: {rate: fast}}",
                        "x.yaml:6:28: key 'workloads[1].settings': rate 'fast' is no whole number"),
                bad(
                        "- imix",
                        "- {kind: imix, settings: {rate: [1]}}",
                        "x.yaml:6:35: key 'workloads[1].settings.rate': must be text, a number, true or false, not a list"),
                bad(
                        "- imix",
                        "- imix\n  - imix",
                        "x.yaml:7:5: key 'workloads[2].as': a second 'imix'; give it a label of its own with 'as'"),
                bad(
                        "workloads:\n  - imix",
                        "workloads: []",
                        "x.yaml:5:12: key 'workloads': must be a list with one item or more"),
                bad("- imix", "- iperf3", "x.yaml:6:3: key 'workloads': none can be simulated; write 'mode: live'"),
                bad(
                        "workloads:\n  - imix",
                        "mode: simulated\nworkloads:\n  - iperf3",
                        "x.yaml:7:5: key 'workloads[1].kind': 'iperf3' can be sent live only, and mode is simulated"),
                bad(
                        "- rebalance",
                        "- rebalanc",
                        "x.yaml:9:5: key 'policies[2].name': no policy 'rebalanc'; did you mean 'rebalance'?"),
                bad(
                        "- rebalance",
                        "- {name: flowlet, settings: {gap: 1}}",
                        "x.yaml:9:31: key 'policies[2].settings': 'flowlet' has no key 'gap'; there is gap-ms"),
                bad(
                        "- rebalance",
                        "- {name: rebalance, as: a b}",
                        "x.yaml:9:27: key 'policies[2].as': 'a b' must be letters, digits, '.', '_' and '-', 40 at most"),
                bad(
                        "measure: latency-p99",
                        "measure: latency-p98",
                        "x.yaml:13:16: key 'questions[1].compare.measure': no measure 'latency-p98'; did you mean 'latency-p99'?"),
                bad(
                        "measure: latency-p99",
                        "measure: churn",
                        "x.yaml:13:16: key 'questions[1].compare.measure': neither more nor less of 'churn' is better; expect"
                                + " higher or lower"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hsh",
                        "x.yaml:14:16: key 'questions[1].compare.against': no policy labelled 'symmetric-hsh' here; did you mean"
                                + " 'symmetric-hash'?"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hash\n      of: symmetric-hash",
                        "x.yaml:15:11: key 'questions[1].compare.of': 'symmetric-hash' is compared with itself; name another, or"
                                + " of-queues and against-queues"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hash\n      of-queues: 4",
                        "x.yaml:15:18: key 'questions[1].compare.of-queues': of-queues and against-queues go together"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hash\n      of-queues: 4\n      against-queues: 2",
                        "x.yaml:16:23: key 'questions[1].compare.against-queues': 2 is not among topology.queues"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hash\n      expect: same",
                        "x.yaml:13:7: key 'questions[1].compare.within-percent': belongs to 'expect: same', and only there"),
                bad(
                        "against: symmetric-hash",
                        "against: symmetric-hash\n      expect: more",
                        "x.yaml:15:15: key 'questions[1].compare.expect': 'more' is none of better, higher, lower, same"),
                bad(
                        "title: Do",
                        "measures: [loss]\ntitle: Do",
                        "x.yaml:14:16: key 'questions[1].compare.measure': 'latency-p99' is not among the measures of this"
                                + " experiment"),
                bad(
                        "title: Do",
                        "mode: dead\ntitle: Do",
                        "x.yaml:2:7: key 'mode': 'dead' is none of live, simulated, both"),
                bad(
                        "title: Do",
                        "seconds: 0\ntitle: Do",
                        "x.yaml:2:10: key 'seconds': must be a number from 0.05 to 600, not 0"),
                bad(
                        "title: Do",
                        "events:\n- {at-ms: 9, queues: 1}\n- {at-ms: 9, queues: 2}\ntitle: Do",
                        "x.yaml:4:11: key 'events[2].at-ms': times must grow; 9 ms comes after 9 ms"),
                bad(
                        "title: Do",
                        "events: [{at-ms: 2000, queues: 1}]\ntitle: Do",
                        "x.yaml:2:18: key 'events[1].at-ms': at 2000 ms a trial has ended: seconds is 2"),
                bad(
                        "title: Do",
                        "mode: simulated\nevents: [{at-ms: 9, queues: 65}]\ntitle: Do",
                        "x.yaml:3:29: key 'events[1].queues': must be a whole number from 1 to 64, not 65"),
                bad(
                        "title: Do",
                        "events: [{at-ms: 9}]\ntitle: Do",
                        "x.yaml:2:10: key 'events[1].queues': missing; whole number: queues of the port from then on"),
                bad(
                        "title: Do",
                        "events: [{at-ms: 9, queue: 2, queues: 2}]\ntitle: Do",
                        "x.yaml:2:21: key 'events[1].queue': unknown; did you mean 'queues'?"),
                bad("title: Do", "title: &a Do", "x.yaml:2:8: anchors are refused; write it out"),
                bad("title: Do", "title: *a\nabout: Do", "x.yaml:2:8: aliases are refused; write it out"),
                bad("title: Do", "title: !!str Do", "x.yaml:2:8: tags are refused; leave it out"),
                bad("title: Do", "---\ntitle: Do", "x.yaml:2:1: a second document begins; an experiment is one"),
                bad("title: Do mice wait?", "title: [[[[[[[[8]]]]]]]]", "x.yaml:2:15: is nested deeper than 8 levels"),
                bad(
                        "title: Do",
                        "\ttitle: Do",
                        "x.yaml:2:1: is not YAML: found character '\\t(TAB)' that cannot start any token."
                                + " (Do not use \\t(TAB) for indentation)"));
    }

    private static Arguments bad(final String from, final String to, final String message) {
        return Arguments.of(from, to, message);
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void shouldSayWhereAFileIsWrong(final String from, final String to, final String message) {
        assertTrue(GOOD.contains(from), from);
        assertEquals(message, fault(GOOD.replace(from, to)));
    }

    @Test
    void shouldSayAllThatIsWrongAtOnce() {
        assertEquals("""
                x.yaml:1:1: key 'nam': unknown; did you mean 'name'?
                x.yaml:1:1: key 'name': missing; text: names the folder of results; small letters, digits, hyphens, 40 at most
                x.yaml:4:15: key 'topology.queues': must be a whole number from 1 to 64, not 0""", fault(GOOD.replace("name: mice", "nam: mice").replace("[1, 4]", "[1, 0]")));
    }

    @Test
    void shouldRefuseWhatIsNoExperimentAtAll() throws IOException {
        assertEquals("x.yaml: is empty; 'jackfield lab show NAME' prints one to start from", fault("# nothing\n"));
        assertEquals("x.yaml:1:1: key '(file)': must be a mapping of keys to values", fault("- a\n"));
        assertEquals(
                "x.yaml: has more than 256 KiB; no experiment needs that", fault("#" + "x".repeat(256 * 1024) + "\n"));
        final Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        final LabException refused =
                assertThrows(LabException.class, () -> ExperimentFile.read(binary, new TestKinds()));
        assertEquals(binary + ": is not text in UTF-8", refused.getMessage());
    }
}
