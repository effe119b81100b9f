package org.jackfield.port.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.jackfield.api.port.PortException;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;

/** A frame with replaced addresses is the frame that would have been built with the new ones, checksums included. */
class AddressRewriterTest {
    private static final long A = 0x0200_0000_0001L;
    private static final long B = 0x0200_0000_0002L;
    private static final long C = 0xFED7_AA12_3456L;
    private static final String MACS = "mac-map=02:00:00:00:00:01=fe:d7:aa:12:34:56";
    private static final String IPS = "ip-map=10.0.0.1=192.168.200.7, fd00::1 = 2001:db8:ffff:1234::abcd";

    private static byte[] rewritten(final byte[] frame, final int captured, final String... settings)
            throws PortException {
        final ByteBuffer buffer = ByteBuffer.allocate(frame.length + 7);
        buffer.put(5, frame, 0, captured);
        AddressRewriter.of(PcapRig.settings(settings)).rewrite(buffer, 5, captured);
        assertEquals(0, buffer.getInt(0), "bytes before the frame were changed");
        return Arrays.copyOfRange(buffer.array(), 5, 5 + captured);
    }

    private static void assertRewritten(final byte[] expected, final byte[] before) throws PortException {
        assertArrayEquals(expected, rewritten(before, before.length, MACS, IPS));
        for (int captured = 0; captured < before.length; captured++) {
            rewritten(before, captured, MACS, IPS); // cut anywhere it does no harm
        }
    }

    private static void assertSame(final Function<String[], byte[]> frame, final String... addresses)
            throws PortException {
        final String[] now = addresses.clone();
        for (int i = 0; i < now.length; i++) {
            now[i] = now[i].equals("10.0.0.1")
                    ? "192.168.200.7"
                    : now[i].equals("fd00::1") ? "2001:db8:ffff:1234::abcd" : now[i];
        }
        assertRewritten(frame.apply(now), frame.apply(addresses));
    }

    @Test
    void shouldReplaceMacs() throws PortException {
        assertRewritten(Frames.unicast(C, B), Frames.unicast(A, B));
        assertRewritten(Frames.unicast(B, C), Frames.unicast(B, A));
    }

