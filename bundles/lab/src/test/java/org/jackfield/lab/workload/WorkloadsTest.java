package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The registry: what every kind has in common. */
class WorkloadsTest {
    @TempDir
    Path folder;

    static List<String> kinds() {
        return Workloads.kinds().stream().map(Kind::name).toList();
    }

    static List<String> generated() {
        return kinds().stream().filter(kind -> !kind.equals("pcap")).toList();
    }

    private Map<String, String> least(final String kind) throws Exception {
        if (!kind.equals("pcap")) {
            return Map.of();
        }
        final Path file = folder.resolve("three.pcap");
        final Capture capture = Capture.pcap(ByteOrder.BIG_ENDIAN, Capture.NANO, 1);
        for (int i = 0; i < 3; i++) {
            capture.record(i, 0, 60, new byte[60]);
        }
        Files.write(file, capture.array());
        return Map.of("file", file.toString());
    }

    /** What the seams promise of any source, of every kind as it is without settings. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldRunToItsEndAsPromised(final String kind) throws Exception {
        final FrameSource source = Workloads.of(kind, least(kind)).open(1);
        final long[][] next = new long[2][1 << 20];
        long before = 0;
        long frames = 0;
        while (source.next()) {
            assertTrue(source.atNs() >= before, "time goes on");
            before = source.atNs();
            assertEquals(next[source.port()][source.flow()]++, source.sequence(), "sequence of flow " + source.flow());
            assertTrue(source.length() >= 60 && source.length() <= 65_550, "length " + source.length());
            assertTrue(source.headerLength() >= 14 && source.headerLength() <= 256);
            assertTrue(source.headerLength() <= source.length());
            assertTrue(source.queue() >= FrameSource.NO_QUEUE);
            frames++;
        }
        assertTrue(frames >= 3, kind + " has " + frames + " frames");
        assertFalse(source.next(), "no frame behind the last");
    }

    @ParameterizedTest
    @MethodSource("generated")
    void shouldBeTheSameWithTheSameSeedOnly(final String kind) {
        final Map<String, String> settings =
                Map.of("frames", "500", "arrivals", "poisson", "guest-queue", "cpu", "sizes", "60-1514");
        final List<Frame> first = Frame.all(Workloads.of(kind, settings).open(7));
        final List<Frame> again = Frame.all(Workloads.of(kind, settings).open(7));
        assertTrue(first.size() >= 500);
        assertEquals(first, again);
        assertNotEquals(first, Frame.all(Workloads.of(kind, settings).open(8)));
    }

    @Test
    void shouldLeaveOneParameterAloneWhenAnotherChanges() {
        final List<Frame> small = Frame.all("udp", "frames", "1000", "arrivals", "poisson");
        final List<Frame> mixed = Frame.all("udp", "frames", "1000", "arrivals", "poisson", "sizes", "imix");
        assertEquals(
                small.stream().map(Frame::atNs).toList(),
                mixed.stream().map(Frame::atNs).toList());
        assertEquals(
                small.stream().map(Frame::flow).toList(),
                mixed.stream().map(Frame::flow).toList());
        assertNotEquals(
                small.stream().map(Frame::length).toList(),
                mixed.stream().map(Frame::length).toList());
    }

    @Test
    void shouldHaveTheKindsThatExperimentsName() {
        assertTrue(kinds().containsAll(List.of(
                "udp",
                "imix",
                "zipf",
                "bursty",
                "elephants-and-mice",
                "request-response",
                "syn-storm",
                "incast",
                "one-flow",
                "many-flows",
                "small-tcp",
                "pauses",
                "pcap")));
        assertEquals(kinds().size(), Set.copyOf(kinds()).size());
    }

    /** What documentation says about a range is what is checked. */
    @ParameterizedTest
    @MethodSource("generated")
    void shouldTakeItsStandardsAndTheEndsOfRangesAndRefuseWhatIsBeyond(final String kind) {
        for (final Key key : Workloads.kinds().stream()
                .filter(one -> one.name().equals(kind))
                .findFirst()
                .orElseThrow()
                .keys()) {
            assertFalse(key.sentence().isBlank());
            assertTaken(kind, key, key.standard());
            if (key.type().matches("[\\d.]+ to [\\d.]+")) {
                final String[] ends = key.type().split(" to ");
                assertTaken(kind, key, ends[0]);
                assertTaken(kind, key, ends[1]);
                assertRefused(kind, key, "-1");
                assertRefused(kind, key, ends[1] + "1");
                if (!ends[0].equals("0")) {
                    assertRefused(kind, key, "0");
                }
            } else if (!key.type().contains("to")) {
                for (final String word : key.type().split(", ")) {
                    assertTaken(kind, key, word);
                }
            }
            for (final String bad : List.of("", " ", "no such", "NaN", "1e400", "0x1", "60-", "-60", "1514-60")) {
                assertRefused(kind, key, bad);
            }
        }
    }

