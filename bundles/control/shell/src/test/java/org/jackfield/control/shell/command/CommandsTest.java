package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
    private final FakeSwitch fake = new FakeSwitch();
    private final Commands commands = new Commands(fake);

    private Reply run(final String... args) {
        return commands.run(Request.of(args));
    }

    private String done(final String... args) {
        final Reply reply = run(args);
        assertEquals("", reply.err());
        assertEquals(Reply.DONE, reply.status());
        return reply.out();
    }

    private JsonObject json(final String... args) {
        return JsonParser.parseString(done(args)).getAsJsonObject();
    }

    private static String golden(final String name) throws IOException {
        try (InputStream in = CommandsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldPrintStatisticsAsTheDocumentedJson() throws IOException {
        assertEquals(golden("stats.json"), done("stats", "-j"));
    }

    @Test
    void shouldPrintStatisticsAsAlignedTables() throws IOException {
        assertEquals(golden("stats.txt"), done("stats"));
    }

    @Test
    void shouldPrintOnePortForPeople() throws IOException {
        assertEquals(golden("port.txt"), done("port", "show", "vm1"));
    }

    @Test
    void shouldListPortsAlignedWithNumbersThatCanBeRead() throws IOException {
        fake.waiting.put("later", new PortWait("vxlan", false, "type vxlan not deployed"));
        assertEquals(golden("ports.txt"), done("port", "list"));
    }

    @Test
    void shouldListStagesInTheirOrder() {
        final String[] lines = done("stage", "list").split("\n");
        assertEquals(3, lines.length);
        assertTrue(lines[1].startsWith("filter") && lines[1].contains("wall") && lines[1].contains("FAULTED (threw)"));
        assertTrue(lines[2].contains("1,000") && lines[2].endsWith("WAITING"), lines[2]);
        final JsonArray stages = json("stage", "list", "-j").getAsJsonArray("stages");
        assertEquals(45, stages.get(0).getAsJsonObject().get("dropped").getAsInt());
    }

    @Test
    void shouldShowAndRetryAStage() {
        final String text = done("stage", "show", "m1");
        assertTrue(
                text.contains("probe") && text.contains("vm1, vm2") && text.contains("2 without a free frame"), text);
        assertEquals(
                "OBSERVE",
                json("stage", "show", "m1", "-j")
                        .getAsJsonObject("stage")
                        .get("phase")
                        .getAsString());
        assertEquals(1, run("stage", "show", "nobody").status());
        assertTrue(run("stage", "retry", "wall").err().contains("still FAULTED: threw"));
        assertEquals("stage m1 is active\n", done("stage", "retry", "m1"));
    }

    @Test
    void shouldListAConfiguredPortTheSwitchDoesNotKnowAsWaiting() {
        fake.waiting.put("later", new PortWait("vxlan", false, "type vxlan not deployed"));
        final JsonArray ports = json("port", "list", "-j").getAsJsonArray("ports");
        assertEquals(3, ports.size());
        assertEquals("WAITING", ports.get(2).getAsJsonObject().get("state").getAsString());
        assertEquals("vxlan", ports.get(2).getAsJsonObject().get("type").getAsString());
        assertEquals("later", ports.get(2).getAsJsonObject().get("name").getAsString());
    }

    @Test
    void shouldAddAPortWithAllItsValues() {
        final String text = done(
                "port", "add", "vm1", "--type", "tap", "--set", "queues=4", "--set", "addresses=10.0.0.1/24,::1/64");
        assertEquals(List.of("port add vm1 tap {addresses=10.0.0.1/24,::1/64, queues=4}"), fake.calls);
        assertEquals("port vm1 added: ACTIVE, 2 queues, bridge br0, MTU 1500\n", text);
    }

    @Test
    void shouldTakeAKeyOutWhenItIsSetToNothing() {
        done("port", "set", "vm1", "mtu=9000", "mac=");
        assertEquals(List.of("port set vm1 {mac=, mtu=9000}"), fake.calls);
    }

    @Test
    void shouldPassOnTheSwitchesRefusalOnStandardErrorOnly() {
        fake.refusals.put("port add", "port add vm9: no such namespace");
        final Reply reply = run("port", "add", "vm9", "--type", "tap");
        assertEquals(new Reply(Reply.REFUSED, "", "jackfield: port add vm9: no such namespace\n"), reply);
    }

    @Test
    void shouldPrintRefusalsAsJsonWhenAskedFor() {
        fake.refusals.put("port remove", "no \"such\" port");
        final Reply reply = run("port", "remove", "vm9", "-j");
        assertEquals(Reply.REFUSED, reply.status());
        assertEquals("{\"error\":{\"message\":\"no \\\"such\\\" port\",\"status\":1}}\n", reply.err());
        assertEquals("", reply.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "port",
                "nonsense",
                "port add vm1",
                "port list extra",
                "port set vm1",
                "port set vm1 noequals",
                "fdb add 1:2 vm1",
                "steering move 9-3 0",
                "steering move all 0",
                "steering move 1 one",
                "steering table --bucket 1 --worker 1",
                "stats --bogus",
                "fdb ageing soon"
            })
    void shouldTellUsageErrorsApartAndPointToTheHelp(final String line) {
        final Reply reply = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(Reply.USAGE, reply.status(), line);
        assertEquals("", reply.out());
        assertTrue(reply.err().matches("(?s)jackfield: .*; see 'jackfield.* --help'\n"), reply.err());
        assertTrue(fake.calls.isEmpty());
    }

    @Test
    void shouldPrintUsageErrorsAsJsonWhenAskedFor() {
        final Reply reply = run("port", "-j");
        final JsonObject error =
                JsonParser.parseString(reply.err()).getAsJsonObject().getAsJsonObject("error");
        assertEquals(Reply.USAGE, error.get("status").getAsInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "port --help",
                "port add --help",
                "fdb flush -h",
                "stats --help",
                "steering move --help"
            })
    void shouldHelpEverywhereWithoutASwitch(final String line) {
        final Reply reply = new Commands(SwitchServices.none()).run(Request.of(line.split(" ")));
        assertEquals(Reply.DONE, reply.status());
        assertEquals("", reply.err());
        assertTrue(reply.out().startsWith("Usage: jackfield"), reply.out());
    }

    @Test
    void shouldNameTheMissingCore() {
        final Reply reply = new Commands(SwitchServices.none()).run(Request.of("stats"));
        assertEquals(Reply.REFUSED, reply.status());
        assertTrue(reply.err().contains("switch core is not running"), reply.err());
    }

    @Test
    void shouldSayThatAnInternalErrorIsOne() {
        final FakeSwitch broken = new FakeSwitch() {
            @Override
            public long ageingSeconds() {
                throw new IllegalStateException("broken");
            }
        };
        final Reply reply = new Commands(broken).run(Request.of("fdb", "ageing"));
        assertEquals(Reply.REFUSED, reply.status());
        assertTrue(reply.err()
                .contains("internal error in 'jackfield fdb ageing': java.lang.IllegalStateException: broken"));
    }

    @Test
    void shouldAddAStaticEntryToTheBridgeOfItsPort() {
        done("fdb", "add", "02-00-00-00-00-AB", "vm1");
        done("fdb", "add", "02:00:00:00:00:ab", "vm1", "--bridge", "br7", "--sticky");
        assertEquals(List.of("fdb add br0 200000000ab vm1 false", "fdb add br7 200000000ab vm1 true"), fake.calls);
    }

    @Test
    void shouldRefuseAnEntryOfAPortThatDoesNotExist() {
        assertTrue(run("fdb", "add", "02:00:00:00:00:01", "vm9").err().contains("there is no port vm9"));
    }

    @Test
    void shouldRemoveAnEntryFromTheOnlyBridgeThatHasIt() {
        fake.entries.add(new FdbEntryInfo("br3", "02:00:00:00:00:01", "vm1", "DYNAMIC", 4));
        assertEquals("entry 02:00:00:00:00:01 removed from bridge br3\n", done("fdb", "remove", "2:0:0:0:0:1"));
        assertEquals(List.of("fdb remove br3 20000000001"), fake.calls);
    }

    @Test
    void shouldAskForTheBridgeWhenSeveralHaveTheAddress() {
        fake.entries.add(new FdbEntryInfo("br3", "02:00:00:00:00:01", "vm1", "dynamic", 4));
        fake.entries.add(new FdbEntryInfo("br4", "02:00:00:00:00:01", "vm2", "dynamic", 4));
        final Reply reply = run("fdb", "remove", "02:00:00:00:00:01");
        assertTrue(reply.err().contains("br3, br4"), reply.err());
        assertEquals(Reply.REFUSED, reply.status());
    }

    @Test
    void shouldListEntriesOfOnePort() {
        fake.entries.add(new FdbEntryInfo("br0", "02:00:00:00:00:01", "vm1", "DYNAMIC", 4));
        fake.entries.add(new FdbEntryInfo("br0", "02:00:00:00:00:02", "vm2", "STATIC", 0));
        assertEquals("""
                BRIDGE  MAC                PORT  KIND    AGE
                br0     02:00:00:00:00:02  vm2   static  -
                """, done("fdb", "list", "--port", "vm2"));
        assertEquals(2, json("-j", "fdb", "list").getAsJsonArray("entries").size());
    }

    @Test
    void shouldShowAndSetAgeing() {
        assertEquals("ageing 300 s\n", done("fdb", "ageing"));
        assertEquals(60, json("fdb", "ageing", "60", "-j").get("ageingSeconds").getAsInt());
        assertEquals(List.of("ageing 60"), fake.calls);
    }

    @Test
    void shouldFlushAllOrOnePort() {
        assertEquals("12 entries forgotten\n", done("fdb", "flush"));
        done("fdb", "flush", "vm1");
        assertEquals(List.of("fdb flush ''", "fdb flush 'vm1'"), fake.calls);
    }

    @Test
    void shouldPinAWorker() {
        assertEquals("worker 1 runs on CPUs all\n", done("worker", "set", "1", "--cpus", "0-3,8"));
        assertEquals(List.of("cpus 1 0-3,8"), fake.calls);
        final JsonObject worker =
                json("worker", "set", "1", "--cpus", "node:0", "-j").getAsJsonObject("worker");
        assertEquals("all", worker.get("cpus").getAsString());
        assertEquals(Reply.USAGE, run("worker", "set", "1").status());
    }

    @Test
    void shouldMoveOneBucketOrARange() {
        done("steering", "move", "17", "1");
        done("steering", "move", "0-511", "1");
        assertEquals(List.of("move 17 17 1", "move 0 511 1"), fake.calls);
    }

    @Test
    void shouldSayWhoMayMoveBucketsAgain() {
        assertTrue(done("steering", "move", "17", "1").contains("policy symmetric-hash may move them again"));
    }

    @Test
    void shouldChooseAPolicy() {
        assertEquals("policy symmetric-hash decides\n", done("steering", "policy", "symmetric-hash"));
        assertEquals(List.of("policy symmetric-hash"), fake.calls);
        assertEquals(Reply.USAGE, run("steering", "policy").status());
    }

    @Test
    void shouldTellAPolicyThatIsWaitedForFromOneInForce() {
        assertTrue(done("steering", "show").contains("policy       symmetric-hash (auto)"));
        fake.chosenPolicy = "later";
        assertTrue(done("steering", "show").contains("policy       symmetric-hash, until later is deployed"));
        fake.chosenPolicy = "symmetric-hash";
        assertTrue(done("steering", "show").contains("policy       symmetric-hash\n"));
    }

    @Test
    void shouldShowWidthAndReasonOfSteering() {
        final String text = done("steering", "show");
        assertTrue(text.contains("width        2 worker(s) own buckets"), text);
        assertTrue(text.contains("reason       width 2: both are needed"), text);
        final JsonObject steering = json("steering", "show", "-j").getAsJsonObject("steering");
        assertEquals(2, steering.get("width").getAsInt());
        assertEquals("width 2: both are needed", steering.get("reason").getAsString());
        assertEquals("auto", steering.get("chosen").getAsString());
        assertEquals(2, steering.getAsJsonArray("policies").size());
    }

    @Test
    void shouldListPoliciesWithWhatTheyPromise() {
        final String text = done("steering", "policies");
        assertTrue(text.contains("adaptive-width  kept"), text);
        assertTrue(text.matches("(?s).*symmetric-hash +not kept +in force.*"), text);
        final JsonObject first = json("steering", "policies", "-j")
                .getAsJsonArray("policies")
                .get(0)
                .getAsJsonObject();
        assertEquals("adaptive-width", first.get("name").getAsString());
        assertTrue(first.get("preservesOrder").getAsBoolean());
    }

    @Test
    void shouldExplainWhereAFlowGoes() {
        final String text = done("steering", "explain", "--flow", "udp 10.0.0.1:5000 > 10.0.0.2:53");
        assertArrayEquals(FlowText.flow("udp 10.0.0.1:5000 > 10.0.0.2:53"), fake.explained);
        assertTrue(text.contains("abcd1234"), text);
        assertTrue(text.contains("worker 1, as policy symmetric-hash decided"), text);
        assertTrue(text.contains("stays: the kernel follows the owners"), text);
        assertTrue(text.contains("handed over to worker 1 unless read there"), text);
        assertTrue(text.contains("handed over through a ring to worker 1"), text);
        final JsonObject flow = json("steering", "explain", "--frame", "02:00:00:00:00:01 020000000002 0800", "-j")
                .getAsJsonObject("flow");
        assertEquals(14, fake.explained.length);
        assertEquals(0xABCD1234L, flow.get("hash").getAsLong());
        assertEquals(
                -1,
                flow.getAsJsonArray("queues")
                        .get(1)
                        .getAsJsonObject()
                        .get("queue")
                        .getAsInt());
    }

    @Test
    void shouldRefuseToExplainWhatIsNoFlow() {
        assertEquals(Reply.USAGE, run("steering", "explain").status());
        assertEquals(
                Reply.USAGE,
                run("steering", "explain", "--flow", "a", "--frame", "b").status());
        final Reply reply = run("steering", "explain", "--flow", "udp 10.0.0.1:5000 > [fd00::1]:53");
        assertEquals(Reply.USAGE, reply.status());
        assertTrue(reply.err().contains("has two ends of different kinds; write it like"), reply.err());
        assertTrue(run("steering", "explain", "--frame", "0200").err().contains("the frame has 2 bytes"));
    }

    @Test
    void shouldShowSteering() {
        assertTrue(done("steering", "show").contains("not steered  vm2 (the kernel chooses their queues)"));
        final JsonObject steering = json("steering", "show", "-j").getAsJsonObject("steering");
        assertEquals(
                512,
                steering.getAsJsonArray("owners")
                        .get(1)
                        .getAsJsonObject()
                        .get("first")
                        .getAsInt());
    }

    @Test
    void shouldListWorkers() {
        assertEquals(
                2, json("worker", "list", "--json").getAsJsonArray("workers").size());
        assertTrue(done("worker", "list").contains("sleeping"));
    }

    @Test
    void shouldKnowItsVersion() {
        assertFalse(json("version", "-j").get("version").getAsString().contains("$"), "filtered by the build");
    }

    @Test
    void shouldTellAPortThatWaitsFromOneWhoseCodeFailed() {
        fake.waiting.put("later", new PortWait("vxlan", false, "type vxlan not deployed"));
        fake.waiting.put("sick", new PortWait("tap", true, "its activation threw"));
        final String list = done("port", "list");
        assertTrue(list.contains("  WAITING (type vxlan not deployed)\n"), list);
        assertTrue(list.contains("  FAULTED (its activation threw)\n"), list);
        assertEquals(
                "FAULTED",
                json("port", "show", "sick", "-j")
                        .getAsJsonObject("port")
                        .get("state")
                        .getAsString());
        assertTrue(done("port", "show", "later").contains("WAITING (type vxlan not deployed)"));
    }

    @Test
    void shouldSayWhenAFileOfARunningPortIsRefused() {
        fake.refusedFiles.put("vm1", "org.jackfield.port.tap~vm1.cfg: no key qeues");
        assertTrue(done("port", "show", "vm1")
                .contains("file refused       org.jackfield.port.tap~vm1.cfg: no key qeues\n"));
        assertEquals(
                "org.jackfield.port.tap~vm1.cfg: no key qeues",
                json("port", "show", "vm1", "-j")
                        .getAsJsonObject("port")
                        .get("fileRefused")
                        .getAsString());
    }

    @Test
    void shouldRetryAFaultedPort() {
        assertEquals("port vm1 opened: ACTIVE, 2 queues, bridge br0, MTU 1500\n", done("port", "retry", "vm1"));
        assertEquals(List.of("port retry vm1"), fake.calls);
    }

    @Test
    void shouldListTypesAndShowTheKeysOfOne() throws IOException {
        assertEquals("""
                TYPE   BUNDLE                    VERSION  WHAT
                patch  org.jackfield.port.patch  0.1.0    Joins two bridges.
                tap    org.jackfield.port.tap    0.1.0    A network device of the kernel.
                """, done("type", "list"));
        assertEquals(golden("type.txt"), done("type", "show", "tap"));
        assertTrue(done("type", "show", "patch").contains("also offered by    org.example.patch 2.0.0\n"));
        assertEquals(
                "256",
                json("type", "show", "tap", "-j")
                        .getAsJsonObject("type")
                        .getAsJsonArray("keys")
                        .get(0)
                        .getAsJsonObject()
                        .get("most")
                        .getAsString());
        assertTrue(run("type", "show", "wire").err().contains("not deployed; deployed are: patch, tap"));
    }

    @Test
    void shouldShowWhyABundleDoesNotRun() {
        final String list = done("bundle", "list");
        assertTrue(list.contains("INSTALLED (package org.missing is not there)\n"), list);
        assertEquals(
                "package org.missing is not there",
                json("bundle", "list", "-j")
                        .getAsJsonArray("bundles")
                        .get(1)
                        .getAsJsonObject()
                        .get("reason")
                        .getAsString());
    }

    @Test
    void shouldTakeAJarFromTheFolderTheCommandWasTypedIn() {
        final Reply reply = commands.run(
                new Request(List.of("bundle", "install", "lib/foo.jar"), false, 0, false, "/home/somebody"));
        assertEquals("bundle org.example.foo 1.0.0 installed: ACTIVE\n", reply.out());
        commands.run(new Request(List.of("bundle", "update", "foo", "/foo.jar"), false, 0, false, "/home/somebody"));
        assertEquals(List.of("bundle install /home/somebody/lib/foo.jar", "bundle update foo /foo.jar"), fake.calls);
    }

    @Test
    void shouldStartStopAndRemoveBundles() {
        assertEquals("bundle foo 1.0.0 stopped: ACTIVE\n", done("bundle", "stop", "foo"));
        assertEquals("bundle foo 1.0.0 started: ACTIVE\n", done("bundle", "start", "foo"));
        assertEquals("bundle foo 1.0.0 removed\n", done("bundle", "remove", "foo"));
        assertEquals(List.of("bundle stop foo", "bundle start foo", "bundle remove foo"), fake.calls);
    }

    @Test
    void shouldPrintTheLastEventsOldestFirst() {
        fake.happened(Kind.PORT_ACTIVE, "vm1", "opened");
        fake.happened(Kind.LINK, "vm1", "carrier lost");
        fake.happened(Kind.BUNDLE, "org.example", "installed");
        final String text = done("log", "-n", "2");
        assertTrue(
                text.matches("(?s)\\S+ \\S+  LINK +vm1: carrier lost\n\\S+ \\S+  BUNDLE +org.example: installed\n"),
                text);
        assertEquals(
                1_704_067_201_000L,
                json("log", "-j")
                        .getAsJsonArray("events")
                        .get(0)
                        .getAsJsonObject()
                        .get("timeMs")
                        .getAsLong());
    }

    @Test
    void shouldFollowTheLogFromWhereItIs() {
        fake.happened(Kind.PORT_ACTIVE, "vm1", "opened");
        final Reply first = run("log", "--follow");
        assertEquals(List.of("log", "--follow", "--after=1"), first.again().args());
        assertEquals(
                "", commands.run(new Request(first.again().args(), false, 0)).out());
        fake.happened(Kind.LINK, "vm1", "carrier lost");
        final Reply next = commands.run(new Request(first.again().args(), false, 0));
        assertTrue(next.out().contains("carrier lost") && !next.out().contains("opened"), next.out());
        assertEquals(List.of("log", "--follow", "--after=2"), next.again().args());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port list --watch",
                "port show --watch vm1",
                "stats --watch",
                "fdb list --watch",
                "worker list --watch",
                "stage list --watch",
                "stage show --watch m1",
                "steering show --watch",
                "type list --watch",
                "bundle list --watch"
            })
    void shouldAskToBeAskedAgainWhenWatched(final String line) {
        final Reply reply = run(line.split(" "));
        assertEquals(new Reply.Again(List.of(line.split(" ")), 2000, true), reply.again(), reply.err());
        assertEquals(
                500,
                run((line.replace("--watch", "--watch=0.5")).split(" ")).again().afterMs());
        assertEquals(
                Reply.USAGE,
                run(line.replace("--watch", "--watch=0").split(" ")).status());
    }

    @Test
    void shouldNotBeAskedAgainWithoutReason() {
        assertEquals(Reply.Again.NO, run("port", "list").again());
        assertEquals(Reply.USAGE, run("port", "remove", "vm1", "--watch").status());
        assertFalse(run("stats", "--watch", "-j").again().redraw(), "documents follow each other");
    }

    @Test
    void shouldColourStatesAndHeadingsOnlyWhereWanted() {
        fake.waiting.put("sick", new PortWait("tap", true, "broken"));
        final Request coloured = new Request(List.of("port", "list"), false, 0, true, "");
        final String text = commands.run(coloured).out();
        assertTrue(text.contains("\033[32mACTIVE\033[0m\n"), text);
        assertTrue(text.contains("\033[31mFAULTED (broken)\033[0m\n"), text);
        assertEquals(done("port", "list"), text.replaceAll("\033\\[\\d+m", ""));
        final Request json = new Request(List.of("port", "list", "-j"), false, 0, true, "");
        assertFalse(commands.run(json).out().contains("\033"));
    }

    @Test
    void shouldShowRatesOverAnInterval() {
        final String text = done("top", "--once", "--interval", "0.1");
        assertTrue(text.startsWith("PORT  QUEUE  WORKER"), text);
        assertTrue(text.contains("WORKER   BUSY"), text);
        assertEquals(
                2, json("top", "-j", "--interval=0.1").getAsJsonArray("workers").size());
        assertEquals(Reply.Again.NO, run("top", "-j", "--interval=0.1").again());
        assertEquals(
                new Reply.Again(List.of("top", "--interval=0.1"), 0, true),
                run("top", "--interval=0.1").again());
    }

    @Test
    void shouldHaveADescriptionAndAnExampleForEveryCommand() {
        everyCommand(Commands.commandLine(fake, Request.of()));
    }

    private static void everyCommand(final CommandLine command) {
        final var usage = command.getCommandSpec().usageMessage();
        final String name = command.getCommandSpec().qualifiedName();
        assertTrue(usage.description().length > 0, name);
        assertTrue(usage.hidden() || List.of(usage.footer()).contains("Example:"), name + " has no example");
        command.getSubcommands().values().forEach(CommandsTest::everyCommand);
    }
}
