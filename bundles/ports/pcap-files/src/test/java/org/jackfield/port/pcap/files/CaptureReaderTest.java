package org.jackfield.port.pcap.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every format and every fault of capture files. */
class CaptureReaderTest {
    private static final List<ByteOrder> ORDERS = List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    private static final int MICRO = 0xA1B2_C3D4;
    private static final int NANO = 0xA1B2_3C4D;
    private static final int LINUX_SLL = 113;
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] FRAME = frame(61, 1);
    private static final byte[] OTHER = frame(1514, 2);

    @TempDir
    Path folder;

    /** What was read of a frame. */
    private record Read(byte[] bytes, int length, long timeNs) {}

    private static byte[] frame(final int length, final int seed) {
        final byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        return frame;
    }

    private Path file(final byte[] bytes) throws IOException {
        return Files.write(folder.resolve("capture"), bytes);
    }

    private List<Read> read(final Capture capture) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file(capture.array()))) {
            final List<Read> first = read(reader);
            reader.rewind();
            final List<Read> again = read(reader);
            assertEquals(first.size(), again.size());
            for (int i = 0; i < first.size(); i++) {
                assertArrayEquals(first.get(i).bytes, again.get(i).bytes, "the second reading of the file");
                assertEquals(first.get(i).timeNs, again.get(i).timeNs);
            }
            return first;
        }
    }

    private static List<Read> read(final CaptureReader reader) throws IOException {
        final List<Read> all = new ArrayList<>();
        while (reader.next()) {
            final byte[] bytes = new byte[reader.captured()];
            reader.frames().get(reader.at(), bytes);
            all.add(new Read(bytes, reader.length(), reader.timeNs()));
        }
        return all;
    }

    private static void assertFrame(final byte[] expected, final long timeNs, final Read read) {
        assertArrayEquals(expected, read.bytes);
        assertEquals(timeNs, read.timeNs);
    }

    private String refusal(final Capture capture) throws IOException {
        final Path file = file(capture.array());
        final IOException refused = assertThrows(IOException.class, () -> {
            try (CaptureReader reader = CaptureReader.open(file)) {
                read(reader);
            }
        });
        final String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length());
    }

    @Test
    void shouldReadPcapOfBothOrdersAndResolutions() throws IOException {
        for (final ByteOrder order : ORDERS) {
            final List<Read> micro = read(Capture.pcap(order, MICRO, 1)
                    .record(1_700_000_000, 5, FRAME.length, FRAME)
                    .record(-1, 999_999, 9000, OTHER));
            assertFrame(FRAME, 1_700_000_000 * SECOND + 5_000, micro.get(0));
            assertFrame(OTHER, 0xFFFF_FFFFL * SECOND + 999_999_000, micro.get(1));
            assertEquals(9000, micro.get(1).length);
            final List<Read> nano = read(Capture.pcap(order, NANO, 1).record(1, 5, FRAME.length, FRAME));
            assertFrame(FRAME, SECOND + 5, nano.get(0));
        }
    }

    @Test
    void shouldReadAllPacketBlocksOfPcapngInBothOrders() throws IOException {
        for (final ByteOrder order : ORDERS) {
            final Capture none = Capture.empty(order);
            final List<Read> read = read(Capture.empty(order)
                    .section()
                    .described(1, 0, none)
                    .block(0x0BAD, none.body().ints(1, 2, 3))
                    .enhanced(
                            0,
                            5_000_001,
                            70,
                            FRAME,
                            none.body().option(1, new byte[7]).option(0, new byte[0]))
                    .obsolete(0, 6_000_000, OTHER)
                    .simple(FRAME.length, FRAME));
            assertEquals(3, read.size());
            assertFrame(FRAME, 5 * SECOND + 1_000, read.get(0));
            assertEquals(70, read.get(0).length);
            assertFrame(OTHER, 6 * SECOND, read.get(1));
            assertFrame(FRAME, 6 * SECOND, read.get(2));
        }
    }

    @Test
    void shouldTakeTheUnitAndOffsetOfEachInterface() throws IOException {
        for (final ByteOrder order : ORDERS) {
            final Capture none = Capture.empty(order);
            final Capture file = Capture.empty(order).section();
            final byte[] units = {9, 3, 0, 12, (byte) 0x80, (byte) 0x8A, (byte) 0xA8};
            for (final byte unit : units) {
                file.described(1, 0, none.body().option(2, new byte[5]).option(9, new byte[] {unit}));
            }
            file.described(1, 0, none.body().option(14, none.body().longs(-2).array()));
            file.enhanced(0, 1_700_000_000_123_456_789L, 61, FRAME, none);
            file.enhanced(1, 7_001, 61, FRAME, none);
            file.enhanced(2, 7, 61, FRAME, none);
            file.enhanced(3, 7_000_000_000_999L, 61, FRAME, none);
            file.enhanced(4, 7, 61, FRAME, none);
            file.enhanced(5, (7L << 10) + 512, 61, FRAME, none);
            file.enhanced(6, (7L << 40) + (3L << 38), 61, FRAME, none);
            file.enhanced(7, 7_000_000, 61, FRAME, none);
            final List<Long> times = read(file).stream().map(Read::timeNs).toList();
            assertEquals(
                    List.of(
                            1_700_000_000_123_456_789L,
                            7_001_000_000L,
                            7 * SECOND,
                            7 * SECOND,
                            7 * SECOND,
                            7 * SECOND + SECOND / 2,
                            7 * SECOND + SECOND * 3 / 4,
                            5 * SECOND),
                    times);
        }
    }

    @Test
    void shouldForgetTheInterfacesOfASectionWithTheNext() throws IOException {
        final Capture little = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        final Capture none = little.body();
        little.described(1, 0, none.body().option(9, new byte[] {9})).enhanced(0, 5, 61, FRAME, none);
        final Capture big = Capture.empty(ByteOrder.BIG_ENDIAN).section();
        big.described(1, 0, big.body()).enhanced(0, 5, 61, FRAME, big.body());
        final List<Read> read =
                read(Capture.empty(ByteOrder.BIG_ENDIAN).raw(little.array()).raw(big.array()));
        assertEquals(List.of(5L, 5_000L), read.stream().map(Read::timeNs).toList());
        final Capture alone =
                Capture.empty(ByteOrder.LITTLE_ENDIAN).raw(little.array()).section();
        final int at = alone.size();
        final String message = refusal(alone.enhanced(0, 5, 61, FRAME, none));
        assertTrue(message.contains("offset " + at) && message.contains("interface 0, of 0"), message);
    }

    @Test
    void shouldCutOffCheckSequences() throws IOException {
        final byte[] withCheck = frame(64, 3);
        final int linkType = 1 | 1 << 26 | 2 << 28;
        final Read pcap = read(Capture.pcap(ByteOrder.LITTLE_ENDIAN, MICRO, linkType)
                        .record(0, 0, 64, withCheck))
                .get(0);
        final Capture none = Capture.empty(ByteOrder.LITTLE_ENDIAN);
        final Read pcapng = read(Capture.empty(ByteOrder.LITTLE_ENDIAN)
                        .section()
                        .described(1, 0, none.body().option(13, new byte[] {32}))
                        .enhanced(0, 0, 64, withCheck, none))
                .get(0);
        for (final Read read : List.of(pcap, pcapng)) {
            assertEquals(60, read.bytes.length);
            assertEquals(60, read.length);
        }
    }

    @Test
    void shouldReadFilesOfManyWindows() throws IOException {
        final int frames = 900; // of about a kilobyte: beyond one window, and with each alignment to its end
        final Capture pcap = Capture.pcap(ByteOrder.LITTLE_ENDIAN, NANO, 1);
        final Capture pcapng = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        pcapng.described(1, 0, pcapng.body().option(9, new byte[] {9}));
        for (int i = 0; i < frames; i++) {
            final byte[] bytes = frame(1000 + i % 100, i);
            pcap.record(0, i, bytes.length, bytes);
            pcapng.enhanced(0, i, bytes.length, bytes, pcapng.body());
        }
        for (final Capture file : List.of(pcap, pcapng)) {
            final List<Read> read = read(file);
            assertEquals(frames, read.size());
            for (int i = 0; i < frames; i++) {
                assertFrame(frame(1000 + i % 100, i), i, read.get(i));
            }
        }
    }

    @Test
    void shouldPassOverLongBlocksItDoesNotKnow() throws IOException {
        final Capture file = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        file.block(0x0A, file.body().raw(new byte[900_000])).described(1, 0, file.body());
        assertFrame(
                FRAME, 1_000, read(file.enhanced(0, 1, 61, FRAME, file.body())).get(0));
    }

    @Test
    void shouldRefuseOtherLinkTypes() throws IOException {
        final String pcap = refusal(Capture.pcap(ByteOrder.BIG_ENDIAN, MICRO, LINUX_SLL));
        assertTrue(pcap.contains("the file has link type 113") && pcap.contains("Ethernet"), pcap);
        final Capture file = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        file.described(1, 0, file.body());
        final String pcapng = refusal(file.described(LINUX_SLL, 0, file.body()));
        assertTrue(pcapng.contains("interface 1 has link type 113") && pcapng.contains("offset 48"), pcapng);
    }

    @Test
    void shouldRefuseWhatIsNoCapture() throws IOException {
        assertTrue(refusal(Capture.empty(ByteOrder.BIG_ENDIAN)).contains("less than 4 bytes"));
        assertTrue(refusal(Capture.empty(ByteOrder.BIG_ENDIAN).ints(0x7F45_4C46, 0))
                .contains("begins with 7f454c46"));
        assertTrue(refusal(Capture.pcap(ByteOrder.BIG_ENDIAN, 0xA1B2_CD34, 1)).contains("editcap"));
        assertTrue(refusal(Capture.empty(ByteOrder.BIG_ENDIAN).ints(PcapngBlocks.SECTION, 28, 0x1234, 0, 0, 0, 28))
                .contains("byte-order mark"));
        assertTrue(refusal(Capture.empty(ByteOrder.BIG_ENDIAN)
                        .block(
                                PcapngBlocks.SECTION,
                                Capture.empty(ByteOrder.BIG_ENDIAN)
                                        .ints(PcapngBlocks.BYTE_ORDER)
                                        .shorts(2, 0)
                                        .ints(-1, -1)))
                .contains("version 2"));
    }

    /** A file cut anywhere but between two records or blocks says where, and never gives a frame that is not whole. */
    @Test
    void shouldSayWhereAFileIsCut() throws IOException {
        final Capture pcap = Capture.pcap(ByteOrder.LITTLE_ENDIAN, MICRO, 1).record(0, 0, 61, FRAME);
        final Capture pcapng = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        pcapng.described(1, 0, pcapng.body());
        final int described = pcapng.size();
        pcapng.enhanced(0, 0, 61, FRAME, pcapng.body());
        assertCutEverywhere(pcap, List.of(24));
        assertCutEverywhere(pcapng, List.of(28, described));
    }

    private void assertCutEverywhere(final Capture whole, final List<Integer> sound) throws IOException {
        final byte[] bytes = whole.array();
        for (int end = 4; end < bytes.length; end++) {
            final Capture cut = whole.body().raw(java.util.Arrays.copyOf(bytes, end));
            if (sound.contains(end)) {
                assertEquals(List.of(), read(cut));
            } else {
                final String message = refusal(cut);
                assertTrue(
                        message.contains("is broken at offset") && message.contains("the file ends before"), message);
            }
        }
    }

    @Test
    void shouldRefuseLengthsThatCannotBe() throws IOException {
        final Capture pcap = Capture.pcap(ByteOrder.LITTLE_ENDIAN, MICRO, 1).record(0, 0, 61, FRAME);
        final int at = pcap.size();
        final String message = refusal(pcap.ints(0, 0, 0x7000_0000, 61));
        assertTrue(message.contains("broken at offset " + at) && message.contains("1879048192"), message);

        final Capture base = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        base.described(1, 0, base.body());
        final byte[] head = base.array();
        assertTrue(refusal(again(head).ints(6, 13, 0, 0)).contains("13 bytes, which none can have"));
        assertTrue(refusal(again(head).ints(6, -4, 0, 0)).contains("4294967292 bytes, which none can have"));
        assertTrue(refusal(again(head).ints(6, 16, 0, 16)).contains("too short for its type"));
        assertTrue(refusal(again(head).ints(6, 36, 0, 0, 0, 5, 5, 0, 36)).contains("holds a frame of 5"));
        assertTrue(refusal(again(head).ints(6, 36, 0, 0, 0, 4, 4, 0, 40)).contains("at its end 40"));
        assertTrue(refusal(again(head).ints(6, 36, 1, 0, 0, 4, 4, 0, 36)).contains("interface 1, of 1"));
    }

    private static Capture again(final byte[] head) {
        return Capture.empty(ByteOrder.LITTLE_ENDIAN).raw(head);
    }

    /** Whatever a file holds, reading it ends, and with a message. */
    @Test
    void shouldEndOnAnyGarbage() throws IOException {
        final Capture good = Capture.empty(ByteOrder.LITTLE_ENDIAN).section();
        good.described(1, 0, good.body().option(9, new byte[] {9}));
        for (int i = 0; i < 5; i++) {
            good.enhanced(0, i, 61, FRAME, good.body().option(1, new byte[3]));
        }
        final Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            final byte[] bytes = good.array();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            final Path file = file(bytes);
            try (CaptureReader reader = CaptureReader.open(file)) {
                read(reader);
            } catch (final IOException refused) {
                assertTrue(String.valueOf(refused.getMessage()).contains("offset"), refused::toString);
            }
        }
    }
}
