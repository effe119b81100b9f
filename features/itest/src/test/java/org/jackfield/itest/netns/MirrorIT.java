package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Copies of frames at a tap of their own, and what becomes of the frames themselves while mirrors come, change and go. */
@Tag("netns")
class MirrorIT {
    private static final String BUNDLE = "org.jackfield.stage.mirror";
    private static final String FILE = BUNDLE + "-m1.cfg";
    private static final long STATE_MS = 20_000;
    private static final int FRAMES = 40;
    private static final int FLOWS = 16;
    private static final int RATE = 10_000;
    private static final int LEAST_RATE = 2_000;
    private static final long FLOW_MS = 400;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private Station a;
    private Station b;
    private Station probe;

    @BeforeEach
    void start() {
        jackfield = lab.newSwitch(2)
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .start();
        a = jackfield.connect(1, "queues=2", "tx-queue-length=50000");
        b = jackfield.connect(2, "queues=2", "tx-queue-length=50000");
        probe = jackfield.connect(16, "queues=2", "tx-queue-length=50000", "bridge=probes");
        Station.introduce(a, b);
        a.mustReach(b);
        b.mustReach(a);
    }

    private Optional<JsonObject> stage() {
        for (final JsonElement stage : jackfield.json("stage", "list").getAsJsonArray("stages")) {
            if (stage.getAsJsonObject().get("name").getAsString().equals("m1")) {
                return Optional.of(stage.getAsJsonObject());
            }
        }
        return Optional.empty();
    }

    /** Writes the file of the mirror and waits until the switch does what it says. */
    private void mirror(final int sample, final String... lines) {
        final List<String> text = new ArrayList<>(List.of(lines));
        text.add("to = p");
        text.add("sample = " + sample);
        try {
            Files.write(jackfield.configuration().resolve(FILE), text);
        } catch (final IOException failed) {
            throw new AssertionError(failed);
        }
        awaitStage("sample", "1 of " + sample);
    }

    private void awaitStage(final String fact, final String value) {
        Await.until(
                () -> "a mirror with " + fact + " " + value + ": " + stage(),
                STATE_MS,
                () -> stage().filter(stage -> stage.get("state").getAsString().equals("ACTIVE"))
                        .map(stage -> stage.getAsJsonObject("details"))
                        .filter(details -> details.get(fact).getAsString().equals(value))
                        .isPresent());
    }

    private void removeMirror() throws IOException {
        Files.delete(jackfield.configuration().resolve(FILE));
        Await.until("the mirror is gone", STATE_MS, () -> stage().isEmpty());
    }

    /** Numbers of the frames of one flow among those received, in order, without what quotes them: there is nobody at their ports. */
    private List<Long> numbers(final RawSocket socket, final int flow) {
        final long sender = (flow <= 2 ? a : b).macNumber();
        final List<Long> numbers = new ArrayList<>();
        for (final byte[] frame : socket.frames()) {
            if (Frames.number(frame).isPresent() && Frames.flow(frame) == flow && Frames.source(frame) == sender) {
                numbers.add(Frames.number(frame).getAsLong());
            }
        }
        return numbers;
    }

    /**
     * Sends frames from a to b and back, tagged and untagged, and waits until they and an end mark that is always mirrored, if anything
     * is, have arrived; returns the flows found at the probe, each with all its frames.
     */
    private List<Integer> flowsAtProbe() {
        final RawSocket atA = a.raw();
        final RawSocket atB = b.raw();
        final RawSocket atProbe = probe.raw();
        atProbe.forget();
        for (int n = 0; n < FRAMES; n++) {
            atA.send(frame(a, b, 1, n, 1000, 0));
            atA.send(frame(a, b, 2, n, 2000, 5));
            atB.send(frame(b, a, 3, n, 1000, 0));
            atB.send(frame(b, a, 4, n, 2000, 5));
        }
        for (final int flow : new int[] {1, 2}) {
            Await.until(
                    () -> "flow " + flow + " at b",
                    STATE_MS,
                    () -> numbers(atB, flow).size() >= FRAMES);
        }
        for (final int flow : new int[] {3, 4}) {
            Await.until(
                    () -> "flow " + flow + " at a",
                    STATE_MS,
                    () -> numbers(atA, flow).size() >= FRAMES);
        }
        // Behind the frames themselves their copies are in the same kernel entries: what has not come now does not
        // come.
        final List<Integer> found = new ArrayList<>();
        for (int flow = 1; flow <= 4; flow++) {
            final int wanted = flow;
            final List<Long> numbers = new ArrayList<>();
            Await.until(() -> "flow " + wanted + " whole or not at all at the probe", STATE_MS, () -> {
                numbers.clear();
                numbers.addAll(numbers(atProbe, wanted));
                return numbers.isEmpty() || numbers.size() >= FRAMES;
            });
            if (!numbers.isEmpty()) {
                found.add(flow);
                for (int n = 0; n < FRAMES; n++) {
                    assertEquals(n, numbers.get(n), "flow " + flow + ": " + numbers);
                }
                assertEquals(FRAMES, numbers.size(), () -> "flow " + wanted + " more than once: " + numbers);
            }
        }
        return found;
    }

    private static byte[] frame(
            final Station from, final Station to, final int flow, final int number, final int port, final int vid) {
        final FrameBuilder frame = Frames.from(from.macNumber(), to.macNumber());
        if (vid > 0) {
            frame.vlan(vid);
        }
        return frame.ipv4(from.address(), to.address())
                .udp(port, port + 1)
                .numbered(flow, number)
                .build();
    }

