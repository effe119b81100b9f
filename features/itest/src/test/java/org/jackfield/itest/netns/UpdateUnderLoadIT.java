package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.jackfield.itest.lab.Await;
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
    private static final long FLOW_MS = 400;
    private static final String TAP = "org.jackfield.port.tap";
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
        int rate = RATE;
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
