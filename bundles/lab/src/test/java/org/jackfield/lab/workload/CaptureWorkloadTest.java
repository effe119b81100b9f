package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capture files as workloads. */
class CaptureWorkloadTest {
    @TempDir
    Path folder;

    /** What one end sends to the other, and how the other answers, as frames of a generated workload. */
    private static List<Frame> conversation(final String... settings) {
        return Frame.all("request-response", settings);
    }

    private static byte[] bytes(final Frame frame) {
        return frame.whole().array();
    }

    private Path file(final Capture capture) throws IOException {
        return Files.write(folder.resolve("capture"), capture.array());
    }

    private static Capture pcap() {
        return Capture.pcap(ByteOrder.LITTLE_ENDIAN, Capture.NANO, 1);
    }

    private List<Frame> play(final Capture capture, final String... settings) throws IOException {
        final Map<String, String> all = Frame.settings(settings);
        all.put("file", file(capture).toString());
        return Frame.all(Workloads.of("pcap", all).open(1));
    }

    private String refusal(final Capture capture) {
        return assertThrows(IllegalArgumentException.class, () -> play(capture)).getMessage();
    }

    /** Each frame of a workload that was written to a file comes out as it was. */
    @Test
    void shouldPlayWhatWasWrittenInBothFormats() throws IOException {
        for (final String ip : List.of("4", "6")) {
            for (final String protocol : Headers.PROTOCOLS) {
                final List<Frame> frames = conversation(
                        "ip", ip, "protocol", protocol, "flows", "5", "frames", "50", "choice", "in-turn", "vlan", "3");
                final Capture pcap = pcap();
                final Capture pcapng = Capture.empty(ByteOrder.BIG_ENDIAN).section();
                pcapng.described(1, 0, pcapng.body().option(9, new byte[] {9}));
                for (final Frame frame : frames) {
                    pcap.record(1_700_000_000, (int) frame.atNs(), frame.length(), bytes(frame));
                    pcapng.enhanced(0, frame.atNs() + 12345, frame.length(), bytes(frame), pcapng.body());
                }
                final long first = frames.get(0).atNs();
                final List<Frame> expected = frames.stream()
                        .map(frame -> new Frame(
                                frame.atNs() - first,
                                frame.flow(),
                                frame.sequence(),
                                frame.length(),
                                frame.header(),
                                frame.port(),
                                frame.queue()))
                        .toList();
                assertEquals(expected, play(pcap));
                assertEquals(expected, play(pcapng));
            }
        }
    }

    @Test
    void shouldPutWhoSentTheFirstFrameOfAFlowOnPort0() throws IOException {
        final List<Frame> pair = conversation("flows", "1", "frames", "1");
        final byte[] request = bytes(pair.get(0));
        final byte[] answer = bytes(pair.get(1));
        final Capture capture = pcap();
        for (final byte[] frame : List.of(answer, request, request, answer, request)) {
            capture.record(0, 0, frame.length, frame);
        }
        final List<Frame> played = play(capture);
        assertEquals(List.of(0, 1, 1, 0, 1), played.stream().map(Frame::port).toList());
        assertEquals(
                List.of(0L, 0L, 1L, 1L, 2L),
                played.stream().map(Frame::sequence).toList());
        assertTrue(played.stream().allMatch(frame -> frame.flow() == 0));
    }

    /** Without ports a flow is its addresses, without IP its Ethernet addresses: as the switch sees it. */
    @Test
    void shouldKnowFlowsWithoutPorts() throws IOException {
        final byte[] arp = new byte[42];
        arp[0] = 4;
        arp[6] = 2;
        arp[13] = 6;
        arp[12] = 8;
        final byte[] reply = arp.clone();
        reply[0] = 2;
        reply[6] = 4;
        final byte[] tagged = new byte[60];
        tagged[0] = 4;
        tagged[6] = 2;
        tagged[12] = (byte) 0x81;
        final byte[] fragment = bytes(conversation("frames", "1").get(0));
        fragment[20] = 0x20;
        final Capture capture = pcap();
        for (final byte[] frame : List.of(arp, reply, fragment, tagged)) {
            capture.record(0, 0, frame.length, frame);
        }
        final List<Frame> played = play(capture);
        assertEquals(List.of(0, 0, 1, 0), played.stream().map(Frame::flow).toList());
        assertEquals(List.of(0, 1, 0, 0), played.stream().map(Frame::port).toList());
        assertEquals(
                List.of(14, 14, 34, 18),
                played.stream().map(frame -> frame.header().size()).toList());
        assertEquals(
                List.of(60, 60, 128, 60), played.stream().map(Frame::length).toList());
    }

