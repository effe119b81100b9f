package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.itest.workshop.Toy;
import org.jackfield.itest.workshop.Workshop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Numbered frames between two taps while bundles come, change, break and go: none is lost, none reordered. The largest gap at each
 * kind of change is printed. Where the machine cannot carry the rate, which the kernel's own drops show, a lower one is tried.
 */
@Tag("netns")
@Tag("alone")
class UpdateUnderLoadIT {
    private static final int FLOWS = 32;
    private static final int RATE = 50_000;
    private static final int LEAST_RATE = 6_000;
    /** For a gap of two seconds, which the kernel's queues bridge at this rate. */
    private static final int RATE_OVER_A_GAP = RATE / 2;

    private static final long FLOW_MS = 400;
    private static final String TAP = "org.jackfield.port.tap";
    private static final String CORE = "org.jackfield.core";
    private static final List<String> OTHERS = List.of(
            "org.jackfield.steering.adaptive",
            "org.jackfield.steering.symmetric",
            "org.jackfield.control.config",
            "org.jackfield.control.shell",
            "org.jackfield.control.deploy");
    private static final long STATE_MS = 20_000;
    private static final String TOY = "org.jackfield.example.toy";
    private static final String[] SETTINGS = {"queues=2", "tx-queue-length=50000"};

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private Workshop workshop;
    private Station a;
    private Station b;

    @BeforeEach
    void start() {
        jackfield = lab.newSwitch(2)
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .start();
        workshop = new Workshop(lab.folder("jars"));
        a = jackfield.connect(1, SETTINGS);
        b = jackfield.connect(2, SETTINGS);
        Station.introduce(a, b);
        a.mustReach(b);
        b.mustReach(a);
    }

    /** Something that is done while frames flow. */
    private interface Change {
        void make(int round);
    }

    /** Does something while frames flow; returns what became of them. */
    private Outcome during(final String kind, final Change change) {
        return during(kind, RATE, change);
    }

    private Outcome during(final String kind, final int first, final Change change) {
        int rate = first;
        for (int round = 0; ; round++, rate /= 2) {
            final long dropsBefore = kernelDrops();
            final Traffic traffic = a.sendTo(b, FLOWS, "--rate", String.valueOf(rate));
            Await.pause(FLOW_MS);
            change.make(round);
            Await.pause(FLOW_MS);
            traffic.stopSending();
            final Outcome outcome = traffic.outcome();
            final long kernelDrops = kernelDrops() - dropsBefore;
            System.out.println(kind + ": " + outcome.sent().sent() + " frames at " + outcome.rate() + " a second, lost "
                    + outcome.lost() + ", reordered " + outcome.reordered() + ", dropped by the kernel " + kernelDrops
                    + ", largest gap " + outcome.longestGapUs() + " us");
            if (kernelDrops == 0 || rate / 2 < LEAST_RATE) {
                return outcome.mustBePerfect();
            }
            outcome.mustBeInOrder();
            assertEquals(kernelDrops, outcome.lost(), () -> "more was lost than the kernel dropped: " + outcome);
        }
    }

    private long kernelDrops() {
        return jackfield.port("a").get("kernelDrops").getAsLong()
                + jackfield.port("b").get("kernelDrops").getAsLong();
    }

    private void must(final String... words) {
        final Result result = jackfield.run(words);
        assertEquals(0, result.status(), result::toString);
    }

    @Test
    @Tag("once")
    void shouldLoseNothingWhileOtherPortTypesComeChangeBreakAndGo() {
        final Path first = workshop.make(Toy.sound());
        final Path second = workshop.make(Toy.sound().version("1.1.0"));
        final Path unresolved = workshop.make(Toy.sound().version("1.2.0").needing("com.example.missing"));
        final Path breaking = workshop.make(Toy.sound().version("1.3.0").throwing("transmit", "made to fail", 99));
        jackfield.expect("made to fail|com.example.missing|toy1").expectFaults();

        during("nothing but traffic", round -> must("port", "list"));
        during("another port type deployed, updated, refused, removed", round -> {
            must("bundle", "install", first.toString());
            must("port", "add", "toy1", "--type", "toy");
            must("bundle", "update", TOY, second.toString());
            assertEquals(
                    1,
                    jackfield
                            .run("bundle", "update", TOY, unresolved.toString())
                            .status());
            must("port", "set", "toy1", "queues=4");
            must("port", "remove", "toy1");
            must("bundle", "remove", TOY);
        });
        during("another port breaks on the workers", round -> {
            must("bundle", "install", breaking.toString());
            jackfield.run("port", "add", "toy1", "--type", "toy");
            b.host().run("ping", "-n", "-c", "1", "-W", "1", "-b", "10.97.0.255");
            jackfield.run("port", "remove", "toy1");
            must("bundle", "remove", TOY);
        });
    }

    @Test
    void shouldLoseNothingWhileTheTapBundleItselfIsUpdated() {
        final Path shipped = SwitchProcess.shippedJar("bundles", TAP);
        final int generation = jackfield.port("a").get("generation").getAsInt();
        final String entries = fdb();
        during("the tap bundle updated three times", round -> {
            for (int i = 0; i < 3; i++) {
                final String version = "0.1." + (1 + 3 * round + i);
                must(
                        "bundle",
                        "update",
                        TAP,
                        workshop.newVersion(shipped, version).toString());
                assertEquals(
                        version,
                        jackfield.bundle(TAP).orElseThrow().get("version").getAsString());
            }
        });
        assertEquals(generation, jackfield.port("a").get("generation").getAsInt());
        assertEquals(entries, fdb());
        during("the tap bundle stopped and started again", round -> {
            must("bundle", "stop", TAP);
            must("bundle", "start", TAP);
        });
        assertEquals(generation, jackfield.port("a").get("generation").getAsInt());
        must("port", "set", "a", "queues=4");
        must("port", "set", "a", "mtu=1400");
        a.mustReach(b);
    }

