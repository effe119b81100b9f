package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Set;
import org.jackfield.api.admin.DistributionInfo;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of shadows and measures. */
class InstrumentCommandsTest {
    private static final DistributionInfo TIMES = new DistributionInfo(
            100, 1500.5, 1200, 2000, 5000, 9000, 12_345, List.of(new DistributionInfo.Part(1024, 2047, 100)));
    private static final ShadowInfo.Balance EVEN = new ShadowInfo.Balance(7, 1.1, 1.25, 1.5, 0.95, 0.9, 0.8);
    private static final ShadowInfo.Balance UNEVEN = new ShadowInfo.Balance(7, 1.9, 1.75, 2, 0.6, 0.55, 0.5);

    private final FakeSwitch fake = new FakeSwitch();

    private Reply run(final String... words) {
        return new Commands(fake).run(Request.of(words));
    }

    private String done(final String... words) {
        final Reply reply = run(words);
        assertEquals(Reply.DONE, reply.status(), reply.err());
        return reply.out();
    }

    private JsonObject json(final String... words) {
        return JsonParser.parseString(done(words)).getAsJsonObject();
    }

    private void shadows() {
        fake.shadows.add(new ShadowInfo(
                "flowlet",
                true,
                "two flows",
                true,
                16,
                12.5,
                20_000,
                5_000,
                1_000,
                400,
                12,
                34,
                56,
                17.25,
                EVEN,
                UNEVEN,
                List.of(
                        new ShadowInfo.Share(0, 11_000, 19_000, 110, 190),
                        new ShadowInfo.Share(1, 9_000, 1_000, 90, 10))));
        final ShadowInfo.Balance none = new ShadowInfo.Balance(0, 0, 0, 0, 0, 0, 0);
        fake.shadows.add(new ShadowInfo(
                "rebalance", false, "it is not deployed", false, 1, 0, 0, 0, 0, 0, 0, 0, 0, -1, none, none, List.of()));
    }

    private void measures(final boolean on) {
        final DistributionInfo nothing = new DistributionInfo(0, 0, 0, 0, 0, 0, 0, List.of());
        fake.measures = new MeasuresInfo(
                on,
                12,
                on ? 48 : 0,
                List.of(new MeasuresInfo.WorkerMeasures(
                        0, 100, 90, 10, 25, 11, 3, 10, 0, 150_000, 17, 4, TIMES, nothing, nothing, TIMES)),
                List.of(new MeasuresInfo.QueueMeasures("vm1", 1, 0, 100, 64_000, 10, 1, TIMES, TIMES)),
                MeasuresInfo.MOVE_SAMPLE);
    }

    @Test
    void shouldAddAndRemoveShadows() {
        assertEquals(
                "flowlet is evaluated beside policy symmetric-hash\n", done("steering", "shadow", "add", "flowlet"));
        done("steering", "shadow", "add", "rebalance", "--sample", "4");
        assertEquals("shadow flowlet is removed\n", done("steering", "shadow", "remove", "flowlet"));
        assertEquals("all shadows are removed\n", done("steering", "shadow", "remove", "all"));
        assertEquals(
                List.of(
                        "shadow add flowlet 16",
                        "shadow add rebalance 4",
                        "shadow remove flowlet",
                        "shadow remove all"),
                fake.calls);
    }

    @Test
    void shouldTellWhyAShadowIsRefused() {
        fake.refusals.put("shadow add flowlet", "steering shadow add flowlet: it is in force");
        final Reply reply = run("steering", "shadow", "add", "flowlet");
        assertEquals(Reply.REFUSED, reply.status());
        assertEquals("jackfield: steering shadow add flowlet: it is in force\n", reply.err());
    }

    @Test
    void shouldShowShadowsBesideThePolicyInForce() {
        assertEquals("no shadows\n", done("steering", "shadow", "show"));
        shadows();
        final String text = done("steering", "shadow", "show");
        assertTrue(
                text.matches(
                        "(?s).*flowlet +by frame +16 +20,000 +25.0 % +5.0 % +1.25 +1.50 +0.90 +34 +56 +17.3 ns +two flows.*"),
                text);
        assertTrue(text.matches("(?s).*  symmetric-hash +in force +20,000 +2.0 % +1.75 +2.00 +0.55.*"), text);
        assertTrue(text.matches("(?s).*rebalance +1 +waits: it is not deployed.*"), text);
        assertTrue(text.matches("(?s).* 1 +9,000 +1,000 +90 +10\n.*"), text);
    }

