package org.jackfield.control.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.port.PortState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmArgsCommandTest {
    private final Ports fake = new Ports();

    /** One port vm1, whose facts a test changes. */
    private static final class Ports extends FakeSwitch {
        private final Map<String, String> details = new TreeMap<>(Map.of("device", "vm1", "netns", "-", "link", "up"));
        private final Map<String, String> configuration = new TreeMap<>();
        private String type = "tap";
        private PortState state = PortState.ACTIVE;
        private int mtu = 1500;

        @Override
        public List<PortInfo> ports() {
            final PortInfo like = info("vm1");
            return List.of(new PortInfo(
                    like.name(),
                    type,
                    like.bridge(),
                    state,
                    "",
                    like.index(),
                    false,
                    1,
                    2,
                    mtu,
                    true,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    like.queues(),
                    new LinkedHashMap<>(details)));
        }

        @Override
        public Map<String, String> values(final String name) {
            return configuration;
        }
    }

    private Reply run(final String... more) {
        final String[] words = new String[more.length + 2];
        words[0] = "vm-args";
        words[1] = "vm1";
        System.arraycopy(more, 0, words, 2, more.length);
        return new Commands(fake).run(Request.of(words));
    }

    private String done(final String... more) {
        final Reply reply = run(more);
        assertEquals("", reply.err());
        assertEquals(Reply.DONE, reply.status());
        return reply.out();
    }

    private JsonObject json(final String... more) {
        final String[] words = new String[more.length + 1];
        words[0] = "-j";
        System.arraycopy(more, 0, words, 1, more.length);
        return JsonParser.parseString(done(words)).getAsJsonObject();
    }

    private static String golden(final String name) throws IOException {
        try (InputStream in = VmArgsCommandTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldPrintAllThereIsToTypeForAMacvtap() throws IOException {
        assertEquals(golden("vm-args.txt"), done());
    }

    @Test
    void shouldPrintAllThereIsToTypeForARedirectedTap() throws IOException {
        assertEquals(golden("vm-args-redirect.txt"), done("--kind", "redirect"));
    }

    @Test
    void shouldGiveTheSameAsFieldsInJson() {
        final JsonObject args = json();
        assertEquals("macvtap", args.get("kind").getAsString());
        assertEquals(2, args.get("queues").getAsInt());
        assertEquals(6, args.get("vectors").getAsInt());
        assertEquals(done("--part", "libvirt"), args.get("libvirt").getAsString());
        assertEquals(
                done("--part", "host").lines().toList(),
                args.getAsJsonArray("host").asList().stream()
                        .map(line -> line.getAsString())
                        .toList());
        assertEquals("-netdev", args.getAsJsonArray("qemu").get(0).getAsString());
        assertEquals("ip link del mvm1", args.getAsJsonArray("undo").get(0).getAsString());
    }

    @Test
    void shouldPrintOnePartAloneWithoutRemarks() {
        for (final String part : List.of("host", "qemu", "libvirt", "undo")) {
            final String text = done("--part", part);
            assertTrue(text.lines().noneMatch(line -> line.startsWith("#")), text);
            assertTrue(text.endsWith("\n"), text);
        }
    }

    @Test
    void shouldGiveAMachineTheConfiguredMacElseAlwaysTheSame() {
        final String derived = json().get("mac").getAsString();
        assertTrue(derived.startsWith("52:54:00:"), derived);
        assertEquals(derived, json("--kind", "redirect").get("mac").getAsString());
        assertNotEquals(derived, VmArgs.macOf("vm2"));
        fake.configuration.put("mac", "02:00:00:00:00:07");
        assertEquals("02:00:00:00:00:07", json().get("mac").getAsString());
    }

    @Test
    void shouldAskForNoMultiqueueOfOneQueue() {
        final String host = done("--queues", "1", "--kind", "redirect", "--part", "host");
        final String qemu = done("--queues", "1", "--part", "qemu");
        assertFalse(host.contains("multi_queue"), host);
        assertFalse(qemu.contains("mq=on") || qemu.contains("vectors"), qemu);
        assertTrue(qemu.contains("fds=3 "), qemu);
    }

    @Test
    void shouldTellTheMtu() {
        fake.mtu = 9000;
        assertTrue(done("--part", "qemu").contains("host_mtu=9000"));
        assertTrue(done("--part", "libvirt").contains("set 9000 in the guest"));
        assertTrue(done("--part", "libvirt", "--kind", "redirect").contains("<mtu size='9000'/>"));
    }

    @Test
    void shouldNameTheFurtherDeviceWithinWhatTheKernelAllows() {
        fake.details.put("device", "web-server-1234");
        assertTrue(done("--part", "undo").startsWith("ip link del meb-server-1234\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stream | listen  | /run/a.sock   | stream,id=net-vm1,server=off,addr.type=unix,addr.path=/run/a.sock
            stream | connect | [::1]:5000    | stream,id=net-vm1,server=on,addr.type=inet,addr.host=::1,addr.port=5000
            stream | listen  | 0.0.0.0:5000  | stream,id=net-vm1,server=off,addr.type=inet,addr.host=127.0.0.1,addr.port=5000
            """)
    void shouldJoinAMachineByASocket(final String type, final String key, final String value, final String netdev) {
        fake.type = type;
        fake.details.clear();
        fake.details.put(key, value);
        final String mac = VmArgs.macOf("vm1");
        final String qemu =
                "-netdev " + netdev + " -device virtio-net-pci,netdev=net-vm1,mac=" + mac + ",host_mtu=1500\n";
        assertEquals(qemu, done("--part", "qemu"));
        assertTrue(done("--part", "libvirt").contains("<qemu:arg value='" + netdev + "'/>"), done());
        assertEquals("\n", done("--part", "host"));
        assertEquals("socket", json().get("kind").getAsString());
    }

    @Test
    void shouldSwapTheEndsOfDatagramsAndGiveGuestsMacsOfTheirOwn() {
        fake.type = "dgram";
        fake.details.clear();
        fake.details.putAll(Map.of("local", "/run/sw", "remote", "/run/vm"));
        assertTrue(done().contains(
                        "dgram,id=net-vm1,local.type=unix,local.path=/run/vm,remote.type=unix,remote.path=/run/sw"));
        fake.details.clear();
        fake.details.putAll(Map.of("local", "10.0.0.1:40000", "group", "230.0.0.1:5000"));
        assertTrue(done().contains("dgram,id=net-vm1,remote.type=inet,remote.host=230.0.0.1,remote.port=5000,"
                + "local.type=inet,local.host=10.0.0.1,local.port=0"));
        fake.type = "stream";
        fake.details.clear();
        fake.details.putAll(Map.of("listen", "/run/sw", "guests", "2 of 10"));
        assertEquals(VmArgs.macOf("vm1/3"), json().get("mac").getAsString());
        fake.type = "dgram";
        assertTrue(run().err().contains("SOCK_SEQPACKET"), run().err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patch  | ACTIVE  | -  | up   | of type patch
            tap    | FAULTED | -  | up   | FAULTED
            tap    | ACTIVE  | h1 | up   | inside namespace h1
            tap    | ACTIVE  | -  | down | device is down
            """)
    void shouldRefuseAPortNoMachineCanBeJoinedTo(
            final String type, final PortState state, final String netns, final String link, final String named) {
        fake.type = type;
        fake.state = state;
        fake.details.put("netns", netns);
        fake.details.put("link", link);
        final Reply reply = run();
        assertEquals(Reply.REFUSED, reply.status());
        assertTrue(reply.err().startsWith("jackfield: vm-args vm1: "), reply.err());
        assertTrue(reply.err().contains(named), reply.err());
        assertEquals("", reply.out());
    }

    @Test
    void shouldRefuseAPortThatIsNotThereAndQueuesItDoesNotHave() {
        final Reply nobody = new Commands(fake).run(Request.of("vm-args", "vm9"));
        assertTrue(nobody.err().contains("there is no such port"), nobody.err());
        final Reply many = run("--queues", "3");
        assertTrue(many.err().contains("from 1 to the port's 2"), many.err());
        assertEquals(Reply.USAGE, run("--kind", "pigeon").status());
    }
}