    /** Updates a bundle of the features to another version with the same content; returns what the command says. */
    private String update(final String bundle, final String version) {
        final Path next = workshop.newVersion(SwitchProcess.shippedJar("bundles", bundle), version);
        final Result result = jackfield.run("bundle", "update", bundle, next.toString());
        assertEquals(0, result.status(), result::toString);
        assertEquals(
                version, jackfield.bundle(bundle).orElseThrow().get("version").getAsString());
        return result.output();
    }

    private void ledgersMustBalance() {
        Await.until(
                () -> "balanced ledgers: " + jackfield.json("stats"),
                STATE_MS,
                () -> jackfield
                        .json("stats")
                        .getAsJsonObject("ledgers")
                        .get("balanced")
                        .getAsBoolean());
    }

    @Test
    void shouldLoseNothingWhileTheSwitchItselfIsUpdated() {
        must("fdb", "add", "02:4a:46:00:00:77", "b");
        final Station c = jackfield.connect(3, "queues=1", "tx-queue-length=100");
        final int generation = jackfield.port("a").get("generation").getAsInt();
        final String entries = fdb();
        final long received = received("a");
        final Child server = b.host().start("iperf3", "-s", "-1", "--forceflush");
        server.awaitLine("a listening iperf3", STATE_MS, line -> line.contains("listening"));
        final Child client = a.host().start("iperf3", "-c", b.address(), "-b", "50M", "-t", "60", "-i", "0");
        during(CORE, round -> {
            for (int i = 0; i < 3; i++) {
                final String told = update(CORE, "0.1." + (1 + 3 * round + i));
                assertTrue(told.contains("3 port(s) went on"), told);
                System.out.println(told.strip());
            }
        });
        assertTrue(client.alive(), () -> "the TCP connection has ended: " + client);
        client.terminate();
        assertEquals(generation, jackfield.port("a").get("generation").getAsInt());
        assertEquals(entries, fdb());
        assertTrue(received("a") > received, "counters go on");
        ledgersMustBalance();
        assertTrue(c.link().get("txqlen").getAsInt() > 100, () -> "queues were made longer: " + c.link());
        Await.until(
                () -> "the queue length of the configuration: " + c.link(),
                STATE_MS,
                () -> c.link().get("txqlen").getAsInt() == 100);
        must("port", "set", "a", "queues=4");
        must("port", "set", "a", "mtu=1400");
        a.mustReach(b);
    }

    @Test
    void shouldGoBackToTheFormerSwitchWhenANewOneDoesNotStart() {
        final int generation = jackfield.port("a").get("generation").getAsInt();
        final Path broken = workshop.broken(
                SwitchProcess.shippedJar("bundles", CORE),
                "0.2.0",
                "org.jackfield.core.conductor.Switch",
                "start",
                "made to fail");
        jackfield.expect("made to fail|Exception|\\tat |org.jackfield.core.osgi");
        during("a core that does not start", RATE_OVER_A_GAP, round -> {
            final Result refused = jackfield.run("bundle", "update", CORE, broken.toString());
            assertEquals(1, refused.status(), refused::toString);
            assertTrue(refused.errors().contains("made to fail"), refused::toString);
        });
        assertEquals(generation, jackfield.port("a").get("generation").getAsInt());
        ledgersMustBalance();
    }

    private long received(final String port) {
        return jackfield.port(port).getAsJsonObject("rx").get("frames").getAsLong();
    }

    @Test
    @Tag("once")
    void shouldLoseNothingWhileEverythingElseIsUpdated() {
        jackfield.expect("part of the platform");
        for (final String bundle : OTHERS) {
            during(bundle, round -> update(bundle, "0.1." + (1 + round)));
        }
        final Result refused = jackfield.run(
                "bundle",
                "update",
                "org.jackfield.linux",
                SwitchProcess.shippedJar("bundles", "org.jackfield.linux").toString());
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.errors().contains("part of the platform"), refused::toString);
        ledgersMustBalance();
    }

    @Test
    @Tag("long")
    void shouldLoseNothingInAThousandUpdatesOfTheSwitchItself() {
        final Path[] versions = new Path[2];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = workshop.newVersion(SwitchProcess.shippedJar("bundles", CORE), "0.1." + (1 + i));
        }
        during("the core updated 1000 times", round -> {
            for (int i = 0; i < 1_000; i++) {
                must("bundle", "update", CORE, versions[i % 2].toString());
            }
        });
        ledgersMustBalance();
    }

    @Test
    @Tag("long")
    void shouldLoseNothingInManyUpdatesOfTheTapBundle() {
        final Path shipped = SwitchProcess.shippedJar("bundles", TAP);
        during("the tap bundle updated 50 times", round -> {
            for (int i = 0; i < 50; i++) {
                final Path next = workshop.newVersion(shipped, "0.1." + (1 + 50 * round + i));
                must("bundle", "update", TAP, next.toString());
            }
        });
    }

    /** What the FDB knows, without ages. */
    private String fdb() {
        final StringBuilder text = new StringBuilder();
        jackfield.json("fdb", "list").getAsJsonArray("entries").forEach(each -> {
            final JsonObject entry = each.getAsJsonObject();
            text.append(entry.get("mac").getAsString())
                    .append(' ')
                    .append(entry.get("port").getAsString())
                    .append('\n');
        });
        return text.toString();
    }
}
