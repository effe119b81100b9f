package org.jackfield.stage.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
    private static final long A = 0x0200_0000_0001L;
    private static final long B = 0x0200_0000_0002L;
    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    @TempDir
    private Path folder;

    private static boolean matches(final String filter, final byte[] frame) throws FilterException {
        return FilterParser.parse(filter)
                .matches(ByteBuffer.wrap(Arrays.copyOf(frame, frame.length + 64)), 0, frame.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host                           | ends where an IP address is expected",
                "tcp udp                        | has 'udp' as word 2 where 'and', 'or' or the end is expected",
                "tcp and                        | ends where a test such as",
                "( tcp                          | ends where ')' is expected",
                "foo                            | has 'foo' as word 1",
                "port 65536                     | no number from 0 to 65535",
                "vlan 4096                      | no number from 0 to 4095",
                "net 10.0.0.0                   | needs a prefix",
                "net 10.0.0.0/33                | prefix of 33 bits",
                "host example.org               | no IP address",
                "host 1:2                       | no IP address",
                "ether host 1:2:3               | no address like",
                "ether 5                        | 'proto', 'host'",
                "portrange 5                    | range like",
            })
    void shouldSayWhichWordIsWrong(final String filter, final String why) {
        final FilterException refused = assertThrows(FilterException.class, () -> FilterParser.parse(filter));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void shouldRefuseWhatIsTooLongOrTooDeep() {
        assertThrows(FilterException.class, () -> FilterParser.parse("(".repeat(2000) + "tcp" + ")".repeat(2000)));
        assertThrows(FilterException.class, () -> FilterParser.parse("not ".repeat(2000) + "tcp"));
        assertThrows(FilterException.class, () -> FilterParser.parse("tcp" + " or tcp".repeat(300)));
    }

    @Test
    void shouldLookBehindTagsAndExtensionHeaders() throws FilterException {
        final byte[] tagged = Frames.from(A, B)
                .vlan(5)
                .vlan(6)
                .ipv4("10.0.0.1", "10.0.0.2")
                .udp(1000, 53)
                .build();
        assertTrue(matches("vlan", tagged) && matches("vlan 5", tagged) && !matches("vlan 6", tagged));
        assertTrue(matches("ip and udp dst port 53 and src host 10.0.0.1", tagged));
        final byte[] extended = Frames.from(A, B)
                .ipv6("2001:db8::1", "2001:db8::2")
                .extension(0, new byte[8])
                .extension(60, new byte[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .tcp(1000, 80, 1)
                .build();
        assertTrue(matches("tcp port 80", extended) && matches("dst host 2001:db8::2", extended));
        assertTrue(!matches("vlan", extended) && !matches("udp", extended));
    }

    @Test
    void shouldFindNoPortsInLaterFragments() throws FilterException {
        final byte[] first = Frames.from(A, B)
                .ipv4("10.0.0.1", "10.0.0.2")
                .ipv4Fragment(0, true)
                .udp(1000, 53)
                .build();
        final byte[] later = Frames.from(A, B)
                .ipv4("10.0.0.1", "10.0.0.2")
                .ipv4Fragment(8, true)
                .udp(1000, 53)
                .build();
        assertTrue(matches("port 53", first) && !matches("port 53", later) && matches("udp", later));
    }

    @Test
    void shouldMatchNothingInAFrameWithoutAnEthernetHeader() throws FilterException {
        assertEquals(false, matches("not tcp", new byte[13]));
        assertEquals(true, matches("", new byte[13]));
    }

    /** What libpcap says of the same filters and frames, as far as it means the same: untagged frames without extension headers. */
    @Test
    void shouldMatchWhatTcpdumpMatches() throws IOException, InterruptedException, FilterException {
        final List<byte[]> frames = frames();
        final Path all = folder.resolve("all.pcap");
        Files.write(all, pcap(frames));
        int matched = 0;
        for (final String filter : filters()) {
            final List<Integer> ours = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                if (matches(filter, frames.get(i))) {
                    ours.add(i);
                }
            }
            assertEquals(tcpdump(all, filter), ours, filter);
            matched += ours.size();
        }
        assertTrue(matched > 1000, "hardly anything matches: " + matched);
    }

    private static List<byte[]> frames() {
        final Random random = new Random(7);
        final List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            final FrameBuilder frame = Frames.from(
                    A + random.nextInt(3), random.nextInt(6) == 0 ? 0xFFFF_FFFF_FFFFL : B + random.nextInt(3));
            if (random.nextInt(8) == 0) {
                frame.arp(true, A, "10.0.0.1", 0, "10.0.0." + random.nextInt(4));
            } else {
                if (random.nextBoolean()) {
                    frame.ipv4("10.0.0." + random.nextInt(4), "10.0.1." + random.nextInt(4));
                } else {
                    frame.ipv6("2001:db8::" + random.nextInt(4), "2001:db8:0:0:8000::" + random.nextInt(4));
                }
                final int kind = random.nextInt(3);
                if (kind == 0) {
                    frame.udp(50 + random.nextInt(6), 50 + random.nextInt(6));
                } else if (kind == 1) {
                    frame.tcp(50 + random.nextInt(6), 50 + random.nextInt(6), 1);
                } else {
                    frame.protocol(random.nextBoolean() ? 1 : 89);
                }
            }
            frames.add(frame.build());
        }
        return frames;
    }

    private static List<String> filters() {
        final List<String> simple = List.of(
                "ip",
                "ip6",
                "arp",
                "tcp",
                "udp",
                "icmp",
                "ether proto 0x0806",
                "ether host 02:00:00:00:00:02",
                "ether src host 02:00:00:00:00:01",
                "ether dst host 02:00:00:00:00:03",
                "broadcast",
                "ip host 10.0.0.1",
                "ip src host 10.0.0.2",
                "ip dst net 10.0.1.2/31",
                "ip net 0.0.0.0/0",
                "ip6 host 2001:db8::1",
                "ip6 dst net 2001:db8:0:0:8000::/66",
                "ip6 src net 2001:db8::2/127",
                "port 53",
                "tcp port 53",
                "udp src port 51",
                "tcp dst portrange 52-54");
        final Random random = new Random(8);
        final List<String> filters = new ArrayList<>(simple);
        for (int i = 0; i < 40; i++) {
            filters.add((random.nextBoolean() ? "not " : "") + simple.get(random.nextInt(simple.size()))
                    + (random.nextBoolean() ? " and (" : " or not (")
                    + simple.get(random.nextInt(simple.size()))
                    + (random.nextBoolean() ? " or " : " and ")
                    + simple.get(random.nextInt(simple.size())) + ")");
        }
        return filters;
    }

    /** Bytes of a classic pcap file of Ethernet frames; each frame's time is its number. */
    private static byte[] pcap(final List<byte[]> frames) {
        final int bytes = PCAP_HEADER
                + frames.stream()
                        .mapToInt(frame -> RECORD_HEADER + frame.length)
                        .sum();
        final ByteBuffer file = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(1);
        for (int i = 0; i < frames.size(); i++) {
            final byte[] frame = frames.get(i);
            file.putInt(i).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        return file.array();
    }

    private List<Integer> tcpdump(final Path from, final String filter) throws IOException, InterruptedException {
        final Path found = folder.resolve("found.pcap");
        final Process tcpdump = new ProcessBuilder("tcpdump", "-r", from.toString(), "-w", found.toString(), filter)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        assertTrue(tcpdump.waitFor(30, TimeUnit.SECONDS), "tcpdump does not end");
        final String said = Files.readString(folder.resolve("said"));
        if (said.contains("expression rejects all packets")) {
            return List.of();
        }
        assertEquals(0, tcpdump.exitValue(), () -> filter + ": " + said);
        final ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(found)).order(ByteOrder.LITTLE_ENDIAN);
        final List<Integer> numbers = new ArrayList<>();
        for (int at = PCAP_HEADER; at < file.capacity(); at += RECORD_HEADER + file.getInt(at + 8)) {
            numbers.add(file.getInt(at));
        }
        return numbers;
    }
}
