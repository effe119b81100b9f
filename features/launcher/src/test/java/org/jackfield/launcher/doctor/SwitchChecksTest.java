package org.jackfield.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On documents recorded from a switch with two workers and two ports, each spoiled in one way. */
class SwitchChecksTest {
    private JsonObject ports;
    private JsonObject before;
    private JsonObject now;
    private JsonObject bundles;
    private JsonObject log;
    private int processors = 2;

    @BeforeEach
    void readDocuments() throws IOException {
        ports = document("port-list");
        before = document("stats");
        now = document("stats");
        log = JsonParser.parseString("{\"events\":[]}").getAsJsonObject();
        bundles = JsonParser.parseString(
                        "{\"bundles\":[{\"name\":\"org.jackfield.port.tap\",\"state\":\"ACTIVE\",\"reason\":\"\"}]}")
                .getAsJsonObject();
    }

    private static JsonObject document(final String name) throws IOException {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(SwitchChecksTest.class.getResourceAsStream(name + ".json")),
                StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        }
    }

    private List<Check> troubles() {
        final List<Check> all = new SwitchChecks(
                        new SwitchChecks.Look(ports, before, bundles, log),
                        new SwitchChecks.Look(ports, now, bundles, log))
                .all(processors);
        return all.stream().filter(check -> check.verdict() != Check.Verdict.OK).toList();
    }

    /** The only trouble, which must be this bad, name this object and have a remedy. */
    private Check only(final Check.Verdict verdict, final String subject) {
        final List<Check> troubles = troubles();
        assertEquals(1, troubles.size(), troubles::toString);
        assertEquals(verdict, troubles.get(0).verdict());
        assertEquals(subject, troubles.get(0).name());
        assertFalse(troubles.get(0).remedy().isEmpty());
        return troubles.get(0);
    }

    private JsonObject port(final int index) {
        return ports.getAsJsonArray("ports").get(index).getAsJsonObject();
    }

    private static JsonObject of(final JsonObject stats, final String list, final int index) {
        return stats.getAsJsonArray(list).get(index).getAsJsonObject();
    }

    @Test
    void shouldFindNothingWrongWithASoundSwitch() {
        assertEquals(List.of(), troubles());
    }

    @Test
    void shouldFailOnAFaultedPortAndSayWhy() {
        port(0).addProperty("state", "FAULTED");
        port(0).addProperty("reason", "namespace h1 has gone");
        assertTrue(only(Check.Verdict.FAIL, "port vm1").finding().contains("namespace h1 has gone"));
    }

    @Test
    void shouldWarnOfAPortWhoseTypeIsNotDeployed() {
        final JsonObject waiting = new JsonObject();
        waiting.addProperty("name", "vx1");
        waiting.addProperty("state", "WAITING");
        waiting.addProperty("reason", "type vxlan not deployed");
        ports.getAsJsonArray("ports").add(waiting);
        assertTrue(only(Check.Verdict.WARN, "port vx1").finding().contains("type vxlan not deployed"));
    }

    @Test
    void shouldSayHowALinkComesUpAgain() {
        port(1).getAsJsonObject("details").addProperty("link", "down");
        assertEquals(
                "ip -n h2 link set eth0 up",
                only(Check.Verdict.WARN, "port vm2").remedy());
        port(1).getAsJsonObject("details").addProperty("netns", "-");
        assertEquals("ip link set eth0 up", only(Check.Verdict.WARN, "port vm2").remedy());
    }

    @Test
    void shouldWarnOfPortsOfABridgeWithDifferentMtus() {
        port(1).addProperty("mtu", 9000);
        final Check check = only(Check.Verdict.WARN, "bridge br0");
        assertTrue(check.finding().contains("{1500=vm1, 9000=vm2}"), check.finding());
        port(1).addProperty("bridge", "br1");
        assertEquals(List.of(), troubles());
    }

    @Test
    void shouldWarnOfADeviceWhoseMtuSomebodyElseChanged() {
        port(0).getAsJsonObject("details").addProperty("mtu", "1400 (configured 1500)");
        assertTrue(only(Check.Verdict.WARN, "port vm1").remedy().contains("mtu=1400"));
    }

    @Test
    void shouldWarnOfKernelDropsThatGrowAndNotOfOldOnes() {
        of(before, "ports", 0).addProperty("kernelDrops", 70);
        of(now, "ports", 0).addProperty("kernelDrops", 70);
        assertEquals(List.of(), troubles());
        of(now, "ports", 0).addProperty("kernelDrops", 75);
        final Check check = only(Check.Verdict.WARN, "port vm1");
        assertTrue(check.finding().contains("dropped 5 frames just now"), check.finding());
        assertTrue(check.remedy().contains("tx-queue-length"));
    }

    @Test
    void shouldWarnOfQueuesOfOursThatOverflow() {
        of(now, "ports", 1).getAsJsonObject("drops").addProperty("tx-full", 9);
        assertTrue(only(Check.Verdict.WARN, "port vm2").finding().startsWith("tx-full: 9"));
        of(before, "ports", 1).getAsJsonObject("drops").addProperty("tx-full", 9);
        of(now, "ports", 1).getAsJsonObject("drops").addProperty("handoff-full", 2);
        assertTrue(only(Check.Verdict.WARN, "port vm2").finding().startsWith("handoff-full: 2"));
    }

    @Test
    void shouldWarnOfMoreWorkersThanProcessors() {
        processors = 1;
        assertTrue(only(Check.Verdict.WARN, "workers").finding().contains("2 workers share 1"));
    }

    @Test
    void shouldFailOnAWorkerThatDoesNotComeBack() {
        of(before, "workers", 1).addProperty("parked", false);
        of(now, "workers", 1).addProperty("parked", false);
        assertTrue(only(Check.Verdict.FAIL, "worker 1").finding().contains("no progress"));
        of(now, "workers", 1).addProperty("cpuNs", 900_000_000L);
        assertTrue(only(Check.Verdict.FAIL, "worker 1").finding().contains("does not come back"));
        of(now, "workers", 1).addProperty("cycles", 10_000);
        assertEquals(List.of(), troubles());
    }

    @Test
    void shouldWarnOfEmptyPoolsAndErrorsOfCodeOnWorkers() {
        of(now, "workers", 0).addProperty("poolEmpty", 3);
        assertTrue(only(Check.Verdict.WARN, "worker 0").finding().contains("empty 3 times"));
        of(now, "workers", 0).addProperty("poolEmpty", 0);
        of(now, "workers", 0).addProperty("faults", 1);
        assertTrue(only(Check.Verdict.WARN, "worker 0").finding().contains("1 errors"));
    }

    @Test
    void shouldWarnWhereTheKernelChoosesQueuesByItself() {
        port(0).addProperty("kernelSteering", false);
        assertTrue(only(Check.Verdict.WARN, "port vm1").remedy().contains("CAP_BPF"));
    }

    @Test
    void shouldFailOnABundleThatDoesNotRun() {
        final JsonObject bundle = bundles.getAsJsonArray("bundles").get(0).getAsJsonObject();
        bundle.addProperty("state", "INSTALLED");
        bundle.addProperty("reason", "it needs package org.example");
        assertTrue(only(Check.Verdict.FAIL, "bundle org.jackfield.port.tap")
                .finding()
                .contains("org.example"));
    }

    private void event(final String kind, final String subject, final String text) {
        final JsonObject event = new JsonObject();
        event.addProperty("kind", kind);
        event.addProperty("subject", subject);
        event.addProperty("text", text);
        log.getAsJsonArray("events").add(event);
    }

    @Test
    void shouldWarnOfFilesThatWereRefusedUntilOneFits() {
        event("BUNDLE", "bad.jar", "bad.jar refused: it is no whole jar");
        assertTrue(only(Check.Verdict.WARN, "bad.jar").finding().contains("no whole jar"));
        event("BUNDLE", "bad.jar", "version 1.0.0 installed and started");
        event("PORT_REFUSED", "vm1", "refused: an operator's mistake is no trouble of the switch");
        assertEquals(List.of(), troubles());
    }

    @Test
    void shouldWarnOfAWorkerThatWasReplaced() {
        event("WORKER", "worker 1", "replaced: it does not come back from port vx1");
        assertTrue(only(Check.Verdict.WARN, "worker 1").finding().contains("port vx1"));
    }
}