    private static void assertTaken(final String kind, final Key key, final String value) {
        final Map<String, String> settings = Frame.settings("frames", "3", "elephants", "1", "flows", "9");
        settings.put(key.name(), value);
        if (key.name().equals("frames")) {
            settings.put("duration-ms", "1000"); // else there are too many new flows
        }
        if (key.name().equals("elephants")) {
            settings.put("flows", "1000000");
        }
        if (key.name().equals("flows")) {
            settings.put("choice", "zipf"); // elephants need a mouse
        }
        assertDoesNotThrow(
                () -> {
                    final FrameSource source = Workloads.of(kind, settings).open(1);
                    for (int i = 0; i < 3 && source.next(); i++) {
                        assertTrue(source.atNs() >= 0);
                    }
                },
                key.name() + "=" + value);
    }

    private static void assertRefused(final String kind, final Key key, final String value) {
        final String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Workloads.of(kind, Map.of(key.name(), value)),
                        key.name() + "=" + value)
                .getMessage();
        assertEquals("workload " + kind + ": " + key.name() + "=" + value + " must be " + key.type(), message);
    }

    @Test
    void shouldRefuseWhatNobodyReads() {
        final String key = assertThrows(IllegalArgumentException.class, () -> Workloads.of("imix", Map.of("flow", "3")))
                .getMessage();
        assertTrue(key.startsWith("workload imix has no key 'flow'; its keys are duration-ms, frames, "), key);
        final String kind = assertThrows(IllegalArgumentException.class, () -> Workloads.of("mix", Map.of()))
                .getMessage();
        assertTrue(kind.startsWith("there is no workload 'mix'; there are udp, ") && kind.endsWith("pcap"), kind);
    }

    @Test
    void shouldRefuseWhatDoesNotGoTogether() {
        final String herd = assertThrows(
                        IllegalArgumentException.class, () -> Workloads.of("elephants-and-mice", Map.of("flows", "4")))
                .getMessage();
        assertEquals("workload elephants-and-mice: elephants=4 must be less than flows=4", herd);
        final String flows = assertThrows(
                        IllegalArgumentException.class,
                        () -> Workloads.of("syn-storm", Map.of("frames", "20000000", "rate", "1000000")))
                .getMessage();
        assertTrue(flows.contains("flow-frames=1 makes 20000001 flows, more than the 16777216"), flows);
        assertDoesNotThrow(() -> Workloads.of("syn-storm", Map.of("frames", "16000000")));
        final Map<String, String> hour = Frame.settings("duration-ms", "3600000", "elephant-share", "0.999");
        assertDoesNotThrow(() -> Workloads.of("elephants-and-mice", hour), "only mice are new");
        final Map<String, String> bursts =
                Frame.settings("flow-sizes", "fixed", "flow-frames", "1", "duration-ms", "250000");
        assertDoesNotThrow(() -> Workloads.of("bursty", bursts), "a burst of 64 in 1064 us");
        assertThrows(IllegalArgumentException.class, () -> {
            bursts.put("duration-ms", "300000");
            Workloads.of("bursty", bursts);
        });
    }

    @Test
    void shouldEndByWhatComesFirst() {
        assertEquals(1000, Frame.all("udp", "duration-ms", "10").size());
        assertEquals(30, Frame.all("udp", "duration-ms", "10", "frames", "30").size());
        assertEquals(200_000, Frame.all("udp", "frames", "200000").size(), "longer than the standard duration");
        assertEquals(
                1000, Frame.all("udp", "duration-ms", "10", "frames", "200000").size());
    }

    @Test
    void shouldTakeOtherAddresses() {
        final Addresses addresses = new Addresses(0x0A00_0000_0010L, 0x0A00_0000_0020L);
        final FrameSource source =
                Workloads.between(addresses, "request-response", Map.of()).open(1);
        for (int i = 0; i < 100; i++) {
            assertTrue(source.next());
            final byte last = (byte) (source.port() == 0 ? 0x20 : 0x10);
            assertEquals(last, source.header()[5], "destination");
            assertEquals(0x30 - last, source.header()[11], "source");
            assertEquals(0x0A, source.header()[0]);
        }
        assertThrows(IllegalArgumentException.class, () -> new Addresses(0x0100_0000_0000L, 1));
        assertThrows(IllegalArgumentException.class, () -> new Addresses(2, 1L << 48));
    }
}
