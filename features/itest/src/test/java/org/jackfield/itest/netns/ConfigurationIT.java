package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** The files in the configuration folder are the truth, whoever writes them. */
@Tag("netns")
class ConfigurationIT {
    private static final long STATE_MS = 20_000;
    private static final int REFUSED = 1;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private static Path file(final SwitchProcess jackfield, final String port) {
        return jackfield.configuration().resolve("org.jackfield.port.tap-" + port + ".cfg");
    }

    private static int mtu(final SwitchProcess jackfield, final String port) {
        return jackfield.port(port).get("mtu").getAsInt();
    }

    @Test
    void shouldFollowFilesThatAreEditedByHand() throws IOException {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "mtu=1400");
        final Station b = jackfield.connect(2);
        a.mustReach(b);
        final int ifindex = a.link().get("ifindex").getAsInt();
        final String text = Files.readString(file(jackfield, "a"));

        Files.writeString(file(jackfield, "a"), text.replace("1400", "1300"));
        Await.until("the new MTU", STATE_MS, () -> mtu(jackfield, "a") == 1300);
        assertEquals(ifindex, a.link().get("ifindex").getAsInt(), "the device was made anew");
        jackfield.awaitEvent("CONFIGURATION", "a", "");

        Files.delete(file(jackfield, "a"));
        jackfield.awaitGone("a");
        assertFalse(a.host().has(Station.DEVICE), "the device outlived its file");
        Files.writeString(file(jackfield, "a"), text);
        Await.until(
                "the port of the new file",
                STATE_MS,
                () -> jackfield.listed("a").isPresent());
        jackfield.awaitState("a", "ACTIVE");
        assertEquals(1400, mtu(jackfield, "a"));
        a.mustReach(b);
    }

    @Test
    void shouldKeepTheOldStateWhenAnEditIsRefused() throws IOException {
        final SwitchProcess jackfield = lab.startSwitch(2).expect("\\ba\\b|org.jackfield.port.tap-a.cfg");
        final Station a = jackfield.connect(1, "mtu=1400");
        final Station b = jackfield.connect(2);
        a.mustReach(b);
        final String text = Files.readString(file(jackfield, "a"));
        for (final String[] edit : new String[][] {
            {text.replace("1400", "70000"), "65521"},
            {text + "\nmtuu = 1300\n", "mtu"},
            {text + "\nmtu = 1300\n", "mtu"},
        }) {
            Files.writeString(file(jackfield, "a"), edit[0]);
            jackfield.awaitEvent("CONFIGURATION", "a", edit[1]);
            assertEquals(1400, mtu(jackfield, "a"));
            assertEquals("ACTIVE", jackfield.port("a").get("state").getAsString());
        }
        a.mustReach(b);
        Files.writeString(file(jackfield, "a"), text.replace("1400", "1300"));
        Await.until("the new MTU", STATE_MS, () -> mtu(jackfield, "a") == 1300);
    }

    @Test
    void shouldSayWhatIsWrongAndWhatIsRight() {
        final SwitchProcess jackfield = lab.startSwitch(2).expect("vm1");
        final String device = "device=" + lab.name("v");
        mistake(jackfield, List.of("type vhost not deployed", "tap"), "vhost");
        mistake(jackfield, List.of("mtuu", "mtu"), "tap", device, "mtuu=1500");
        mistake(jackfield, List.of("mtu", "70000", "68", "65521"), "tap", device, "mtu=70000");
        mistake(jackfield, List.of("mtu", "many", "68", "65521"), "tap", device, "mtu=many");
        mistake(jackfield, List.of("queues", "300", "256"), "tap", device, "queues=300");
        mistake(jackfield, List.of("persist", "perhaps", "true", "false"), "tap", device, "persist=perhaps");
        mistake(
                jackfield,
                List.of("kernel-steering", "always", "auto", "off"),
                "tap",
                device,
                "kernel-steering=always");
        mistake(jackfield, List.of("mac", "03:00:00:00:00:01"), "tap", device, "mac=03:00:00:00:00:01");
        mistake(jackfield, List.of("addresses", "10.0.0.1"), "tap", device, "addresses=10.0.0.1");
        mistake(jackfield, List.of(lab.name("n"), "ip netns add"), "tap", device, "netns=" + lab.name("n"));
        mistake(jackfield, List.of("device", "15"), "tap", "device=" + lab.name("-much-too-long"));
        mistake(jackfield, List.of("guest-name", "netns"), "tap", device, "guest-name=eth0");
        assertEquals(0, jackfield.json("port", "list").getAsJsonArray("ports").size());
        assertEquals(List.of(), lab.devices());
    }

    /** Word by word what the README of {@code bundles/control/config} shows; other machines have other namespaces. */
    @Test
    void shouldRefuseInTheWordsOfTheReadme() {
        final SwitchProcess jackfield = lab.startSwitch(1).expect("vm2");
        for (final String[] example : new String[][] {
            {
                "netns=nowhere",
                "network namespace nowhere does not exist: /run/netns/nowhere is not there; make it with 'ip netns add"
                        + " nowhere'"
            },
            {"mac=1234", "mac=1234 is not a MAC address; write it like 02:00:00:00:00:01"},
        }) {
            final Result refused = jackfield.typed("port", "add", "vm2", "--type", "tap", "--set", example[0]);
            assertEquals(REFUSED, refused.status(), refused::toString);
            assertTrue(refused.errors().startsWith("jackfield: port add vm2: " + example[1]), refused::toString);
        }
    }

    private static void mistake(
            final SwitchProcess jackfield, final List<String> words, final String type, final String... settings) {
        final List<String> command = new ArrayList<>(List.of("port", "add", "vm1", "--type", type));
        for (final String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        final Result refused = jackfield.typed(command.toArray(String[]::new));
        assertEquals(REFUSED, refused.status(), refused::toString);
        assertEquals("", refused.output(), refused::toString);
        final String message = refused.errors().toLowerCase(Locale.ROOT);
        for (final String word : words) {
            assertTrue(message.contains(word.toLowerCase(Locale.ROOT)), () -> "no '" + word + "' in: " + refused);
        }
        System.out.println(refused.errors());
        assertFalse(Files.exists(file(jackfield, "vm1")), "a refused port left its file");
    }

    @Test
    void shouldHaveAllPortsAndBundlesBackAfterItWasKilled() {
        final Workshop workshop = new Workshop(lab.folder("jars"));
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        jackfield.json("bundle", "install", workshop.make(Toy.sound()).toString());
        jackfield.json("port", "add", "toy1", "--type", "toy", "--set", "bridge=br1");
        a.mustReach(b);
        jackfield.kill();
        jackfield.start();
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        assertEquals("br1", jackfield.awaitState("toy1", "ACTIVE").get("bridge").getAsString());
        a.mustReach(b);
    }
}
