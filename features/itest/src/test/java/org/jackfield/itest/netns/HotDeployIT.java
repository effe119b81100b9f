package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Toy;
import org.jackfield.itest.workshop.Workshop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Port types come, change and go in the running switch, as a person at a keyboard does it. */
@Tag("netns")
class HotDeployIT {
    private static final String PATCH = "org.jackfield.port.patch";
    private static final String TAP = "org.jackfield.port.tap";
    private static final String TOY = "org.jackfield.example.toy";
    private static final long STATE_MS = 20_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    /** The jar of the patch port type, in a folder that has nothing to do with the switch. */
    private Path patchJar() throws IOException {
        return Files.copy(
                SwitchProcess.shippedJar("extras", PATCH), lab.folder("jar").resolve("patch.jar"));
    }

    private static Result must(final SwitchProcess jackfield, final String... words) {
        return jackfield.typed(words).succeeded();
    }

    private static String refused(final SwitchProcess jackfield, final String... words) {
        final Result refused = jackfield.typed(words);
        assertEquals(1, refused.status(), refused::toString);
        assertEquals("", refused.output());
        return refused.errors();
    }

    @Test
    void shouldJoinTwoBridgesByAPortTypeDeployedMeanwhile() throws IOException {
        final SwitchProcess jackfield = lab.startSwitch(2).expect("type patch");
        final Station a = jackfield.connect(1, "bridge=br0");
        final Station b = jackfield.connect(2, "bridge=br1");
        final String unknown = refused(jackfield, "port", "add", "p1", "--type", "patch", "--set", "peer=p2");
        assertTrue(unknown.contains("patch") && unknown.contains("tap"), unknown);

        must(jackfield, "bundle", "install", patchJar().toString());
        assertTrue(must(jackfield, "type", "list").output().contains("patch"));
        assertTrue(must(jackfield, "type", "show", "patch").output().contains("peer"));
        must(jackfield, "port", "add", "p1", "--type", "patch", "--set", "peer=p2", "--set", "bridge=br0");
        must(jackfield, "port", "add", "p2", "--type", "patch", "--set", "peer=p1", "--set", "bridge=br1");
        a.mustReach(b);
        assertTrue(
                must(jackfield, "log", "-n", "1000").output().contains("BUNDLE"),
                "the log does not tell of the bundle");
        jackfield.awaitEvent("BUNDLE", PATCH, "");
        jackfield.awaitEvent("PORT_ACTIVE", "p2", "br1");

        final String left = must(jackfield, "bundle", "remove", PATCH).output();
        assertTrue(left.contains(PATCH), left);
        jackfield.awaitListed("p1", "WAITING", "type patch not deployed");
        assertEquals(
                1, a.host().run("ping", "-n", "-c", "1", "-W", "1", b.address()).status());
        must(jackfield, "port", "remove", "p1");
        must(jackfield, "port", "remove", "p2");
        jackfield.awaitGone("p1");
        assertEquals(List.of(), jars(jackfield));
    }

