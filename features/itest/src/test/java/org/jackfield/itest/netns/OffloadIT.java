package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NameServer;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ports with offloads beside ports without: real programs on both, in every direction. */
@Tag("netns")
class OffloadIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int DATAGRAMS = 20;
    private static final int DATAGRAM_BYTES = 48_000;
    private static final int SEGMENT_BYTES = 1_200;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private Station a;
    private Station b;
    private Station c;
    private Station d;

    @BeforeEach
    void connectTwoOfEachKind() {
        jackfield = lab.startSwitch(2);
        a = jackfield.connect(1, "queues=2");
        b = jackfield.connect(2, "queues=2");
        c = jackfield.connect(3, "queues=2", "offload=off");
        d = jackfield.connect(4, "queues=2", "offload=off");
    }

    private List<List<Station>> pairs() {
        return List.of(List.of(a, b), List.of(a, c), List.of(c, a), List.of(c, d));
    }

    /** Bytes of TCP that arrived within a second. */
    private static long tcp(final Host from, final Host to, final String address) {
        final Child server = to.start("iperf3", "-s", "-1", "--forceflush");
        server.awaitLine("a listening server", 10_000, line -> line.contains("listening"));
        final JsonObject report = JsonParser.parseString(from.must("iperf3", "-J", "-t", "1", "-c", address))
                .getAsJsonObject();
        assertEquals(0, server.awaitExit(10_000), server::toString);
        return report.getAsJsonObject("end")
                .getAsJsonObject("sum_received")
                .get("bytes")
                .getAsLong();
    }

    private static void withIpv6(final Station station) {
        station.host().must("sysctl", "-q", "-w", "net.ipv6.conf." + Station.DEVICE + ".disable_ipv6=0");
        station.host().must("ip", "addr", "add", ipv6(station) + "/64", "dev", Station.DEVICE, "nodad");
    }

    private static String ipv6(final Station station) {
        return "fd4a::" + station.number();
    }

    @Test
    void shouldSayWhatWasAgreed() {
        final String agreed =
                jackfield.port("a").getAsJsonObject("details").get("offload").getAsString();
        assertTrue(agreed.startsWith("csum,tso4,tso6"), agreed);
        assertEquals(
                "none (offload=off)",
                jackfield.port("c").getAsJsonObject("details").get("offload").getAsString());
    }

    @Test
    void shouldCarryTcpBetweenPortsOfBothKinds() {
        for (final Station station : List.of(a, b, c, d)) {
            withIpv6(station);
        }
        for (final List<Station> pair : pairs()) {
            final Station from = pair.get(0);
            final Station to = pair.get(1);
            from.mustReach(to);
            final long v4 = tcp(from.host(), to.host(), to.address());
            final long v6 = tcp(from.host(), to.host(), ipv6(to));
            assertTrue(
                    v4 > 5_000_000 && v6 > 5_000_000, () -> from.port() + " to " + to.port() + ": " + v4 + ", " + v6);
        }
        final JsonObject port = jackfield.port("b");
        final long frames = port.getAsJsonObject("tx").get("frames").getAsLong();
        final long bytes = port.getAsJsonObject("tx").get("bytes").getAsLong();
        assertTrue(bytes / frames > 3_000, () -> bytes + " bytes in " + frames + " frames: they did not cross whole");
    }

    /** Not every kernel has VLAN devices, so a raw socket hands the kernel one long frame with a tag in it. */
    @Test
    void shouldCutATaggedFrameForAPortWithoutOffloads() {
        final byte[] payload = new byte[3_000];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (i * 7);
        }
        final byte[] frame = tagged(payload);
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        int pseudo = frame.length - L4 + UDP;
        for (int at = L4 - 32; at < L4; at += 2) {
            pseudo += bytes.getShort(at) & 0xFFFF;
        }
        bytes.putShort(L4 + 6, (short) ((pseudo & 0xFFFF) + (pseudo >> 16)));
        final ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 1).put((byte) 5).putShort((short) (L4 + 8)).putShort((short) 1_000);
        header.putShort((short) L4).putShort((short) 6);
        final RawSocket receiver = c.raw();
        a.host()
                .must(
                        PYTHON,
                        "-c",
                        RAW,
                        HexFormat.of().formatHex(header.array())
                                + HexFormat.of().formatHex(frame));
        for (int from = 0; from < payload.length; from += 1_000) {
            receiver.await(tagged(Arrays.copyOfRange(payload, from, from + 1_000)));
        }
        assertEquals(3, receiver.frames().size(), receiver::toString);
    }

    private static final int UDP = 17;
    private static final int L4 = 14 + 4 + 40;
    private static final String RAW = String.join(
            "\n",
            "import socket, sys",
            "s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
            "s.bind(('eth0', 3))",
            "s.setsockopt(263, 15, 1) # SOL_PACKET, PACKET_VNET_HDR",
            "s.send(bytes.fromhex(sys.argv[1]))");

    private byte[] tagged(final byte[] payload) {
        return Frames.from(a.macNumber(), 0x024a_46FF_0001L)
                .vlan(10)
                .ipv6("fd4a::1", "fd4a::2")
                .udp(1000, 2000)
                .payload(payload)
                .build();
    }

    @Test
    void shouldCarryUdpThatTheSenderLeavesToBeCut() {
        for (final List<Station> pair : pairs()) {
            pair.get(0).mustReach(pair.get(1));
            final String address = pair.get(1).address();
            final Child receiver = pair.get(1).host().start(PYTHON, "-u", "-c", RECEIVER);
            receiver.awaitLine("an open socket", 10_000, line -> line.contains("open"));
            pair.get(0).host().must(PYTHON, "-c", SENDER, address);
            assertEquals(0, receiver.awaitExit(20_000), receiver::toString);
            assertEquals(
                    "received " + DATAGRAMS * DATAGRAM_BYTES, receiver.output().get(1), receiver::toString);
        }
    }

    private static final String SENDER = String.join(
            "\n",
            "import socket, sys, time",
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            "s.setsockopt(17, 103, " + SEGMENT_BYTES + ") # UDP_SEGMENT",
            "for n in range(" + DATAGRAMS + "):",
            "    s.sendto(bytes((n + i) % 251 for i in range(" + DATAGRAM_BYTES + ")), (sys.argv[1], 5005))",
            "    time.sleep(0.01)");

    private static final String RECEIVER = String.join(
            "\n",
            "import socket",
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            "s.setsockopt(socket.SOL_SOCKET, 33, 8 << 20) # SO_RCVBUFFORCE",
            "s.bind(('', 5005))",
            "s.settimeout(15)",
            "print('open')",
            "total = 0",
            "while total < " + DATAGRAMS * DATAGRAM_BYTES + ":",
            "    got = s.recv(65536)",
            "    n, at = divmod(total, " + DATAGRAM_BYTES + ")",
            "    assert len(got) == " + SEGMENT_BYTES + ", len(got)",
            "    assert got == bytes((n + at + i) % 251 for i in range(len(got))), total",
            "    total += len(got)",
            "print('received %d' % total)");

    @Test
    void shouldFinishEveryChecksumForAPortWithoutOffloads() {
        withIpv6(a);
        withIpv6(c);
        a.mustReach(c);
        final Child capture =
                c.host().start("tcpdump", "-i", Station.DEVICE, "-Q", "in", "-n", "-vv", "-l", "-s", "0", "tcp or udp");
        capture.awaitLine("a capture", 10_000, line -> line.contains("listening on"));
        tcp(a.host(), c.host(), c.address());
        tcp(a.host(), c.host(), ipv6(c));
        for (int i = 0; i < 20; i++) {
            a.host()
                    .must(
                            PYTHON,
                            "-c",
                            "import socket\ns = socket.socket(2, 2)\ns.sendto(b'x' * " + (i * 37) + ", ('" + c.address()
                                    + "', 9))");
        }
        capture.awaitLine("the last datagram", 20_000, line -> line.contains("length " + 19 * 37));
        capture.terminate();
        capture.awaitExit(20_000);
        final List<String> lines = capture.output();
        final long tcp =
                lines.stream().filter(line -> line.contains("(correct)")).count();
        final long udp =
                lines.stream().filter(line -> line.contains("udp sum ok")).count();
        final List<String> bad = lines.stream()
                .filter(line -> line.contains("incorrect") || line.contains("bad udp") || line.contains("no cksum"))
                .toList();
        assertEquals(List.of(), bad.stream().limit(3).toList(), () -> bad.size() + " of " + lines.size());
        assertTrue(tcp > 100 && udp == 20, () -> tcp + " TCP, " + udp + " UDP of " + lines.size());
    }

    @Test
    void shouldServeDhcpAndDnsFromAPortWithOffloadsToOneWithout() {
        NameServer.serve(lab, a, c);
    }

    @Test
    void shouldServeDhcpAndDnsFromAPortWithoutOffloadsToOneWith() {
        NameServer.serve(lab, c, a);
    }

    @Test
    void shouldServeDhcpAndDnsBetweenPortsWithOffloads() {
        NameServer.serve(lab, a, b);
    }
}
