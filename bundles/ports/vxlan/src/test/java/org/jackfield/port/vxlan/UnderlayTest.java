package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ports of one underlay refuse each other, and what others on the host make them refuse. */
@Tag("netns")
@Timeout(60)
class UnderlayTest {
    @RegisterExtension
    static final UnderlayLab lab = new UnderlayLab();

    private final Underlay underlay = new Underlay();
    private final FramePool pool = new FramePool(new FrameReserve(FrameMemory.allocate(64, 64)));
    private final VxlanRig v1 = new VxlanRig(underlay, "v1", pool);
    private final VxlanRig v2 = new VxlanRig(underlay, "v2", pool);

    @AfterEach
    void close() {
        v1.close();
        v2.close();
        assertEquals(java.util.List.of(), v1.host.breaches());
    }

    private VxlanRig open(final VxlanRig rig, final String... more) throws PortException {
        final String[] all = new String[more.length + 2];
        all[0] = "netns=" + lab.name();
        all[1] = "remotes=10.1.0.9";
        System.arraycopy(more, 0, all, 2, more.length);
        return rig.open(1, all);
    }

    private String refused(final VxlanRig rig, final String... more) {
        final String message =
                assertThrows(PortException.class, () -> open(rig, more)).getMessage();
        assertEquals(0, rig.host.queueCount());
        return String.valueOf(message);
    }

    @Test
    void shouldRefuseAVniThatAnotherPortHas() throws PortException {
        open(v1, "vni=7", "local=10.1.0.1");
        assertEquals(
                "port v2: vni=7 on 10.1.0.1:4789 belongs to port v1; choose another VNI, or another 'local' or 'port'",
                refused(v2, "vni=7", "local=10.1.0.1"));
        open(v2, "vni=7", "local=10.1.0.2");
        v2.close();
        open(v2, "vni=7", "local=10.1.0.1", "port=8472");
    }

    @Test
    void shouldSayWhoMayHaveTheUdpPort() throws Exception {
        lab.inside("ip link add vx type vxlan id 9 dstport 4789 remote 10.1.0.9 dev lo; ip link set vx up");
        try {
            final String message = refused(v1, "vni=7");
            assertTrue(message.startsWith("port v1: bind to 0.0.0.0:4789 failed: EADDRINUSE"), message);
            assertTrue(message.contains("ip -d link show type vxlan"), message);
        } finally {
            lab.inside("ip link del vx");
        }
        open(v1, "vni=7");
        final String other = refused(v2, "vni=8", "local=10.1.0.1");
        assertTrue(other.contains("v1") && other.contains("same 'local'"), other);
    }

    @Test
    void shouldRefuseAnAddressTheHostHasNot() {
        final String message = refused(v1, "vni=7", "local=10.1.0.77");
        assertTrue(message.contains("EADDRNOTAVAIL") && message.contains("ip address add"), message);
    }

    @Test
    void shouldRefuseToSendFromAPortThatIsReceivedOn() throws PortException {
        open(v1, "vni=7", "local=10.1.0.1", "port=50001");
        assertEquals(
                "port v2: source-ports: UDP port 50001 is one that VXLAN ports of this switch receive on; choose others",
                refused(v2, "vni=7", "local=10.1.0.2", "source-ports=50000-50003"));
        open(v2, "vni=7", "local=10.1.0.2", "source-ports=50005-50009");
        v1.close();
        assertEquals(
                "port v1: port=50005 is among the source ports of another VXLAN port of this switch; choose another",
                refused(v1, "vni=7", "local=10.1.0.1", "port=50005"));
    }

    @Test
    void shouldLeaveOutSourcePortsOfOthers() throws IOException, PortException {
        lab.socket("10.1.0.1", 50_000);
        open(v1, "vni=7", "local=10.1.0.1", "source-ports=50000-50003");
        assertEquals(3, v1.detail("source-ports"));
        final String message = refused(v2, "vni=8", "local=10.1.0.1", "source-ports=50000");
        assertTrue(message.contains("EADDRINUSE") && message.contains("source-ports"), message);
    }

    @Test
    void shouldNameTheNamespaceThatIsMissing() {
        final String message = assertThrows(
                        PortException.class, () -> v1.open(1, "netns=nowhere", "vni=7", "remotes=10.1.0.9"))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith("port v1: network namespace nowhere does not exist"), message);
    }
}