    @Test
    void shouldCopyExactlyWhatIsAskedFor() throws IOException {
        mirror(1, "ports = a");
        assertEquals(List.of(1, 2, 3, 4), flowsAtProbe());
        mirror(1, "ports = a:rx", "vlan = 0,5", "filter = udp");
        awaitStage("filter", "udp");
        assertEquals(List.of(1, 2), flowsAtProbe());
        mirror(1, "ports = a", "direction = tx", "filter = ip");
        awaitStage("filter", "ip");
        assertEquals(List.of(3, 4), flowsAtProbe());
        mirror(1, "bridge = br0", "filter = not vlan 5");
        awaitStage("filter", "not vlan 5");
        assertEquals(List.of(1, 3), flowsAtProbe());
        mirror(1, "ports = a,b", "vlan = 5", "filter = src port 2000 and host " + a.address());
        awaitStage("filter", "src port 2000 and host " + a.address());
        assertEquals(List.of(2, 4), flowsAtProbe());
        jackfield.awaitEvent("STAGE", "m1", "changed");

        final long copies = stage().orElseThrow().get("copies").getAsLong();
        Files.writeString(jackfield.configuration().resolve(FILE), "to = p\nports = p\n");
        jackfield.expect("m1: to=p is one of the ports");
        jackfield.awaitEvent("STAGE_FAULTED", "m1", "it goes on as it was");
        assertEquals(List.of(2, 4), flowsAtProbe());
        final JsonObject shown = jackfield.json("stage", "show", "m1").getAsJsonObject("stage");
        assertEquals("ACTIVE", shown.get("state").getAsString());
        assertTrue(shown.get("reason").getAsString().contains("to=p is one of the ports"), shown::toString);
        assertTrue(shown.get("copies").getAsLong() >= copies + 2 * FRAMES, shown::toString);

        removeMirror();
        assertEquals(List.of(), flowsAtProbe());
        jackfield.awaitEvent("STAGE", "m1", "gone");
    }

    @Test
    void shouldGoOnWhenThePortOfTheCopiesGoesAndComesBack() throws IOException {
        mirror(1, "ports = a");
        assertEquals(List.of(1, 2, 3, 4), flowsAtProbe());
        final List<String> settings = Files.readAllLines(portFile());
        jackfield.run("port", "remove", "p").succeeded();
        a.mustReach(b);
        final JsonObject details = stage().orElseThrow().getAsJsonObject("details");
        assertTrue(!details.get("missed").getAsString().startsWith("0 "), details::toString);
        Files.write(portFile(), settings);
        jackfield.awaitState("p", "ACTIVE");
        assertEquals(List.of(1, 2, 3, 4), flowsAtProbe());
        assertEquals("ACTIVE", stage().orElseThrow().get("state").getAsString());
    }

    private Path portFile() {
        return jackfield.configuration().resolve("org.jackfield.port.tap-p.cfg");
    }

    /** Something that is done while frames flow. */
    private interface Change {
        void make(int round) throws IOException;
    }

    private void during(final String kind, final Change change) throws IOException {
        int rate = RATE;
        for (int round = 0; ; round++, rate /= 2) {
            final long dropsBefore = kernelDrops();
            final Traffic traffic = a.sendTo(b, FLOWS, "--rate", String.valueOf(rate));
            Await.pause(FLOW_MS);
            change.make(round);
            Await.pause(FLOW_MS);
            traffic.stopSending();
            final Outcome outcome = traffic.outcome();
            System.out.println(kind + ": " + outcome.sent().sent() + " frames, lost " + outcome.lost()
                    + ", largest gap " + outcome.longestGapUs() + " us");
            if (kernelDrops() == dropsBefore || rate / 2 < LEAST_RATE) {
                outcome.mustBePerfect();
                return;
            }
        }
    }

    private long kernelDrops() {
        return jackfield.port("a").get("kernelDrops").getAsLong()
                + jackfield.port("b").get("kernelDrops").getAsLong();
    }

    @Test
    void shouldLoseNothingWhileMirrorsAndTheirBundleComeChangeAndGo() throws IOException {
        final Path shipped = SwitchProcess.shippedJar("bundles", BUNDLE);
        final Workshop workshop = new Workshop(lab.folder("jars"));
        during("a mirror made, changed and removed", round -> {
            mirror(1, "ports = a,b");
            mirror(3, "bridge = br0", "filter = udp");
            mirror(2, "ports = a:rx");
            removeMirror();
        });
        mirror(1, "ports = a,b");
        during("the bundle of the mirror updated, stopped and started", round -> {
            final String version = "0.1." + (1 + round);
            jackfield
                    .run(
                            "bundle",
                            "update",
                            BUNDLE,
                            workshop.newVersion(shipped, version).toString())
                    .succeeded();
            awaitStage("sample", "1 of 1");
            jackfield.run("bundle", "stop", BUNDLE).succeeded();
            Await.until("the mirror is gone", STATE_MS, () -> stage().isEmpty());
            jackfield.run("bundle", "start", BUNDLE).succeeded();
            awaitStage("sample", "1 of 1");
        });
        assertEquals(List.of(1, 2, 3, 4), flowsAtProbe());
    }
}