    private static List<Path> jars(final SwitchProcess jackfield) throws IOException {
        try (Stream<Path> files = Files.list(jackfield.deployFolder())) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    @Test
    void shouldDeployUpdateAndRemoveWhatIsDroppedIntoTheFolder() throws IOException {
        final Workshop workshop = new Workshop(lab.folder("toys"));
        final SwitchProcess jackfield =
                lab.newSwitch(2).start().expect("type toy").expect("garbage").expect("refused");
        final Path target = jackfield.deployFolder().resolve("toy.jar");
        Files.copy(workshop.make(Toy.sound()), target);
        Await.until("the toy is deployed", STATE_MS, () -> jackfield.bundle(TOY).isPresent());
        must(jackfield, "port", "add", "toy1", "--type", "toy");
        assertEquals("1.0.0", version(jackfield));

        Files.copy(workshop.garbage("garbage"), jackfield.deployFolder().resolve("garbage.jar"));
        jackfield.awaitEvent("BUNDLE", "garbage.jar", "");
        assertEquals("1.0.0", version(jackfield));
        Files.delete(jackfield.deployFolder().resolve("garbage.jar"));

        Files.copy(workshop.make(Toy.sound().version("1.1.0")), target, StandardCopyOption.REPLACE_EXISTING);
        Await.until("the toy is updated", STATE_MS, () -> version(jackfield).equals("1.1.0"));
        Files.copy(
                workshop.make(Toy.sound().version("1.2.0").needing("com.example.missing")),
                target,
                StandardCopyOption.REPLACE_EXISTING);
        jackfield.awaitEvent("BUNDLE", TOY, "com.example.missing");
        assertEquals("1.1.0", version(jackfield));
        Files.copy(workshop.make(Toy.sound().version("1.3.0")), target, StandardCopyOption.REPLACE_EXISTING);
        Await.until("the toy is updated", STATE_MS, () -> version(jackfield).equals("1.3.0"));

        jackfield.stop();
        jackfield.start();
        jackfield.awaitState("toy1", "ACTIVE");
        assertEquals("1.3.0", version(jackfield));
        Files.delete(target);
        jackfield.awaitListed("toy1", "WAITING", "type toy not deployed");
        must(jackfield, "port", "remove", "toy1");
    }

    /** Empty while the port is between two versions, when it may not even be listed. */
    private static String version(final SwitchProcess jackfield) {
        return jackfield
                .listed("toy1")
                .map(port -> port.getAsJsonObject("details"))
                .filter(details -> details.has("version"))
                .map(details -> details.get("version").getAsString())
                .orElse("");
    }

    @Test
    void shouldSayWhyTheCodeOfAPortTypeDoesNotStart() {
        final Workshop workshop = new Workshop(lab.folder("toys"));
        final SwitchProcess jackfield = lab.startSwitch(2)
                .expect(
                        "made to fail|Service factory returned null|Could not get service from ref|not available from service");
        must(
                jackfield,
                "bundle",
                "install",
                workshop.make(Toy.sound().throwing("activate", "made to fail")).toString());
        final String message = refused(jackfield, "port", "add", "toy1", "--type", "toy");
        assertTrue(message.contains("its code failed to start") && message.contains("made to fail"), message);
        assertFalse(Files.exists(jackfield.configuration().resolve("org.jackfield.port.toy-toy1.cfg")));
        jackfield.awaitGone("toy1");
    }

    @Test
    void shouldOpenAPortThatWaitsForItsTypeWhenTheTypeComes() throws IOException {
        final Workshop workshop = new Workshop(lab.folder("toys"));
        final SwitchProcess jackfield = lab.startSwitch(2).expect("type toy");
        Files.writeString(jackfield.configuration().resolve("org.jackfield.port.toy-toy1.cfg"), "bridge = br1\n");
        jackfield.awaitListed("toy1", "WAITING", "type toy not deployed");
        assertTrue(must(jackfield, "port", "list").output().contains("WAITING"), "people do not see it");
        must(jackfield, "bundle", "install", workshop.make(Toy.sound()).toString());
        assertEquals("br1", jackfield.awaitState("toy1", "ACTIVE").get("bridge").getAsString());
    }

    @Test
    void shouldLetAPortGoWhenItsBundleStaysAwayTooLong() {
        final SwitchProcess jackfield =
                lab.newSwitch(2).configure("linger-seconds", "1").start().expect("type tap");
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        a.mustReach(b);
        must(jackfield, "bundle", "stop", TAP);
        jackfield.awaitEvent("PORT_LINGERS", "a", "");
        jackfield.awaitListed("a", "WAITING", "type tap not deployed");
        assertFalse(a.host().has(Station.DEVICE), "the device outlived its port");
        must(jackfield, "bundle", "start", TAP);
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldForwardOnWhileAPortLingersAndLetItGoWithItsConfiguration() throws IOException {
        final SwitchProcess jackfield =
                lab.newSwitch(2).configure("linger-seconds", "600").start().expect("type tap");
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        a.mustReach(b);
        must(jackfield, "bundle", "stop", TAP);
        jackfield.awaitEvent("PORT_LINGERS", "a", "");
        assertEquals("ACTIVE", jackfield.listed("a").orElseThrow().get("state").getAsString());
        a.mustReach(b);
        Files.delete(jackfield.configuration().resolve("org.jackfield.port.tap-a.cfg"));
        jackfield.awaitGone("a");
        assertFalse(a.host().has(Station.DEVICE), "the device outlived its configuration");
        assertTrue(b.host().has(Station.DEVICE), "another port went too");
        must(jackfield, "bundle", "start", TAP);
        jackfield.awaitState("b", "ACTIVE");
    }

    @Test
    void shouldOpenATapAnewWhenTheNewVersionCannotGoOnWithIt() {
        final Workshop workshop = new Workshop(lab.folder("jars"));
        final Path jar = workshop.broken(
                SwitchProcess.shippedJar("bundles", TAP),
                "0.1.1",
                "org.jackfield.port.tap.TapPort",
                "adopt",
                "made to fail");
        final SwitchProcess jackfield = lab.startSwitch(2).expect("made to fail");
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        a.mustReach(b);
        must(jackfield, "bundle", "update", TAP, jar.toString());
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        assertEquals("0.1.1", jackfield.bundle(TAP).orElseThrow().get("version").getAsString());
        a.mustReach(b);
    }

    /** What is measured here is printed, never asserted. */
    @Test
    void shouldAnswerAListOfPorts() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        jackfield.connect(1);
        final long[] us = new long[20];
        for (int i = 0; i < us.length; i++) {
            final long startNs = System.nanoTime();
            must(jackfield, "port", "list");
            us[i] = (System.nanoTime() - startNs) / 1000;
        }
        Arrays.sort(us);
        System.out.println("jackfield port list: median of " + us.length + " runs " + us[us.length / 2] / 1000
                + " ms, fastest " + us[0] / 1000 + " ms, slowest " + us[us.length - 1] / 1000 + " ms");
    }
}
