package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.lab.api.FrameSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as a receiver reads them; checksums are computed here once more in the slow, plain way. */
class HeadersTest {
    private static List<Frame> frames(final String header) {
        final String[] parts = header.split(",");
        return Frame.all(
                "request-response",
                "protocol",
                parts[0],
                "ip",
                parts[1],
                "vlan",
                parts[2],
                "sizes",
                "60-1514",
                "response-sizes",
                "61-9000",
                "flows",
                "9000",
                "frames",
                "300");
    }

    /** Sum of 16 bit words with end-around carry; 0xFFFF of what includes its own right checksum. */
    private static int onesSum(final byte[] bytes, final int from, final int to, final int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            sum += (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static void assertRight(final byte[] frame, final boolean udp, final boolean ipv4, final int l3) {
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        final int l4 = l3 + (ipv4 ? 20 : 40);
        final int transport = ipv4 ? (bytes.getShort(l3 + 2) & 0xFFFF) - 20 : bytes.getShort(l3 + 4) & 0xFFFF;
        if (ipv4) {
            assertEquals(0xFFFF, onesSum(frame, l3, l4, 0), "checksum of IPv4");
        }
        if (udp && ipv4) {
            assertEquals(0, bytes.getShort(l4 + 6), "no checksum of UDP");
        } else {
            final int pseudo = onesSum(frame, l3 + (ipv4 ? 12 : 8), l4, (udp ? 17 : 6) + transport);
            assertEquals(0xFFFF, onesSum(frame, l4, l4 + transport, pseudo), "checksum of UDP or TCP");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp,4,0",
                "udp,4,7",
                "udp,6,0",
                "udp,6,4094",
                "tcp,4,0",
                "tcp,4,7",
                "tcp,6,0",
                "tcp,6,9",
                "tcp-syn,4,0",
                "tcp-syn,6,3"
            })
    void shouldBeCompleteForAPayloadOfZeros(final String header) {
        final boolean ipv4 = header.contains(",4,");
        final boolean udp = header.startsWith("udp");
        final int vlan = Integer.parseInt(header.substring(header.lastIndexOf(',') + 1));
        final int l3 = vlan == 0 ? 14 : 18;
        final List<Frame> frames = frames(header);
        assertEquals(600, frames.size());
        for (final Frame frame : frames) {
            final byte[] whole = frame.whole().array();
            assertEquals(ipv4 ? 0x0800 : 0x86DD, frame.u16(l3 - 2));
            if (vlan != 0) {
                assertEquals(0x8100, frame.u16(12));
                assertEquals(vlan, frame.u16(14));
            }
            assertEquals(ipv4 ? 0x45 : 0x60, whole[l3]);
            final int l4 = l3 + (ipv4 ? 20 : 40);
            assertEquals(l4 + (udp ? 8 : 20), frame.header().size());
            final int packet = header.startsWith("tcp-syn") ? frame.header().size() : frame.length();
            assertEquals(packet - l3 - (ipv4 ? 0 : 40), frame.u16(l3 + (ipv4 ? 2 : 4)), "length that IP tells");
            if (udp) {
                assertEquals(packet - l4, frame.u16(l4 + 4), "length that UDP tells");
            }
            assertRight(whole, udp, ipv4, l3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp,4,0", "udp,6,7", "tcp,4,7", "tcp,6,0"})
    void shouldBeCompletedForAnyPayload(final String header) {
        final boolean ipv4 = header.contains(",4,");
        final boolean udp = header.startsWith("udp");
        final int l3 = header.endsWith("0") ? 14 : 18;
        final Random random = new Random(5);
        final Checksums checksums = new Checksums();
        for (final Frame frame : frames(header)) {
            final ByteBuffer apart = ByteBuffer.allocate(frame.length() + 3);
            final byte[] whole = frame.whole().array();
            for (int i = frame.header().size(); i < whole.length; i++) {
                whole[i] = (byte) random.nextInt();
            }
            apart.put(3, whole);
            assertEquals(!(udp && ipv4), checksums.complete(apart, 3, whole.length));
            apart.get(3, whole);
            assertRight(whole, udp, ipv4, l3);
        }
    }

    @Test
    void shouldLeaveAloneWhatHasNoChecksumOrDoesNotFit() {
        final Checksums checksums = new Checksums();
        final Frame frame = Frame.all("small-tcp", "frames", "1").get(0);
        final ByteBuffer whole = frame.whole();
        assertFalse(checksums.complete(whole, 0, frame.length() - 1), "ends before its packet does");
        whole.putShort(14 + 6, (short) 0x2000);
        assertFalse(checksums.complete(whole, 0, frame.length()), "a fragment");
        whole.putShort(12, (short) 0x0806);
        assertFalse(checksums.complete(whole, 0, frame.length()), "ARP");
        assertFalse(checksums.complete(ByteBuffer.allocate(60), 0, 10), "no frame");
    }

    @Test
    void shouldSumAnOddByteAsAWord() {
        assertEquals(0x0102 + 0x0300, Checksums.sum(ByteBuffer.wrap(new byte[] {9, 1, 2, 3}), 1, 3));
        assertEquals(~0xDDF2 & 0xFFFF, Checksums.finish(0x2DDF0), "the example of RFC 1071 section 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp,4", "tcp,6"})
    void shouldGiveFlowsDifferentHashesAndOneToBothDirections(final String header) {
        final FrameSource source = Workloads.of(
                        "request-response",
                        Map.of(
                                "flows", "30000",
                                "choice", "in-turn",
                                "frames", "60000",
                                "protocol", header.substring(0, 3),
                                "ip", header.substring(4)))
                .open(1);
        final Map<Integer, Integer> hashes = new HashMap<>();
        while (source.next()) {
            final int hash = FlowHash.of(ByteBuffer.wrap(source.header()), 0, source.headerLength());
            assertEquals(hash, hashes.computeIfAbsent(source.flow(), flow -> hash), "of flow " + source.flow());
        }
        assertEquals(30_000, hashes.size());
        final Set<Integer> different = new HashSet<>(hashes.values());
        assertTrue(different.size() >= 29_997, "hashes: " + different.size());
        final int[] buckets = new int[FlowHash.BUCKETS];
        different.forEach(hash -> buckets[FlowHash.bucket(hash)]++);
        assertTrue(IntStream.of(buckets).max().orElse(0) < 70, "of a bucket with 29 on average");
    }

    @Test
    void shouldGiveTheLastFlowHeadersOfItsOwn() {
        final Headers headers =
                new Headers(new Settings("udp", GeneratedKinds.settings("udp"), Map.of()), Addresses.STANDARD, false);
        headers.write(0, 60, 0);
        final byte[] first = headers.bytes().clone();
        headers.write(FlowPlaces.MOST_FLOWS - 1, 60, 0);
        final ByteBuffer last = ByteBuffer.wrap(headers.bytes());
        assertFalse(Arrays.equals(first, last.array()));
        assertEquals(0xC612_1000, last.getInt(26), "198.18.16.0");
        assertEquals(20_000 + 4095, last.getShort(34));
        assertRight(Arrays.copyOf(last.array(), 60), true, true, 14);
    }

    @Test
    void shouldSendTheBytesOfAFlowInOneStream() {
        final Map<Integer, Integer> next = new HashMap<>();
        for (final Frame frame : Frame.all("small-tcp", "sizes", "imix", "frames", "1000")) {
            final int stream = frame.whole().getInt(14 + 20 + 4);
            assertEquals(next.getOrDefault(frame.flow(), 0), stream);
            next.put(frame.flow(), stream + frame.length() - 54);
        }
        assertEquals(8, next.size());
    }

    @Test
    void shouldSayWhichFlagsBelongToASyn() {
        for (final Frame frame : Frame.all("syn-storm", "direction", "request-response", "frames", "100")) {
            assertEquals(frame.port() == 0 ? 0x02 : 0x12, frame.whole().get(14 + 20 + 13));
        }
    }

    @Test
    void shouldAnswerEachRequestAfterTheGivenTime() {
        final List<Frame> frames = Frame.all("request-response", "response-us", "70000", "frames", "20000");
        final Map<List<Number>, Frame> requests = new HashMap<>();
        int answers = 0;
        for (final Frame frame : frames) {
            final List<Number> id = List.of(frame.flow(), frame.sequence());
            if (frame.port() == 0) {
                requests.put(id, frame);
                continue;
            }
            final Frame request = requests.remove(id);
            assertTrue(request != null, "an answer without a request: " + id);
            assertEquals(request.atNs() + 70_000_000, frame.atNs());
            assertEquals(1024, frame.length());
            final ByteBuffer asked = request.whole();
            final ByteBuffer answered = frame.whole();
            assertEquals(asked.getInt(26), answered.getInt(30), "address it was sent from");
            assertEquals(asked.getInt(30), answered.getInt(26));
            assertEquals(asked.getShort(34), answered.getShort(36), "port it was sent from");
            assertEquals(asked.getShort(36), answered.getShort(34));
            answers++;
        }
        assertEquals(20_000, answers);
        assertEquals(Map.of(), requests);
    }
}
