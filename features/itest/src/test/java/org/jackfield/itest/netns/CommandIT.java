package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command as a person types it, above all when the switch has to refuse. */
@Tag("netns")
class CommandIT {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int NO_SWITCH = 3;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldAnswerWithDocumentedExitStatuses() {
        final SwitchProcess jackfield = lab.startSwitch(1);
        final Host host = lab.host("a");
        final Result added = jackfield.typed(
                "port",
                "add",
                "vm1",
                "--type",
                "tap",
                "--set",
                "device=" + lab.name("v"),
                "--set",
                "netns=" + host.namespace(),
                "--set",
                "addresses=10.97.0.1/24");
        assertEquals(DONE, added.status(), added::toString);
        final Result list = jackfield.typed("port", "list");
        assertTrue(list.output().contains("vm1") && list.output().contains("ACTIVE"), list::toString);
        final Result stats = jackfield.typed("stats", "-j");
        assertTrue(JsonParser.parseString(stats.output()).getAsJsonObject().has("ledgers"), stats::toString);
        assertEquals("", stats.errors());
        assertEquals(REFUSED, jackfield.typed("port", "remove", "nobody").status());
        assertEquals(USAGE, jackfield.typed("port", "add").status());
        assertEquals(USAGE, jackfield.typed("frobnicate").status());
        assertEquals(DONE, jackfield.typed("port", "--help").status());
        assertEquals("rw-------", permissions(jackfield.socket()));
        jackfield.stop();
        final Result nobody = jackfield.typed("port", "list");
        assertEquals(NO_SWITCH, nobody.status(), nobody::toString);
        assertTrue(nobody.errors().contains("jackfield run"), nobody::toString);
    }

    private static String permissions(final Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    @Test
    void shouldFindNothingWrongWithAMachineThatRunsTheseTests() {
        final SwitchProcess jackfield = lab.startSwitch(1);
        final Result doctor = jackfield.typed("doctor", "-j");
        assertEquals(DONE, doctor.status(), doctor::toString);
        for (final JsonElement check :
                JsonParser.parseString(doctor.output()).getAsJsonObject().getAsJsonArray("checks")) {
            assertNotEquals("FAIL", check.getAsJsonObject().get("verdict").getAsString(), check::toString);
        }
    }

    @Test
    void shouldFindWhatIsWrongWithThePortsOfARunningSwitch() {
        final SwitchProcess jackfield = lab.startSwitch(1);
        final Station a = jackfield.connect(1);
        jackfield.connect(2);
        jackfield.json("port", "set", "b", "mtu=9000");
        a.host().must("ip", "link", "set", Station.DEVICE, "down");
        jackfield.awaitEvent("LINK", "a", "down");
        final String report = jackfield.typed("doctor", "-j").output();
        for (final String words : List.of(
                "port a", "link is down", "ip -n " + a.host().namespace() + " link set eth0 up", "bridge br0")) {
            assertTrue(report.contains(words), () -> "no '" + words + "' in " + report);
        }
    }

    @Test
    void shouldRefuseWithTheRemedyAndLeaveNothing() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final String device = "device=" + lab.name("v");
        refuses(jackfield, "15", "device=" + lab.name("-much-too-long"));
        refuses(jackfield, "netns", device, "netns=" + lab.name("none"));
        refuses(jackfield, "65521", device, "mtu=70000");
        refuses(jackfield, "256", device, "queues=300");
        refuses(jackfield, "mac", device, "mac=not-a-mac");
        refuses(jackfield, "mac", device, "mac=03:00:00:00:00:01");
        refuses(jackfield, "addresses", device, "addresses=10.0.0.1/99");
        refuses(jackfield, "no-such-key", device, "no-such-key=1");
        final Result type = jackfield.typed("port", "add", "vm1", "--type", "carrier-pigeon");
        assertEquals(REFUSED, type.status(), type::toString);
        assertNothing(jackfield);
    }

    @Test
    void shouldRefuseADeviceThatAnotherProcessHolds() {
        final SwitchProcess other = lab.startSwitch(1);
        other.json("port", "add", "held", "--type", "tap", "--set", "device=" + lab.name("h"), "--set", "queues=2");
        final SwitchProcess jackfield = lab.startSwitch(1);
        refuses(jackfield, String.valueOf(other.pid()), "device=" + lab.name("h"), "queues=2");
        assertEquals("ACTIVE", other.port("held").get("state").getAsString());
    }

    @Test
    void shouldRefuseAPersistentDeviceWithOtherFlags() {
        final SwitchProcess jackfield = lab.startSwitch(1).expect("WARN .*\\bvm1: ");
        final String device = lab.name("f");
        lab.must("ip", "tuntap", "add", "dev", device, "mode", "tap");
        try {
            final Result refused = add(jackfield, "device=" + device, "queues=2");
            assertEquals(REFUSED, refused.status(), refused::toString);
            assertTrue(refused.errors().contains(device), refused::toString);
            assertNoPort(jackfield);
        } finally {
            lab.must("ip", "link", "del", device);
        }
    }

    @Test
    void shouldRefuseWithoutTheRightToMakeDevices() {
        final SwitchProcess jackfield =
                lab.startSwitch(1, "setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin");
        refuses(jackfield, "CAP_NET_ADMIN", "device=" + lab.name("v"));
    }

    @Test
    void shouldRefuseWithoutTheTunDevice() {
        final SwitchProcess jackfield =
                lab.startSwitch(1, "unshare", "-m", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh");
        refuses(jackfield, "/dev/net/tun", "device=" + lab.name("v"));
    }

    @Test
    void shouldKeepTheOldStateWhenAChangeIsRefused() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        final Result refused = jackfield.typed("port", "set", "a", "mtu=70000", "queues=3");
        assertEquals(REFUSED, refused.status(), refused::toString);
        final JsonObject port = jackfield.port("a");
        assertEquals("ACTIVE", port.get("state").getAsString());
        assertEquals(2, port.getAsJsonArray("queues").size());
        assertEquals(1500, port.get("mtu").getAsInt());
        assertEquals("2", port.getAsJsonObject("configuration").get("queues").getAsString());
        a.mustReach(b);
    }

    private static Result add(final SwitchProcess jackfield, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", "vm1", "--type", "tap"));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        return jackfield.typed(words.toArray(String[]::new));
    }

    private void refuses(final SwitchProcess jackfield, final String named, final String... settings) {
        jackfield.expect("WARN .*\\bvm1: ");
        final Result refused = add(jackfield, settings);
        assertEquals(REFUSED, refused.status(), refused::toString);
        assertTrue(
                refused.errors().toLowerCase(Locale.ROOT).contains(named.toLowerCase(Locale.ROOT)), refused::toString);
        assertEquals("", refused.output());
        assertNoPort(jackfield);
    }

    private static void assertNoPort(final SwitchProcess jackfield) {
        assertEquals(0, jackfield.json("port", "list").getAsJsonArray("ports").size());
        try (Stream<Path> files = Files.list(jackfield.configuration())) {
            assertEquals(
                    List.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("vm1"))
                            .toList());
        } catch (final IOException cannot) {
            throw new AssertionError(cannot);
        }
    }

    private void assertNothing(final SwitchProcess jackfield) {
        assertNoPort(jackfield);
        assertEquals(List.of(), lab.devices());
    }
}