    @Test
    void shouldPromiseTheJsonOfShadows() {
        shadows();
        final JsonObject shadow = json("steering", "shadow", "show", "-j")
                .getAsJsonArray("shadows")
                .get(0)
                .getAsJsonObject();
        assertEquals(
                Set.of(
                        "policy",
                        "active",
                        "reason",
                        "byFrame",
                        "sample",
                        "seconds",
                        "frames",
                        "different",
                        "handoffs",
                        "handoffsInForce",
                        "decisions",
                        "bucketsMoved",
                        "flowsMoved",
                        "costNs",
                        "balance",
                        "balanceInForce",
                        "workers"),
                shadow.keySet());
        assertEquals(
                0.5,
                shadow.getAsJsonObject("balanceInForce").get("worstFairness").getAsDouble());
        assertEquals(
                10,
                shadow.getAsJsonArray("workers")
                        .get(1)
                        .getAsJsonObject()
                        .get("windowFramesInForce")
                        .getAsInt());
    }

    @Test
    void shouldMeasureOnDemand() {
        assertEquals("workers measure\n", done("worker", "measure", "on"));
        assertEquals("workers measure for 60 s\n", done("worker", "measure", "on", "--seconds", "60"));
        done("worker", "measure", "on", "--all-moves");
        assertEquals("workers measure no more\n", done("worker", "measure", "off"));
        assertEquals(
                List.of("measure true 0", "measure true 60", "measure true 0 all moves", "measure false 0"),
                fake.calls);
    }

    @Test
    void shouldShowMeasures() {
        assertTrue(done("worker", "measures").startsWith("nothing has been measured"));
        measures(true);
        final String text = done("worker", "measures");
        assertTrue(text.startsWith("workers measure since 12.0 s, for another 48 s\n"), text);
        assertTrue(
                text.matches("(?s).*0 +100 +90 +1500.50 +5,000 +2.50 +1.2 us +5.0 us +12.3 us +- +- +- +0 +3 +17\n.*"),
                text);
        assertTrue(
                text.matches("(?s).*vm1 +1 +0 +100 +64.0 KB +1500.50 +5,000 +10.0 % +1.2 us +5.0 us +12.3 us\n.*"),
                text);
        measures(false);
        assertTrue(done("worker", "measures").startsWith("workers have measured for 12.0 s\n"));
    }

    @Test
    void shouldSayInTheListOfWorkersThatTheyMeasure() {
        assertFalse(done("worker", "list").contains("measure"));
        measures(true);
        assertTrue(done("worker", "list").endsWith("workers measure since 12.0 s, for another 48 s\n"));
    }

    @Test
    void shouldPromiseTheJsonOfMeasures() {
        measures(true);
        final JsonObject measures = json("worker", "measures", "-j").getAsJsonObject("measures");
        assertTrue(measures.get("on").getAsBoolean());
        assertEquals(16, measures.get("moveSample").getAsInt());
        final JsonObject worker = measures.getAsJsonArray("workers").get(0).getAsJsonObject();
        assertEquals(2.5, worker.get("cyclesPerBatch").getAsDouble());
        assertEquals(17, worker.get("flowsMoved").getAsLong());
        assertEquals(4, worker.get("flowsDisplaced").getAsLong());
        final JsonObject times = worker.getAsJsonObject("sojournNs");
        assertEquals(Set.of("count", "mean", "p50", "p90", "p99", "p999", "greatest", "parts"), times.keySet());
        assertEquals(
                2047,
                times.getAsJsonArray("parts")
                        .get(0)
                        .getAsJsonObject()
                        .get("most")
                        .getAsInt());
        assertEquals(
                "vm1",
                measures.getAsJsonArray("queues")
                        .get(0)
                        .getAsJsonObject()
                        .get("port")
                        .getAsString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"steering shadow show --watch", "worker measures --watch"})
    void shouldAskToBeAskedAgainWhenWatched(final String line) {
        final Reply reply = run(line.split(" "));
        assertEquals(new Reply.Again(List.of(line.split(" ")), 2000, true), reply.again(), reply.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steering shadow",
                "steering shadow add",
                "steering shadow add a b",
                "steering shadow add a --sample many",
                "steering shadow remove",
                "worker measure",
                "worker measure maybe",
                "worker measure on --seconds soon"
            })
    void shouldTellUsageErrors(final String line) {
        final Reply reply = run(line.split(" "));
        assertEquals(Reply.USAGE, reply.status(), line);
        assertTrue(reply.err().matches("(?s)jackfield: .*; see 'jackfield.* --help'\n"), reply.err());
        assertTrue(fake.calls.isEmpty());
    }

    @Test
    void shouldCompleteShadows() {
        shadows();
        final Completion completion = new Completion(Commands.commandLine(fake, Request.of()), fake);
        assertEquals(
                Set.of("all", "flowlet", "rebalance"),
                completion.of(List.of("steering", "shadow", "remove", "")).keySet());
        assertEquals(
                Set.of("adaptive-width", "symmetric-hash"),
                completion.of(List.of("steering", "shadow", "add", "")).keySet());
        assertEquals(
                Set.of("off", "on"),
                completion.of(List.of("worker", "measure", "o")).keySet());
    }
}
