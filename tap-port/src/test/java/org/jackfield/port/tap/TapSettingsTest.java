package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapSettingsTest {
    @Test
    void shouldHaveDefaults() throws PortException {
        final TapSettings settings = settings();
        assertEquals("vm1", settings.port());
        assertEquals("vm1", settings.device());
        assertEquals(1500, settings.mtu());
        assertEquals(OptionalLong.empty(), settings.mac());
        assertEquals(Optional.empty(), settings.netns());
        assertEquals(Optional.of("vm1"), settings.guestName());
        assertEquals(List.of(), settings.addresses());
        assertTrue(settings.up());
        assertFalse(settings.persist());
        assertEquals(OptionalLong.empty(), settings.owner());
        assertEquals(1000, settings.txQueueLength());
        assertEquals(TapSteering.Mode.AUTO, settings.kernelSteering());
        assertEquals(TapOffload.Mode.AUTO, settings.offload());
    }

    @Test
    void shouldReadAllKeys() throws PortException {
        final TapSettings settings = settings(
                "device=tap%d",
                "mtu=9000",
                "mac=02:00:00:00:00:01",
                "netns=h1",
                "guest-name=eth0",
                "up=no",
                "persist=true",
                "owner=root",
                "group=5",
                "tx-queue-length=2000",
                "kernel-steering=off",
                "offload=on",
                "addresses=10.9.0.1/24, fd00::1/64");
        assertEquals("tap%d", settings.device());
        assertEquals(9000, settings.mtu());
        assertEquals(OptionalLong.of(0x0200_0000_0001L), settings.mac());
        assertEquals(Optional.of("h1"), settings.netns());
        assertEquals(Optional.of("eth0"), settings.guestName());
        assertEquals(2, settings.addresses().size());
        assertFalse(settings.up());
        assertTrue(settings.persist());
        assertEquals(OptionalLong.of(0), settings.owner());
        assertEquals(OptionalLong.of(5), settings.group());
        assertEquals(2000, settings.txQueueLength());
        assertEquals(TapSteering.Mode.OFF, settings.kernelSteering());
        assertEquals(TapOffload.Mode.ON, settings.offload());
    }

    @Test
    void shouldAcceptWhatTheFrameworkAdds() throws PortException {
        assertEquals(
                "vm1",
                settings(
                                "type=tap",
                                "service.pid=x",
                                "component.id=1",
                                "felix.fileinstall.filename=f",
                                "jackfield.change=7",
                                "objectClass=p",
                                ".private=1",
                                "bridge=b",
                                "queues=2",
                                "fdb-limit=5")
                        .port());
    }

    @ParameterizedTest
    @CsvSource({
        "vm1,vm1",
        "a/b:c d,a-b-c-d",
        "ab%d,ab-d",
        "fifteen-letters,fifteen-letters",
        "..,..-05c0",
    })
    void shouldMakeTheDeviceNameFromThePortName(final String port, final String device) throws PortException {
        assertEquals(device, new TapSettings(new PortSettings(Map.of("name", port))).device());
    }

    @Test
    void shouldShortenLongPortNamesWithoutMixingThemUp() throws PortException {
        final String one = new TapSettings(new PortSettings(Map.of("name", "customer-network-1"))).device();
        final String two = new TapSettings(new PortSettings(Map.of("name", "customer-network-2"))).device();
        assertTrue(one.matches("customer-n-[0-9a-f]{4}"), one);
        assertFalse(one.equals(two));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device=sixteen-letters-|device=sixteen-letters- is 16 bytes long; the kernel allows 15: choose"
                        + " a shorter name",
                "device=a/b|device=a/b is no name for a device: choose one without '/', ':' and blanks",
                "device=a b|device=a b is no name for a device: choose one without '/', ':' and blanks",
                "device=..|device=.. is no name for a device: choose one without '/', ':' and blanks",
                "device=a%s|device=a%s may hold one %d, which stands for the first free number, and no other %",
                "device=a%d%d|device=a%d%d may hold one %d, which stands for the first free number, and no other %",
                "queues=257|queues=257 must be a whole number from 0 to 256",
                "mtu=67|mtu=67 must be a whole number from 68 to 65521",
                "mtu=65522|mtu=65522 must be a whole number from 68 to 65521",
                "mtu=big|mtu=big must be a whole number from 68 to 65521",
                "mac=1234|mac=1234 is not a MAC address; write it like 02:00:00:00:00:01",
                "mac=01:00:5e:00:00:01|mac=01:00:5e:00:00:01 is a group address; a device needs one whose first"
                        + " byte is even,"
                        + " like 02:00:00:00:00:01",
                "mac=00:00:00:00:00:00|mac=00:00:00:00:00:00 is no address; leave the key out to let the kernel"
                        + " choose one",
                "netns=a/b|netns=a/b is neither a name made with 'ip netns add' nor an absolute path such as"
                        + " /proc/PID/ns/net",
                "guest-name=eth0|guest-name=eth0 needs 'netns'; to name a device in the switch's namespace set"
                        + " 'device'",
                "addresses=10.9.0.1|addresses: '10.9.0.1' has no prefix length; write it like 10.9.0.1/24 or"
                        + " fd00::1/64",
                "addresses=10.9.0.1/33|addresses: '10.9.0.1/33' needs a prefix length from 1 to 32",
                "addresses=host/24|addresses: 'host/24' is not an IP address with prefix length; write it like"
                        + " 10.9.0.1/24 or"
                        + " fd00::1/64",
                "addresses=10.9.0.1/24,10.9.0.1/16|addresses: an address is given twice; leave one out",
                "up=maybe|up=maybe must be true or false",
                "persist=2|persist=2 must be true or false",
                "owner=jtt-nobody|owner=jtt-nobody is no user in /etc/passwd: give the name of one that is, or"
                        + " a number",
                "group=jtt-nobody|group=jtt-nobody is no group in /etc/group: give the name of one that is, or"
                        + " a number",
                "owner=4294967295|owner=4294967295 must be a whole number from 0 to 4294967294",
                "tx-queue-length=0|tx-queue-length=0 must be a whole number from 1 to 1000000",
                "kernel-steering=yes|kernel-steering=yes must be auto, on or off",
                "offload=yes|offload=yes must be auto, on or off",
                "adresses=10.9.0.1/24|a tap port has no key 'adresses'; did you mean 'addresses'?",
                "txqueuelen=5|a tap port has no key 'txqueuelen'; its keys are name, bridge, device, queues,"
                        + " mtu, mac, netns,"
                        + " guest-name, addresses, up, persist, owner, group, tx-queue-length, kernel-steering, offload,"
                        + " fdb-limit",
            })
    void shouldRefuseAndSayWhatWouldBeRight(final String setting, final String message) {
        assertEquals("port vm1: " + message, refusal(setting));
    }

    @Test
    void shouldRefuseValuesThatDoNotGoTogether() {
        assertEquals(
                "port vm1: mtu=1279 is too small for the IPv6 addresses; IPv6 needs 1280 or more",
                refusal("mtu=1279", "addresses=fd00::1/64"));
        assertEquals(
                "port vm1: device=tap%d holds %d, so a persistent device could not be found again after a"
                        + " restart; give a name"
                        + " without %d, or a guest-name",
                refusal("device=tap%d", "persist=true"));
        assertEquals(
                "port vm1: guest-name=a%d may not hold %: only 'device' may be a pattern",
                refusal("guest-name=a%d", "netns=h1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"device=x", "netns=h1", "persist=true", "owner=1", "group=1", "offload=off", "guest-name=e0"})
    void shouldNeedReopeningForAnotherDeviceOrPlace(final String changed) throws PortException {
        final String netns = changed.startsWith("guest-name") ? "netns=h2" : "up=true";
        assertTrue(settings(netns).needsReopenFor(settings(netns, changed)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtu=9000",
                "mac=02:00:00:00:00:01",
                "addresses=10.9.0.1/24",
                "up=no",
                "tx-queue-length=5",
                "kernel-steering=off",
                "kernel-steering=on",
                "queues=3",
                "bridge=b",
                "device=vm1"
            })
    void shouldNotNeedReopeningForTheRest(final String changed) throws PortException {
        assertFalse(settings().needsReopenFor(settings(changed)));
    }

    @Test
    void shouldHaveTheSameKeysInMetatypeAndReadme() throws Exception {
        final TreeSet<String> metatype = new TreeSet<>();
        Arrays.stream(TapConfiguration.class.getDeclaredMethods())
                .forEach(method -> metatype.add(method.getName().replace("$_$", "-")));
        assertEquals(new TreeSet<>(TapKeys.ALL), metatype);
        final List<String> readme = Files.readAllLines(Path.of("README.md"), StandardCharsets.UTF_8);
        for (final String key : TapKeys.ALL) {
            assertTrue(
                    readme.stream().anyMatch(line -> line.startsWith("| `" + key + "` |")),
                    key + " is not in README.md");
        }
    }

    private static TapSettings settings(final String... keysAndValues) throws PortException {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "vm1"));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new TapSettings(new PortSettings(values));
    }

    private static String refusal(final String... keysAndValues) {
        return assertThrows(PortException.class, () -> settings(keysAndValues)).getMessage();
    }
}
