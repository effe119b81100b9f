package org.jackfield.api.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The definition of a flow, clause by clause. Frames are written as hexadecimal text, header by header. */
class FlowHashTest {
    private static final String MACS = "020000000001" + "020000000002";
    private static final String A4 = "0a000001";
    private static final String B4 = "0a000002";
    private static final String A6 = "20010db8000000000000000000000001";
    private static final String B6 = "20010db8000000000000000000000002";
    private static final String PORTS = "3039" + "0035";
    private static final String OTHER_PORTS = "303a" + "0035";
    private static final int UDP = 17;
    private static final int FRAGMENT = 44;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ARP,              F310D8EA, 02000000000102000000000208060001080006040001",
        "UDP over IPv4,    7784FE18,"
                + " 02000000000102000000000208004500003012340000401100000a0000010a0000023039003500080000",
        "TCP one tag,      21E36D72,"
                + " 0200000000010200000000028100000a08004500003012340000400600000a0000010a000002303900500000",
        "TCP two tags,     21E36D72,"
                + " 02000000000102000000000288a800648100000a08004500003012340000400600000a0000010a000002303900500000",
        "TCP three tags,   F310D8EA, 02000000000102000000000288a800648100000a81000001"
                + "08004500003012340000400600000a0000010a000002303900500000",
        "IPv4 with options, 7784FE18,"
                + " 02000000000102000000000208004600003012340000401100000a0000010a0000020101010130390035",
        "IPv4 fragment,    4E0B40E7," + " 02000000000102000000000208004500003012342000401100000a0000010a00000230390035",
        "ICMP,             D616268E," + " 02000000000102000000000208004500003012340000400100000a0000010a0000020800abcd",
        "UDP over IPv6,    C2DC5068, 02000000000102000000000286dd600000000010114020010db8000000000000000000000001"
                + "20010db80000000000000000000000023039003500080000",
        "hop-by-hop,       C2DC5068, 02000000000102000000000286dd600000000010004020010db8000000000000000000000001"
                + "20010db8000000000000000000000002110000000000000030390035",
        "IPv6 fragment,    ECF00E36, 02000000000102000000000286dd6000000000102c4020010db8000000000000000000000001"
                + "20010db8000000000000000000000002110000011234567830390035",
    })
    void shouldComputeTheValuesOfAnIndependentImplementation(
            final String kind, final String expected, final String frame) {
        assertEquals(expected, "%08X".formatted(hash(frame)), kind);
    }

    @Test
    void shouldGiveBothDirectionsOfAFlowTheSameHash() {
        assertEquals(hash(ipv4(UDP, A4, B4) + "3039" + "0035"), hash(ipv4(UDP, B4, A4) + "0035" + "3039"));
        assertEquals(hash(ipv6(UDP, A6, B6) + "3039" + "0035"), hash(ipv6(UDP, B6, A6) + "0035" + "3039"));
        assertEquals(
                hash("020000000001" + "060000000002" + "0806" + "0001"),
                hash("060000000002" + "020000000001" + "0806" + "0002"));
    }

    @Test
    void shouldTellFlowsApartByAddressProtocolAndPort() {
        final List<String> flows = List.of(
                ipv4(UDP, A4, B4) + PORTS,
                ipv4(UDP, A4, B4) + OTHER_PORTS,
                ipv4(6, A4, B4) + PORTS,
                ipv4(UDP, A4, "0a000003") + PORTS,
                ipv6(UDP, A6, B6) + PORTS,
                ipv6(UDP, A6, "20010db8000000000000000100000002") + PORTS,
                ipv6(UDP, A6, "20010db9000000000000000000000002") + PORTS);
        assertEquals(
                flows.size(), flows.stream().map(FlowHashTest::hash).distinct().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 17, 33, 132, 136})
    void shouldUseThePortsOfEachProtocolThatHasThem(final int protocol) {
        assertNotEquals(hash(ipv4(protocol, A4, B4) + PORTS), hash(ipv4(protocol, A4, B4) + OTHER_PORTS));
        assertNotEquals(hash(ipv6(protocol, A6, B6) + PORTS), hash(ipv6(protocol, A6, B6) + OTHER_PORTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 47, 50, 58, 89, 255})
    void shouldNotTakeThePayloadOfOtherProtocolsForPorts(final int protocol) {
        assertEquals(hash(ipv4(protocol, A4, B4) + PORTS), hash(ipv4(protocol, A4, B4) + OTHER_PORTS));
        assertEquals(hash(ipv6(protocol, A6, B6) + PORTS), hash(ipv6(protocol, A6, B6) + OTHER_PORTS));
    }

    @Test
    void shouldKeepFirstAndLaterFragmentsTogether() {
        final int first = hash(ipv4Fragment("2000") + PORTS);
        assertEquals(first, hash(ipv4Fragment("20b9") + "deadbeef"));
        assertEquals(first, hash(ipv4Fragment("00b9")), "the last fragment, without a byte of payload");
        assertNotEquals(first, hash(ipv4Fragment("4000") + PORTS), "don't fragment is no fragment");
        assertNotEquals(first, hash(ipv4(6, A4, B4).replace("0000" + "40", "2000" + "40") + PORTS));

        final int first6 = hash(ipv6(FRAGMENT, A6, B6) + "11000001" + "12345678" + PORTS);
        assertEquals(first6, hash(ipv6(FRAGMENT, A6, B6) + "110005a9" + "12345678" + "deadbeef"));
        assertEquals(first6, hash(ipv6(FRAGMENT, A6, B6) + "110005a8" + "12345678"));
    }

    @Test
    void shouldReadPortsBehindAnAtomicFragmentHeader() {
        assertEquals(hash(ipv6(UDP, A6, B6) + PORTS), hash(ipv6(FRAGMENT, A6, B6) + "11000006" + "12345678" + PORTS));
    }

    @Test
    void shouldReadPortsBehindOptionsOfEveryLength() {
        final int plain = hash(ipv4(UDP, A4, B4) + PORTS);
        for (int words = 1; words <= 10; words++) {
            final String header = ipv4(UDP, A4, B4).replaceFirst("080045", "08004" + "%x".formatted(5 + words));
            assertEquals(plain, hash(header + "01010101".repeat(words) + PORTS), words + " words of options");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 60, 135})
    void shouldSkipExtensionHeadersOfEveryKindAndLength(final int kind) {
        final int plain = hash(ipv6(UDP, A6, B6) + PORTS);
        for (int units = 0; units <= 255; units += 15) {
            final String header = "11" + "%02x".formatted(units) + "00".repeat(6 + 8 * units);
            assertEquals(plain, hash(ipv6(kind, A6, B6) + header + PORTS), units + " units");
        }
    }

    @Test
    void shouldSkipAnAuthenticationHeaderWhoseLengthCountsWordsOfFourBytes() {
        final int plain = hash(ipv6(UDP, A6, B6) + PORTS);
        assertEquals(plain, hash(ipv6(51, A6, B6) + "1104" + "00".repeat(22) + PORTS));
        assertEquals(plain, hash(ipv6(51, A6, B6) + "1101" + "00".repeat(10) + PORTS));
    }

    @Test
    void shouldSkipSixExtensionHeadersButNotASeventh() {
        final String more = "3c00" + "000000000000";
        final String last = "1100" + "000000000000";
        assertEquals(hash(ipv6(UDP, A6, B6) + PORTS), hash(ipv6(60, A6, B6) + more.repeat(5) + last + PORTS));
        final String seven = ipv6(60, A6, B6) + more.repeat(6) + last;
        assertEquals(hash(seven + PORTS), hash(seven + OTHER_PORTS), "no ports behind the seventh");
        assertEquals(hash(seven + PORTS), hash(ipv6(60, A6, B6)), "destination options is the protocol then");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8100", "88a8", "9100"})
    void shouldSkipOneOrTwoTagsWithoutMakingThemPartOfTheFlow(final String tag) {
        final String packet = ipv4(UDP, A4, B4).substring(MACS.length()) + PORTS;
        final int plain = hash(MACS + packet);
        assertEquals(plain, hash(MACS + tag + "0001" + packet));
        assertEquals(plain, hash(MACS + tag + "0fff" + packet));
        assertEquals(plain, hash(MACS + tag + "0001" + "8100" + "0002" + packet));
        assertEquals(hash(MACS + "0806"), hash(MACS + tag + "0001" + "8100" + "0002" + tag + "0003" + packet));
    }

    @Test
    void shouldFallBackToTheMacAddressesForWhatIsMalformed() {
        final int macs = hash(MACS + "0806" + "0001");
        final String good = ipv4(UDP, A4, B4) + PORTS;
        assertNotEquals(macs, hash(good));
        assertEquals(macs, hash(good.replaceFirst("080045", "080055")), "version 5 as IPv4");
        assertEquals(macs, hash(good.replaceFirst("080045", "080044")), "header of 16 bytes");
        assertEquals(macs, hash(good.replaceFirst("080045", "08004f")), "header longer than the frame");
        assertEquals(macs, hash((ipv6(UDP, A6, B6) + PORTS).replaceFirst("86dd6", "86dd4")), "version 4 as IPv6");
        assertEquals(macs, hash(MACS + "8100" + "0001" + "08"), "a cut tag");
    }

    @Test
    void shouldHashFramesWithoutAnEthernetHeaderToZero() {
        for (int length = 0; length < FrameLayout.ETHERNET_BYTES; length++) {
            assertEquals(0, FlowHash.of(ByteBuffer.allocate(length), 0, length));
        }
        assertNotEquals(0, hash(MACS + "0806"));
    }

    @Test
    void shouldNeverReadOutsideTheFrameHoweverItIsCut() {
        for (final String frame : everyShape()) {
            final byte[] bytes = bytes(frame);
            for (int length = 0; length <= bytes.length; length++) {
                final ByteBuffer exact = ByteBuffer.wrap(bytes, 0, length).slice();
                final int expected = FlowHash.of(exact, 0, length);
                assertEquals(expected, FlowHash.of(surrounded(bytes, length), 7, length), frame + " cut to " + length);
            }
        }
    }

    @Test
    void shouldSurviveRandomBytes() {
        final Random random = new Random(42);
        final List<byte[]> shapes =
                everyShape().stream().map(FlowHashTest::bytes).toList();
        for (int i = 0; i < 50_000; i++) {
            final byte[] bytes = shapes.get(i % shapes.size()).clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[12 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt();
            }
            final int length = random.nextInt(bytes.length + 1);
            FlowHash.of(ByteBuffer.wrap(bytes, 0, length).slice(), 0, length);
        }
    }

    @Test
    void shouldSpreadNeighbouringFlowsEvenlyOverTheBuckets() {
        assertEven("clients by port", i -> hash4(0x0A000001, 0x0A000002, 32768 + i, 80));
        assertEven("mesh with ports", i -> hash4(0x0A000000 + i % 100, 0x0A010000 + i / 100, 32768 + i, 80));
        assertEven("clients by address", i -> hash4(0x0A000000 + i, 0x0A640001, 40000, 443));
        assertEven("addresses without ports", i -> hash4(0xC0A80000 + i, 0xAC100001, 0, 0));
        assertEven("same ports, pairs of addresses", i -> hash4(0x0A000000 + i, 0x0B000000 + i, 5201, 5201));
    }

    /** Swapping a bit between both sides keeps xor and sum, so a mesh with constant ports has fewer hashes than flows. */
    @Test
    void shouldStillSpreadAMeshOfNeighboursOverTheWorkers() {
        assertQuarters("ports", i -> hash4(0x0A000001, 0x0A000002, 40000 + i % 100, 5000 + i / 100));
        assertQuarters("hosts", i -> hash4(0x0A000000 + i % 100, 0x0A010000 + i / 100, 5201, 5201));
    }

    private static void assertQuarters(final String what, final IntUnaryOperator hashOfFlow) {
        final int[] seen = new int[4];
        for (int i = 0; i < 10_000; i++) {
            seen[FlowHash.bucket(hashOfFlow.applyAsInt(i)) % seen.length]++;
        }
        for (final int count : seen) {
            assertEquals(2500, count, 300, what + ": " + Arrays.toString(seen));
        }
    }

    /** Chi-square over the buckets; with 1023 degrees of freedom 1250 is five standard deviations above the mean. */
    private static void assertEven(final String what, final IntUnaryOperator hashOfFlow) {
        final int flows = 10_000;
        final int[] seen = new int[FlowHash.BUCKETS];
        for (int i = 0; i < flows; i++) {
            seen[FlowHash.bucket(hashOfFlow.applyAsInt(i))]++;
        }
        final double mean = (double) flows / FlowHash.BUCKETS;
        double chiSquare = 0;
        for (final int count : seen) {
            chiSquare += (count - mean) * (count - mean) / mean;
        }
        assertTrue(chiSquare < 1250, what + ": chi-square " + chiSquare);
    }

    private static int hash4(final int source, final int destination, final int sourcePort, final int port) {
        final ByteBuffer frame = ByteBuffer.wrap(bytes(ipv4(UDP, A4, B4) + PORTS));
        frame.putInt(26, source).putInt(30, destination);
        frame.putShort(34, (short) sourcePort).putShort(36, (short) port);
        return FlowHash.of(frame, 0, frame.capacity());
    }

    private static List<String> everyShape() {
        final List<String> shapes = new ArrayList<>();
        final String optioned = ipv4(UDP, A4, B4).replaceFirst("080045", "080047") + "01".repeat(8) + PORTS;
        final String chain = "3c00" + "000000000000" + "2b01" + "0000".repeat(7) + "3300" + "000000000000" + "2c04"
                + "0000".repeat(11) + "11000000" + "00000000" + PORTS;
        for (final String plain :
                List.of(MACS + "0806" + "0001", optioned, ipv4Fragment("2000") + PORTS, ipv6(0, A6, B6) + chain)) {
            shapes.add(plain);
            shapes.add(plain.replaceFirst(MACS, MACS + "81000001"));
            shapes.add(plain.replaceFirst(MACS, MACS + "88a8000181000002"));
        }
        return shapes;
    }

    private static ByteBuffer surrounded(final byte[] bytes, final int length) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(length + 64);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) 0xFF);
        }
        return buffer.put(7, bytes, 0, length);
    }

    private static String ipv4(final int protocol, final String source, final String destination) {
        return MACS + "0800" + "4500" + "0030" + "1234" + "0000" + "40%02x".formatted(protocol) + "0000" + source
                + destination;
    }

    private static String ipv4Fragment(final String flagsAndOffset) {
        return MACS + "0800" + "4500" + "0030" + "1234" + flagsAndOffset + "4011" + "0000" + A4 + B4;
    }

    private static String ipv6(final int next, final String source, final String destination) {
        return MACS + "86dd" + "60000000" + "0010" + "%02x".formatted(next) + "40" + source + destination;
    }

    private static int hash(final String frame) {
        final byte[] bytes = bytes(frame);
        return FlowHash.of(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private static byte[] bytes(final String frame) {
        return HexFormat.of().parseHex(frame);
    }
}
