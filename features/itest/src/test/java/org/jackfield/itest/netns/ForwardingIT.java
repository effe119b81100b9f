package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person expects of any switch. */
@Tag("netns")
class ForwardingIT {
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final long GROUP = 0x0100_5E01_0203L;
    private static final long NOBODY = 0x024a_46FF_0001L;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;

    @BeforeEach
    void start() {
        jackfield = lab.startSwitch(2);
    }

    @Test
    void shouldCarryPingAndTcpBetweenTwoNamespaces() {
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        final Child server = b.host().start("iperf3", "-s", "-1", "--forceflush");
        server.awaitLine("a listening server", 10_000, line -> line.contains("listening"));
        final JsonObject report = JsonParser.parseString(
                        a.host().must("iperf3", "-J", "-t", "1", "-P", "4", "-c", b.address()))
                .getAsJsonObject();
        final long bytes = report.getAsJsonObject("end")
                .getAsJsonObject("sum_received")
                .get("bytes")
                .getAsLong();
        assertTrue(bytes > 1_000_000, () -> "TCP moved only " + bytes + " bytes");
        assertEquals(0, server.awaitExit(10_000), server::toString);
    }

    @Test
    @Tag("once")
    void shouldNotLeakLearnedUnicastToAThirdPort() {
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        final Station c = jackfield.connect(3);
        final RawSocket atA = a.raw();
        final RawSocket atB = b.raw();
        final RawSocket atC = c.raw();
        atB.send(Frames.broadcast(b.macNumber()));
        jackfield.awaitLearned(b.mac(), b.port());
        final byte[] unicast = Frames.unicast(a.macNumber(), b.macNumber());
        atA.send(unicast);
        atB.await(unicast);
        assertFalse(atC.got(unicast), () -> "a third port got learned unicast: " + atC);
    }

    @Test
    void shouldFloodUnknownUnicastBroadcastAndMulticastButNeverBack() {
        final RawSocket a = jackfield.connect(1, "queues=2").raw();
        final RawSocket b = jackfield.connect(2, "queues=2").raw();
        final RawSocket c = jackfield.connect(3, "queues=2").raw();
        for (final long destination : new long[] {NOBODY, BROADCAST, GROUP}) {
            final byte[] frame = Frames.unicast(0x024a_46AA_0001L, destination);
            a.send(frame);
            b.await(frame);
            c.await(frame);
            assertFalse(a.got(frame), () -> "a frame came back to where it came from: " + a);
        }
    }

    @Test
    @Tag("once")
    void shouldNotForwardReservedGroupAddresses() {
        final RawSocket a = jackfield.connect(1).raw();
        final RawSocket b = jackfield.connect(2).raw();
        for (int last = 0; last <= 0x0F; last++) {
            a.send(Frames.unicast(0x024a_46AA_0001L, 0x0180_C200_0000L | last));
        }
        final byte[] notReserved = Frames.unicast(0x024a_46AA_0001L, 0x0180_C200_0010L);
        a.send(notReserved);
        b.await(notReserved);
        assertEquals(1, b.frames().size(), b::toString);
        assertEquals(16, jackfield.drops("a", "reserved-group"));
    }

    @Test
    @Tag("once")
    void shouldDropFramesWithAGroupSource() {
        final RawSocket a = jackfield.connect(1).raw();
        final RawSocket b = jackfield.connect(2).raw();
        final byte[] good = Frames.broadcast(0x024a_46AA_0001L);
        a.send(Frames.broadcast(0x0300_0000_0001L));
        a.send(good);
        b.await(good);
        assertEquals(1, b.frames().size(), b::toString);
        assertEquals(1, jackfield.drops("a", "group-source"));
    }

    @Test
    void shouldPassTaggedFramesUnchanged() {
        final RawSocket a = jackfield.connect(1, "queues=4").raw();
        final RawSocket b = jackfield.connect(2, "queues=3").raw();
        final byte[] dot1q = Frames.from(0x024a_46AA_0001L, NOBODY)
                .tag(0x8100, 0x6064)
                .ipv4("10.1.0.1", "10.1.0.2")
                .udp(1000, 2000)
                .length(100)
                .build();
        final byte[] dot1ad = Frames.from(0x024a_46AA_0001L, NOBODY)
                .tag(0x88A8, 0x2005)
                .vlan(7)
                .ipv6("fd00::1", "fd00::2")
                .udp(1000, 2000)
                .length(120)
                .build();
        final byte[] priorityOnly = Frames.from(0x024a_46AA_0001L, BROADCAST)
                .tag(0x8100, 0xE000)
                .length(64)
                .build();
        for (final byte[] frame : new byte[][] {dot1q, dot1ad, priorityOnly}) {
            a.send(frame);
            b.await(frame);
        }
        assertEquals(3, b.frames().size(), b::toString);
    }

    @Test
    void shouldCarryIpv6() {
        final Station a = withIpv6(jackfield.connect(1, "queues=2"));
        final Station b = withIpv6(jackfield.connect(2, "queues=2"));
        a.host().mustReach("fd4a::" + b.number());
        b.host().mustReach("fd4a::" + a.number());
    }

    private static Station withIpv6(final Station station) {
        station.host().must("sysctl", "-q", "-w", "net.ipv6.conf." + Station.DEVICE + ".disable_ipv6=0");
        station.host().must("ip", "addr", "add", "fd4a::" + station.number() + "/64", "dev", Station.DEVICE, "nodad");
        return station;
    }

    @Test
    void shouldCarryJumboFrames() {
        final Station a = jackfield.connect(1, "mtu=9000", "queues=2");
        final Station b = jackfield.connect(2, "mtu=9000", "queues=2");
        assertEquals(9000, a.link().get("mtu").getAsInt());
        a.mustReach(b);
        a.host().must("ping", "-n", "-c", "3", "-i", "0.2", "-M", "do", "-s", "8972", b.address());
    }

    @Test
    void shouldDropFramesLongerThanTheEgressMtuWithAReason() {
        final Station a = jackfield.connect(1, "mtu=9000");
        final Station b = jackfield.connect(2, "mtu=1500");
        final RawSocket atA = a.raw();
        final RawSocket atB = b.raw();
        final byte[] fits = Frames.from(a.macNumber(), BROADCAST).length(1514).build();
        atA.send(Frames.from(a.macNumber(), BROADCAST).length(4000).build());
        atA.send(fits);
        atB.await(fits);
        assertEquals(1, atB.frames().size(), atB::toString);
        Await.until("the drop is counted", 2_000, () -> jackfield.drops("b", "egress-mtu") == 1);
    }

    @Test
    @Tag("once")
    void shouldKeepTwoBridgesApart() {
        final Station a = jackfield.connect(1, "bridge=red");
        final Station b = jackfield.connect(2, "bridge=red");
        final RawSocket inBlue = jackfield.connect(3, "bridge=blue").raw();
        final RawSocket alsoInBlue = jackfield.connect(4, "bridge=blue").raw();
        a.mustReach(b);
        final byte[] blue = Frames.broadcast(0x024a_46AA_0001L);
        inBlue.send(blue);
        alsoInBlue.await(blue);
        assertEquals(1, alsoInBlue.frames().size(), () -> "frames crossed over from the red bridge: " + alsoInBlue);
        assertEquals(0, inBlue.frames().size(), () -> "frames crossed over from the red bridge: " + inBlue);
    }
}
