package org.jackfield.port.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.PortException;
import org.junit.jupiter.api.Test;

/** How patch ports find each other, and what they refuse. */
class PatchPortTest {
    private final PatchPanel panel = new PatchPanel();
    private final PatchRig p1 = new PatchRig(panel, "p1");
    private final PatchRig p2 = new PatchRig(panel, "p2");
    private final PatchRig p3 = new PatchRig(panel, "p3");
    private final PatchRig p4 = new PatchRig(panel, "p4");

    @Test
    void shouldShowWhetherItsPeerIsOpen() throws PortException {
        assertEquals(Map.of(), p1.port.details());
        p1.open(1, "bridge=left", "peer=p2");
        assertEquals(Map.of("peer", "p2 (not open)"), p1.port.details());
        p2.open(1, "bridge=right", "peer=p1");
        assertEquals(Map.of("peer", "p2"), p1.port.details());
        assertEquals(Map.of("peer", "p1"), p2.port.details());
        p2.close();
        assertEquals(Map.of("peer", "p2 (not open)"), p1.port.details());
    }

    @Test
    void shouldReportItsMtu() throws PortException {
        p1.open(1, "bridge=left", "peer=p2", "mtu=9000");
        assertEquals(9000, p1.host.mtu());
    }

    @Test
    void shouldRefuseItselfAsPeer() {
        assertEquals(
                "port p1: peer=p1 is the port itself; name the patch port at the other end",
                refusal(p1, "bridge=left", "peer=p1"));
    }

    @Test
    void shouldRefuseToHaveNoPeer() {
        assertEquals(
                "port p1: the key 'peer' is missing; set it to the name of the patch port at the other end",
                refusal(p1, "bridge=left"));
    }

    @Test
    void shouldRefuseAnUnknownKeyNamingThoseThereAre() {
        assertEquals(
                "port p1: a patch port has no key 'pear'; its keys are name, bridge, peer, queues, mtu, fdb-limit",
                refusal(p1, "pear=p2", "type=patch", "service.pid=x"));
    }

    @Test
    void shouldRefuseAPeerThatAnotherPortNames() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        assertEquals(
                "port p3: peer=p2 is taken: port p1 names it too, and a patch port has one peer; close that port, or"
                        + " choose another peer",
                refusal(p3, "bridge=right", "peer=p2"));
        p1.close();
        p3.open(1, "bridge=right", "peer=p2");
    }

    @Test
    void shouldRefuseAPeerThatNamesAnother() throws PortException {
        p2.open(1, "bridge=right", "peer=p3");
        assertEquals(
                "port p1: peer=p2 is taken: its own peer is p3; set peer=p1 there, or choose another peer here",
                refusal(p1, "bridge=left", "peer=p2"));
        assertEquals(Map.of("peer", "p3 (not open)"), p2.port.details());
    }

    @Test
    void shouldFindOutLaterThatItsPeerNamesAnother() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        p1.port.check();
        p2.open(1, "bridge=right", "peer=p3");
        final PortException found = assertThrows(PortException.class, p1.port::check);
        assertTrue(found.getMessage().contains("its own peer is p3"), found.getMessage());
        p2.port.check();
    }

    @Test
    void shouldRefuseToJoinABridgeWithItself() throws PortException {
        p1.open(1, "peer=p2");
        assertEquals(
                "port p2: peer=p1 is on the same bridge br0, so frames would circulate for ever; put one of both on"
                        + " another bridge",
                refusal(p2, "bridge=br0", "peer=p1"));
        p2.open(1, "bridge=br1", "peer=p1");
        final String message = assertThrows(
                        PortException.class, () -> p2.port.reconfigure(p2.settings("bridge=br0", "peer=p1")))
                .getMessage();
        assertTrue(message.contains("same bridge br0"), message);
    }

    @Test
    void shouldRefuseASecondWayBetweenTwoBridges() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        p2.open(1, "bridge=right", "peer=p1");
        p3.open(1, "bridge=right", "peer=p4");
        assertEquals(
                "port p4: peer=p3 would join bridges left and right, which other patch ports join already, so frames"
                        + " would circulate for ever; close those first",
                refusal(p4, "bridge=left", "peer=p3"));
        p2.close();
        p4.open(1, "bridge=left", "peer=p3");
        p4.port.check();
    }

    @Test
    void shouldRefuseACircleOfBridges() throws PortException {
        final PatchRig p5 = new PatchRig(panel, "p5");
        final PatchRig p6 = new PatchRig(panel, "p6");
        p1.open(1, "bridge=a", "peer=p2");
        p2.open(1, "bridge=b", "peer=p1");
        p3.open(1, "bridge=b", "peer=p4");
        p4.open(1, "bridge=c", "peer=p3");
        p5.open(1, "bridge=c", "peer=p6");
        assertTrue(refusal(p6, "bridge=a", "peer=p5").contains("would join bridges a and c"));
        p6.open(1, "bridge=d", "peer=p5");
        assertThrows(PortException.class, () -> p6.port.reconfigure(p6.settings("bridge=a", "peer=p5")));
        assertTrue(p6.port.reconfigure(p6.settings("bridge=e", "peer=p5")));
    }

    @Test
    void shouldAskForReopeningWhenPeerOrMtuChange() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        assertFalse(p1.port.reconfigure(p1.settings("bridge=left", "peer=p3")));
        assertFalse(p1.port.reconfigure(p1.settings("bridge=left", "peer=p2", "mtu=9000")));
        assertTrue(p1.port.reconfigure(p1.settings("bridge=middle", "peer=p2", "fdb-limit=5")));
        assertEquals(Map.of("peer", "p2 (not open)"), p1.port.details());
    }

    @Test
    void shouldKeepItsPeerWhenAChangeIsRefused() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        p3.open(1, "bridge=left", "peer=p4");
        assertThrows(PortException.class, () -> p1.port.reconfigure(p1.settings("bridge=left", "peer=p4")));
        p2.open(1, "bridge=right", "peer=p1");
        assertEquals(Map.of("peer", "p2"), p1.port.details());
    }

    @Test
    void shouldLeaveNothingAtThePanelWhenItCannotOpen() throws PortException {
        p1.host.refuseQueue(1);
        assertThrows(PortException.class, () -> p1.open(2, "bridge=left", "peer=p2"));
        assertEquals(0, p1.host.queueCount());
        p2.open(1, "bridge=right", "peer=p1");
        assertEquals(Map.of("peer", "p1 (not open)"), p2.port.details());
        p3.open(1, "bridge=right", "peer=p4");
    }

    @Test
    void shouldLeaveNothingToALaterVersion() throws PortException {
        p1.open(1, "bridge=left", "peer=p2");
        assertEquals(Optional.empty(), p1.port.handOver());
        assertEquals(List.of(), p1.host.breaches());
    }

    private static String refusal(final PatchRig rig, final String... settings) {
        final String message =
                assertThrows(PortException.class, () -> rig.open(1, settings)).getMessage();
        assertEquals(0, rig.host.queueCount());
        assertArrayEquals(new Object[0], rig.host.breaches().toArray());
        return String.valueOf(message);
    }
}
