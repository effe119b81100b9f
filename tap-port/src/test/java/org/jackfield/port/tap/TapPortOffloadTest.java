package org.jackfield.port.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.tuntap.TapDeviceException;
import org.jackfield.testkit.GuestNamespace;
import org.junit.jupiter.api.Test;

/** What a tap port agrees with the kernel on, and with a device that exists already. */
class TapPortOffloadTest extends TapPortTestCase {
    private boolean deviceHasHeader() throws Exception {
        return GuestNamespace.ownLink(device).orElseThrow().tun().orElseThrow().vnetHeader();
    }

    private String features() throws Exception {
        return GuestNamespace.run("ethtool", "-k", device);
    }

    private void make(final String flags) throws Exception {
        GuestNamespace.run(("ip tuntap add dev " + device + " mode tap multi_queue" + flags).split(" "));
    }

    @Test
    void shouldHaveHeadersOnEveryQueueAndWhatTheKernelTakes() throws Exception {
        open(2);
        port.setQueues(3);
        assertEquals(List.of(FdKind.TAP_VNET, FdKind.TAP_VNET, FdKind.TAP_VNET), host.kinds);
        assertTrue(deviceHasHeader());
        assertEquals(TapOffload.LEAST, host.offloads & TapOffload.LEAST);
        assertEquals(Offload.text(host.offloads), port.details().get("offload"));
        final String features = features();
        assertTrue(features.contains("tx-checksum-ip-generic: on"), features);
        assertTrue(features.contains("tx-tcp-segmentation: on"), features);
        assertTrue(features.contains("tx-tcp6-segmentation: on"), features);
        assertEquals((host.offloads & Offload.TSO_ECN) != 0, features.contains("tx-tcp-ecn-segmentation: on"));
        assertEquals((host.offloads & Offload.USO4) != 0, features.contains("tx-udp-segmentation: on"));
    }

    @Test
    void shouldHaveNoneWhenTold() throws Exception {
        open(2, "offload=off");
        assertEquals(List.of(FdKind.TAP, FdKind.TAP), host.kinds);
        assertFalse(deviceHasHeader());
        assertEquals(Offload.NONE, host.offloads);
        assertEquals("none (offload=off)", port.details().get("offload"));
        assertTrue(features().contains("tx-tcp-segmentation: off"), this::toString);
    }

    @Test
    void shouldBeOpenedAnewForAnotherValue() throws Exception {
        open(1);
        assertFalse(port.reconfigure(settings("offload=off")));
        assertTrue(port.reconfigure(settings("offload=auto")));
    }

    @Test
    void shouldFollowADeviceThatExists() throws Exception {
        make("");
        open(1, "persist=true");
        assertEquals(List.of(FdKind.TAP), host.kinds);
        assertEquals(
                "none (the device was made without vnet_hdr)", port.details().get("offload"));
        close();
        assertTrue(refusal("offload=on").contains("it was made without vnet_hdr, which offload=on needs"));
        GuestNamespace.run("ip", "link", "del", device);
        make(" vnet_hdr");
        assertTrue(refusal("offload=off").contains("it was made with vnet_hdr, which offload=off does without"));
        open(2, "persist=true");
        assertEquals(List.of(FdKind.TAP, FdKind.TAP_VNET, FdKind.TAP_VNET), host.kinds);
        assertEquals(TapOffload.LEAST, host.offloads & TapOffload.LEAST);
        close();
        open(1, "offload=on");
        assertTrue(deviceHasHeader());
    }

    @Test
    void shouldHandTheAgreementOver() throws Exception {
        open(2);
        final int agreed = host.offloads;
        final PortEstate estate = port.handOver().orElseThrow();
        final RecordingHost next = new RecordingHost();
        next.fds.addAll(host.fds);
        port.adopt(next, settings(), estate);
        assertEquals(agreed, next.offloads);
        port.setQueues(3);
        assertEquals(List.of(FdKind.TAP_VNET), next.kinds);
        assertEquals(Offload.text(agreed), port.details().get("offload"));
    }

    @Test
    void shouldTakeAnEstateWithoutTheFactForOneWithoutOffloads() throws Exception {
        open(2, "offload=off");
        final PortEstate estate = port.handOver().orElseThrow();
        final Map<String, String> facts = new HashMap<>(estate.facts());
        facts.remove("offload");
        final RecordingHost next = new RecordingHost();
        next.fds.addAll(host.fds);
        port.adopt(next, settings("offload=off"), new PortEstate(estate.queues(), estate.others(), facts));
        assertEquals(Offload.NONE, next.offloads);
        port.setQueues(3);
        assertEquals(List.of(FdKind.TAP), next.kinds);
    }

    private static TapDeviceException refused(final int offloads) {
        return new TapDeviceException("TUNSETOFFLOAD " + offloads + " failed for device tap0: EINVAL", Errno.EINVAL);
    }

    @Test
    void shouldAskForLessWhereTheKernelKnowsLess() throws Exception {
        final int old = Offload.CSUM | Offload.TSO4 | Offload.TSO6 | Offload.TSO_ECN;
        final List<Integer> asked = new ArrayList<>();
        final TapOffload found = TapOffload.most(new TapSettings(settings("offload=on")), offloads -> {
            asked.add(offloads);
            if ((offloads & ~old) != 0) {
                throw refused(offloads);
            }
        });
        assertEquals(new TapOffload(old, ""), found);
        assertEquals(List.of(Offload.ALL, old), asked);
        for (final int known : Set.of(Offload.CSUM, Offload.NONE)) {
            final TapOffload.Kernel poor = offloads -> {
                if ((offloads & ~known) != 0) {
                    throw refused(offloads);
                }
            };
            assertEquals(
                    known, TapOffload.most(new TapSettings(settings()), poor).offloads());
            final String message = assertThrows(
                            PortException.class, () -> TapOffload.most(new TapSettings(settings("offload=on")), poor))
                    .getMessage();
            assertEquals(
                    "port vm1: offload=on: TUNSETOFFLOAD 7 failed for device tap0: EINVAL; set offload=auto, and the port does"
                            + " with what this kernel has",
                    message);
        }
    }
}
