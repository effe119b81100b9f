package org.jackfield.port.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.testkit.GuestNamespace;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A packet port at a recording host, on a veth in a namespace of its own. */
@Tag("netns")
class PacketPortTest {
    private RecordingHost host = new RecordingHost("vm1");
    private final PacketPort port = new PacketPort();
    private GuestNamespace guest;
    private boolean open;

    @BeforeEach
    void makeVeth() throws IOException {
        guest = new GuestNamespace();
        guest.ip("link add up0 type veth peer name peer0");
        guest.ip("link set up0 up");
        guest.ip("link set peer0 up");
    }

    @AfterEach
    void removeAll() throws IOException {
        if (open) {
            port.close();
        }
        guest.close();
    }

    private PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "vm1", "device", "up0", "netns", guest.name()));
        for (final String one : keysAndValues) {
            values.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return new PortSettings(values);
    }

    private void open(final int queues, final String... settings) throws PortException {
        host = new RecordingHost("vm1");
        port.open(host, settings(settings), queues);
        open = true;
    }

    private String refusal(final String... settings) {
        final PacketPort other = new PacketPort();
        final String message = assertThrows(
                        PortException.class, () -> other.open(new RecordingHost("vm1"), settings(settings), 1))
                .getMessage();
        assertTrue(message.startsWith("port vm1: "), message);
        return message;
    }

    private void assertRefused(final String words, final String... settings) {
        final String message = refusal(settings);
        assertTrue(message.contains(words), message);
    }

    private String detail(final String key) {
        return port.details().getOrDefault(key, "none");
    }

    @Test
    void shouldSayWhatIsWrongWithADevice() throws IOException {
        assertRefused("device up1 in namespace " + guest.name() + " does not exist; make it", "device=up1");
        guest.ip("tuntap add dev tun0 mode tun");
        assertRefused("device tun0 in namespace " + guest.name() + " is no Ethernet device", "device=tun0");
        assertRefused("is no Ethernet device (ARPHRD 772)", "device=lo");
        guest.ip("link add br0 type bridge");
        guest.ip("link set up0 master br0");
        assertRefused("belongs to br0 (bridge)");
        guest.ip("link set up0 nomaster mtu 65530");
        assertRefused("has an MTU of 65530");
        assertRefused("network namespace nowhere does not exist", "netns=nowhere");
    }

    @Test
    void shouldRefuseADeviceThatAnotherPortHas() throws PortException {
        open(1);
        assertRefused("is attached by port vm1 already");
        port.close();
        open = false;
        open(1);
    }

    @Test
    void shouldFollowTheDevice() throws Exception {
        open(1);
        assertEquals(1500, host.mtu());
        assertEquals("up", detail("link"));
        guest.ip("link set up0 mtu 9000");
        port.check();
        assertEquals(9000, host.mtu());
        assertEquals("9000", detail("mtu"));
        guest.ip("link set peer0 down");
        port.check();
        assertEquals("no carrier", detail("link"));
        guest.ip("link set up0 down");
        port.check();
        assertEquals("down", detail("link"));
        guest.ip("link set up0 name eth7 up");
        guest.ip("link set peer0 up");
        port.check();
        assertEquals("eth7", detail("device"));
    }

    @Test
    void shouldOpenOnADeviceThatIsDown() throws Exception {
        guest.ip("link set up0 down");
        open(2);
        assertEquals("down", detail("link"));
        guest.ip("link set up0 up");
        port.check();
        assertEquals("up", detail("link"));
    }

    @Test
    void shouldEndWithItsDevice() throws Exception {
        open(2);
        guest.ip("link del up0");
        final String gone = assertThrows(PortException.class, port::check).getMessage();
        assertTrue(gone.contains("device up0 is gone") && gone.contains("comes back by itself"), gone);
        port.close();
        open = false;
        assertRefused("does not exist");
    }

    @Test
    void shouldLetGoOfANamespaceThatOnlyItKeeps() throws Exception {
        open(1);
        guest.close();
        final String gone = assertThrows(PortException.class, port::check).getMessage();
        assertTrue(gone.contains("only this port's sockets kept it alive"), gone);
    }

    @Test
    void shouldBePromiscuousAsLongAsItIsOpenAndAskedTo() throws Exception {
        open(2);
        assertEquals(1, promiscuity());
        assertTrue(port.reconfigure(settings("promiscuous=false", "receive-buffer=100000")));
        assertEquals(0, promiscuity());
        assertEquals("false", detail("promiscuous"));
        assertEquals("100000", detail("receive-buffer"));
        assertTrue(port.reconfigure(settings()));
        assertEquals(1, promiscuity());
        port.close();
        open = false;
        assertEquals(0, promiscuity());
    }

    private int promiscuity() throws IOException {
        final String said = guest.ip("-d link show dev up0");
        return Integer.parseInt(said.replaceAll("(?s).*promiscuity (\\d+) .*", "$1"));
    }

    @Test
    void shouldNeedCloseAndOpenForWhatSocketsCannotChange() throws PortException {
        open(1);
        for (final String change :
                List.of("device=peer0", "netns=/proc/1/ns/net", "offload=off", "kernel-steering=off")) {
            assertFalse(port.reconfigure(settings(change)), change);
        }
    }

    @Test
    void shouldTellItsOffloads() throws PortException {
        open(1);
        assertEquals("csum,tso4,tso6,tso-ecn,uso4,uso6", detail("offload"));
        assertEquals("on", detail("kernel-steering"));
        port.close();
        open(1, "offload=off", "kernel-steering=off");
        assertEquals("none (offload=off)", detail("offload"));
        assertEquals("off (kernel-steering=off)", detail("kernel-steering"));
        assertTrue(host.steering().isEmpty());
    }

    private static final String FLOOD = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
            + " [s.sendto(b'x', ('10.9.77.2', 9)) for n in range(2000)]";

    @Test
    void shouldCountWhatTheKernelHadToDropAlsoOverAnUpdate() throws Exception {
        open(1, "receive-buffer=65536");
        assertEquals(0, port.kernelDrops());
        guest.ip("addr add 10.9.77.1/24 dev peer0");
        guest.ip("neigh add 10.9.77.2 dev peer0 lladdr 02:00:00:00:00:02 nud permanent");
        guest.shell("python3 -c \"" + FLOOD + "\"");
        final long drops = port.kernelDrops();
        assertTrue(drops > 0, () -> "none of many frames was dropped");
        final PortEstate estate = port.handOver().orElseThrow();
        port.adopt(RecordingHost.using(estate, "vm1"), settings("receive-buffer=65536"), estate);
        // Neither from 0 again nor twice; a frame that the host says of itself may have been dropped meanwhile.
        final long after = port.kernelDrops();
        assertTrue(after >= drops && after < drops + drops / 2, () -> drops + " became " + after);
    }
}