    @Test
    void shouldScaleTimesAndLoop() throws IOException {
        final byte[] frame = bytes(Frame.all("udp", "frames", "1").get(0));
        final Capture capture =
                pcap().record(5, 0, 60, frame).record(5, 4_000, 60, frame).record(5, 3_000, 60, frame);
        final List<Frame> played = play(capture, "speed", "0.5", "loops", "2");
        assertEquals(
                List.of(0L, 8_000L, 8_000L, 8_000L, 16_000L, 16_000L),
                played.stream().map(Frame::atNs).toList());
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L, 5L),
                played.stream().map(Frame::sequence).toList());
        assertEquals(4, play(capture, "loops", "9", "frames", "4").size());
        assertEquals(
                250 + 2 * 249,
                play(capture, "loops", "1000000", "duration-ms", "1").size());
    }

    @Test
    void shouldPlayFramesOfWhichOnlyTheBeginningWasCaptured() throws IOException {
        final Frame frame = Frame.all("small-tcp", "frames", "1").get(0);
        final Capture capture = pcap();
        for (final int captured : List.of(566, 60, 50, 36, 20, 14, 13, 0)) {
            capture.record(0, 0, 566, Arrays.copyOf(bytes(frame), captured));
        }
        final List<Frame> played = play(capture);
        assertEquals(
                List.of(54, 54, 50, 34, 14, 14),
                played.stream().map(one -> one.header().size()).toList());
        assertTrue(played.stream().allMatch(one -> one.length() == 566));
    }

    @Test
    void shouldPassOverFramesThatAreTooLong() throws IOException {
        final byte[] frame = bytes(Frame.all("udp", "frames", "1").get(0));
        assertEquals(
                1,
                play(pcap().record(0, 0, 65_551, frame).record(0, 0, 65_550, frame))
                        .size());
    }

    @Test
    void shouldNotMixTheHeadersOfOptionsWithPayload() throws IOException {
        final byte[] frame = bytes(Frame.all("small-tcp", "frames", "1").get(0));
        frame[14 + 20 + 12] = (byte) 0x80;
        assertEquals(66, play(pcap().record(0, 0, 566, frame)).get(0).header().size());
        frame[14 + 20 + 12] = 0x10; // lies
        assertEquals(54, play(pcap().record(0, 0, 566, frame)).get(0).header().size());
    }

    @Test
    void shouldRefuseWhatIsNoCaptureBeforeAnyFrame() throws IOException {
        final byte[] frame = new byte[60];
        final Capture good = pcap().record(0, 0, 60, frame).record(0, 0, 60, frame);
        final Capture cut = Capture.empty(ByteOrder.BIG_ENDIAN).raw(Arrays.copyOf(good.array(), good.size() - 1));
        assertTrue(
                refusal(cut).contains("is broken at offset 100: a record ends at 176, but the file ends before"),
                refusal(cut));
        final String garbage = refusal(Capture.empty(ByteOrder.BIG_ENDIAN).ints(0x7F45_4C46, 0));
        assertTrue(
                garbage.startsWith("workload pcap: file=" + folder)
                        && garbage.contains("neither a pcap nor a pcapng file"),
                garbage);
        assertTrue(refusal(pcap()).contains("has no frame that can be sent"), refusal(pcap()));
        assertTrue(
                refusal(Capture.pcap(ByteOrder.BIG_ENDIAN, Capture.MICRO, 113)).contains("link type 113"));
    }

    @Test
    void shouldRefuseWhatIsNoFile() {
        assertEquals(
                "workload pcap: the key 'file' is missing; set it to a capture file",
                assertThrows(IllegalArgumentException.class, () -> Workloads.of("pcap", Map.of()))
                        .getMessage());
        for (final String file : List.of(folder.resolve("none").toString(), "a\0b", folder.toString())) {
            final String message = assertThrows(
                            IllegalArgumentException.class, () -> Workloads.of("pcap", Map.of("file", file)))
                    .getMessage();
            assertTrue(message.startsWith("workload pcap: file=" + file + " "), message);
        }
    }

    @Test
    void shouldRefuseSettingsBeyondTheirRanges() {
        for (final Map.Entry<String, String> bad : Map.of(
                        "speed", "0", "loops", "0", "duration-ms", "-1", "frames", "x")
                .entrySet()) {
            final String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> Workloads.of("pcap", Map.of("file", "x", bad.getKey(), bad.getValue())))
                    .getMessage();
            assertTrue(
                    message.startsWith("workload pcap: " + bad.getKey() + "=" + bad.getValue() + " must be "), message);
        }
    }

    /** Whatever a file holds, it is played to an end or refused with a message; one of both, and nothing else. */
    @Test
    void shouldEndOnAnyGarbage() throws IOException {
        final Capture good = pcap();
        for (final Frame frame : conversation("frames", "20", "sizes", "60", "response-sizes", "60")) {
            good.record(0, (int) frame.atNs(), frame.length(), bytes(frame));
        }
        final Random random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            final byte[] bytes = good.array();
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                bytes[24 + random.nextInt(bytes.length - 24)] = (byte) random.nextInt();
            }
            Files.write(folder.resolve("capture"), bytes);
            try {
                final List<Frame> frames = Frame.all(Workloads.of(
                                "pcap", Map.of("file", folder.resolve("capture").toString()))
                        .open(1));
                assertFalse(frames.isEmpty());
            } catch (final IllegalArgumentException broken) {
                assertTrue(String.valueOf(broken.getMessage()).contains("offset"), broken::toString);
                refused++;
            }
        }
        assertTrue(refused > 10 && refused < 190, "rounds refused: " + refused);
    }

    @Test
    void shouldSayWhenTheFileHasChangedMeanwhile() throws IOException {
        final Capture capture = pcap();
        for (int i = 0; i < 10; i++) {
            capture.record(i, 0, 60, new byte[60]);
        }
        final Path file = file(capture);
        final Workload workload = Workloads.of("pcap", Map.of("file", file.toString()));
        Files.write(file, Arrays.copyOf(capture.array(), 300));
        final FrameSource source = workload.open(1);
        final List<Frame> before = new ArrayList<>();
        final String message = assertThrows(UncheckedIOException.class, () -> {
                    while (source.next()) {
                        before.add(Frame.of(source));
                    }
                })
                .getMessage();
        assertEquals(3, before.size());
        assertTrue(String.valueOf(message).contains("is broken at offset 252"), message);
        Files.delete(file);
        assertThrows(UncheckedIOException.class, () -> workload.open(1));
    }

    @Test
    void shouldCloseTheFileAtTheEndAndWhenAsked() throws IOException {
        final Capture capture = pcap().record(0, 0, 60, new byte[60]).record(0, 0, 60, new byte[60]);
        final Path file = file(capture);
        final CaptureSource source = new CaptureSource(file, 1, 1, new Extent(Long.MAX_VALUE, Long.MAX_VALUE));
        assertTrue(source.next());
        assertEquals(1, open(file));
        source.close();
        assertEquals(0, open(file));
        assertFalse(source.next());
        final FrameSource whole =
                Workloads.of("pcap", Map.of("file", file.toString())).open(1);
        while (whole.next()) {
            assertEquals(1, open(file));
        }
        assertEquals(0, open(file));
    }

    /** How often this process has a file open. */
    private static long open(final Path file) throws IOException {
        long open = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (final Path descriptor : descriptors) {
                open += Files.exists(descriptor) && Files.isSameFile(descriptor, file) ? 1 : 0;
            }
        }
        return open;
    }

    @Test
    void shouldReadHeadersAtAnyPlaceOfTheWindow() throws IOException {
        final Capture capture = pcap();
        final List<Frame> frames = conversation("frames", "300", "sizes", "60-1514", "flows", "300");
        for (final Frame frame : frames) {
            capture.record(0, (int) frame.atNs(), frame.length(), bytes(frame));
        }
        assertTrue(capture.size() > 300_000);
        final List<Frame> played = play(capture);
        assertEquals(
                frames.stream().map(Frame::header).toList(),
                played.stream().map(Frame::header).toList());
    }
}