    @Test
    void shouldFinishChecksumsOfTcpAndUdpOverIpv4() throws PortException {
        final Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            final byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            assertSame(
                    ip -> base().ipv4(ip[0], ip[1]).udp(7, 9).payload(payload).build(), "10.0.0.1", "10.0.0.2");
            assertSame(
                    ip -> base().ipv4(ip[0], ip[1])
                            .tcp(7, 9, 3)
                            .payload(payload)
                            .build(),
                    "10.0.0.2",
                    "10.0.0.1");
            assertSame(
                    ip -> base().vlan(5)
                            .tag(0x88A8, 6)
                            .ipv4(ip[0], ip[1])
                            .ipv4Options(new byte[] {1, 1, 1, 0})
                            .tcp(7, 9, 3)
                            .payload(payload)
                            .build(),
                    "10.0.0.1",
                    "10.0.0.1");
        }
    }

    @Test
    void shouldFinishChecksumsOverIpv6BehindExtensions() throws PortException {
        assertSame(
                ip -> base().ipv6(ip[0], ip[1])
                        .udp(7, 9)
                        .payload(new byte[] {5, 6, 7})
                        .build(),
                "fd00::1",
                "fd00::2");
        assertSame(ip -> base().ipv6(ip[0], ip[1]).tcp(7, 9, 1).build(), "fd00::2", "fd00::1");
        assertSame(
                ip -> base().ipv6(ip[0], ip[1])
                        .extension(0, new byte[] {0, 0, 1, 4, 0, 0, 0, 0})
                        .udp(7, 9)
                        .payload(new byte[9])
                        .build(),
                "fd00::1",
                "fd00::2");
    }

    @Test
    void shouldLeaveLaterFragmentsAndAbsentChecksumsAlone() throws PortException {
        assertSame(
                ip -> base().ipv4(ip[0], ip[1])
                        .ipv4Fragment(1480, false)
                        .protocol(6)
                        .payload(new byte[40])
                        .build(),
                "10.0.0.1",
                "10.0.0.2");
        assertSame(
                ip -> base().ipv6(ip[0], ip[1])
                        .ipv6Fragment(1480, false)
                        .protocol(17)
                        .payload(new byte[40])
                        .build(),
                "fd00::1",
                "fd00::2");
        assertSame(
                ip -> {
                    final byte[] frame = base().ipv4(ip[0], ip[1])
                            .udp(7, 9)
                            .payload(new byte[4])
                            .build();
                    frame[40] = 0;
                    frame[41] = 0;
                    return frame;
                },
                "10.0.0.1",
                "10.0.0.2");
    }

    @Test
    void shouldReplaceAddressesInArp() throws PortException {
        assertRewritten(
                Frames.from(C, 0xFFFF_FFFF_FFFFL)
                        .arp(true, C, "192.168.200.7", 0, "10.0.0.2")
                        .build(),
                Frames.from(A, 0xFFFF_FFFF_FFFFL)
                        .arp(true, A, "10.0.0.1", 0, "10.0.0.2")
                        .build());
    }

    @Test
    void shouldReplaceAddressesInNeighbourDiscovery() throws PortException {
        assertRewritten(solicitation(C, "2001:db8:ffff:1234::abcd"), solicitation(A, "fd00::1"));
    }

    /** A solicitation for a host by itself, as for the detection of duplicates, with its own link-layer address. */
    private static byte[] solicitation(final long mac, final String address) {
        final byte[] target =
                Arrays.copyOfRange(base().ipv6(address, "::").protocol(59).build(), 22, 38);
        final ByteBuffer body = ByteBuffer.allocate(32);
        body.putLong(0x8700_0000_0000_0000L).put(target).putShort((short) 0x0101);
        body.putShort((short) (mac >>> 32)).putInt((int) mac);
        final byte[] frame = Frames.from(mac, B)
                .ipv6(address, "ff02::1")
                .protocol(58)
                .payload(body.array())
                .build();
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        long sum = 58 + 32;
        for (int at = 22; at < frame.length; at += 2) {
            sum += bytes.getShort(at) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        bytes.putShort(56, (short) ~sum);
        return frame;
    }

    private static FrameBuilder base() {
        return Frames.from(B, B);
    }

    @Test
    void shouldChangeNothingThatIsNotListed() throws PortException {
        final byte[] frame = base().ipv4("10.0.0.3", "10.0.0.2").udp(1, 2).build();
        assertRewritten(frame, frame);
        final byte[] other = Frames.unicast(A, B);
        assertArrayEquals(other, rewritten(other, other.length));
    }

    @Test
    void shouldRefuseWhatIsNoPairOfAddresses() {
        for (final String bad : new String[] {
            "mac-map=02:00:00:00:00:01",
            "mac-map=02:00:00:00:00:01=x",
            "mac-map=02:00:00:00:00:01=02:00:00:00:00:02=02:00:00:00:00:03",
            "mac-map=02:00:00:00:00:01=02:00:00:00:00:02,02:00:00:00:00:01=02:00:00:00:00:03",
            "ip-map=10.0.0.1=fd00::1",
            "ip-map=localhost=10.0.0.1",
            "ip-map=10.0.0.1",
            "ip-map=10.0.0.1=10.0.0.2,10.0.0.1=10.0.0.3"
        }) {
            final PortException refused =
                    assertThrows(PortException.class, () -> AddressRewriter.of(PcapRig.settings(bad)), bad);
            final String message = String.valueOf(refused.getMessage());
            assertTrue(message.startsWith("port p1: " + bad.substring(0, bad.indexOf('='))), message);
        }
    }
}
