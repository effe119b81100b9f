package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Capture files as ports: what is recorded as tshark and capinfos see it, what scapy wrote as a host behind a tap sees it. */
@Tag("netns")
class PcapIT {
    private static final String PCAP = "org.jackfield.port.pcap";
    private static final long STATE_MS = 20_000;
    private static final int LONG_FRAMES = 1_600;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private static void add(final SwitchProcess jackfield, final String port, final String... settings) {
        jackfield.run(words(port, settings)).succeeded();
    }

    private static String[] words(final String port, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", port, "--type", "pcap"));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        return words.toArray(String[]::new);
    }

    private static String detail(final SwitchProcess jackfield, final String port, final String key) {
        final JsonElement value =
                jackfield.port(port).getAsJsonObject("details").get(key);
        return value == null ? "" : value.getAsString();
    }

    private static long frames(final SwitchProcess jackfield, final String port) {
        final String frames = detail(jackfield, port, "frames");
        return frames.isEmpty() ? -1 : Long.parseLong(frames); // a port that is closed tells nothing
    }

    private static void awaitFrames(final SwitchProcess jackfield, final String port, final long frames) {
        Await.until(
                () -> port + " has " + frames + " frames: " + jackfield.port(port),
                STATE_MS,
                () -> frames(jackfield, port) >= frames);
    }

    private List<String> tshark(final Path file, final String... words) {
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(List.of(words));
        return lab.run(command).succeeded().output().lines().toList();
    }

    private long packets(final Path file) {
        final String table = lab.must("capinfos", "-T", "-M", "-c", file.toString());
        final String last = table.lines().reduce((a, b) -> b).orElseThrow();
        return Long.parseLong(last.split("\t")[1]);
    }

    private static byte[] broadcast(final Station from, final int number, final int length) {
        final byte[] frame = Frames.from(from.macNumber(), 0xFFFF_FFFF_FFFFL)
                .etherType(0x88B5)
                .length(length)
                .build();
        frame[20] = (byte) (number >> 8);
        frame[21] = (byte) number;
        return frame;
    }

    @Test
    void shouldRecordWhatPassesAndGoOnAfterAnUpdate() throws IOException {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Path folder = lab.folder("cap");
        final Path file = folder.resolve("trace.pcapng");
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        add(jackfield, "trace", "file=" + file);
        add(jackfield, "ring", "file=" + folder.resolve("ring.pcapng"), "file-size=1", "files=2", "buffer-size=16");
        final RawSocket fromA = a.raw();
        final RawSocket fromB = b.raw();
        for (int i = 0; i < 200; i++) {
            fromA.send(broadcast(a, i, 60 + i));
            fromB.send(broadcast(b, i, 60));
        }
        awaitFrames(jackfield, "trace", 400);
        assertFields(file, Set.of("a", "b"));

        final long first = frames(jackfield, "trace");
        final Path next =
                new Workshop(lab.folder("jars")).newVersion(SwitchProcess.shippedJar("bundles", PCAP), "0.1.1");
        jackfield.typed("bundle", "update", PCAP, next.toString()).succeeded();
        jackfield.awaitState("trace", "ACTIVE");
        jackfield.awaitState("ring", "ACTIVE");
        for (int i = 0; i < LONG_FRAMES; i++) {
            fromA.send(broadcast(a, i, 1400));
            if (i % 400 == 399) {
                final int sent = i + 1;
                awaitFrames(jackfield, "ring", sent);
            }
        }
        awaitFrames(jackfield, "trace", LONG_FRAMES);
        final long second = frames(jackfield, "trace");
        assertEquals(second, accepted(jackfield, "trace"));
        jackfield.json("port", "remove", "trace");
        jackfield.json("port", "remove", "ring");
        assertEquals(first + second, packets(file));
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertRing(folder);
    }

    private static long accepted(final SwitchProcess jackfield, final String port) {
        return jackfield.port(port).getAsJsonObject("tx").get("frames").getAsLong();
    }

    /** While the port still records. */
    private void assertFields(final Path file, final Set<String> ports) {
        final String json = String.join(
                "\n",
                tshark(
                        file,
                        "-T",
                        "json",
                        "-e",
                        "frame.interface_name",
                        "-e",
                        "frame.time_epoch",
                        "-e",
                        "frame.packet_flags_direction",
                        "-e",
                        "frame.len"));
        final Set<String> names = new TreeSet<>();
        int count = 0;
        boolean finer = false;
        for (final JsonElement packet : JsonParser.parseString(json).getAsJsonArray()) {
            final var fields =
                    packet.getAsJsonObject().getAsJsonObject("_source").getAsJsonObject("layers");
            names.add(fields.getAsJsonArray("frame.interface_name").get(0).getAsString());
            final String time = fields.getAsJsonArray("frame.time_epoch").get(0).getAsString();
            assertTrue(time.matches("\\d{10}\\.\\d{9}"), time);
            finer |= !time.endsWith("000");
            final String direction =
                    fields.getAsJsonArray("frame.packet_flags_direction").get(0).getAsString();
            assertTrue(direction.matches("(0x0*)?1"), direction);
            count++;
        }
        assertEquals(ports, names);
        assertEquals(400, count);
        assertTrue(finer, "no time is finer than a microsecond");
    }

    private void assertRing(final Path folder) throws IOException {
        final List<Path> ring;
        try (Stream<Path> files = Files.list(folder)) {
            ring = files.filter(each -> each.getFileName().toString().startsWith("ring-"))
                    .sorted()
                    .toList();
        }
        assertEquals(2, ring.size(), ring::toString);
        assertFalse(ring.get(0).endsWith("ring-00001.pcapng"), ring::toString);
        for (final Path each : ring) {
            assertTrue(Files.size(each) <= 1 << 20 && packets(each) > 0, each::toString);
        }
    }

    /** Frames of every kind that addresses are replaced in, with times 10 ms apart. */
    private Path scapyFile(final Path folder) {
        final Path file = folder.resolve("scapy.pcap");
        final String script = """
                from scapy.all import *
                m = dict(src='02:00:00:00:00:01', dst='ff:ff:ff:ff:ff:ff')
                frames = []
                for i in range(20):
                    frames += [
                        Ether(**m)/IP(src='10.1.0.1', dst='10.1.0.2')/TCP(sport=i, dport=80)/Raw(b'x' * i),
                        Ether(**m)/Dot1Q(vlan=7)/IP(src='10.1.0.2', dst='10.1.0.1')/UDP(sport=i, dport=53)/Raw(b'y' * i),
                        Ether(**m)/IPv6(src='fd00::1', dst='fd00::2')/UDP(sport=i, dport=53)/Raw(b'z' * i),
                        Ether(**m)/IPv6(src='fd00::1', dst='ff02::1')/ICMPv6ND_NS(tgt='fd00::1')/ICMPv6NDOptSrcLLAddr(lladdr='02:00:00:00:00:01'),
                        Ether(**m)/ARP(hwsrc='02:00:00:00:00:01', psrc='10.1.0.1', pdst='10.1.0.2')]
                for i, frame in enumerate(frames):
                    frame.time = 1700000000 + i * 0.01
                wrpcap('FILE', frames)
                """.replace("FILE", file.toString());
        lab.must("/usr/bin/python3", "-c", script);
        return file;
    }

    private List<byte[]> bytesOf(final Path file) {
        final String json = String.join("\n", tshark(file, "-T", "jsonraw"));
        final List<byte[]> frames = new ArrayList<>();
        for (final JsonElement packet : JsonParser.parseString(json).getAsJsonArray()) {
            frames.add(HexFormat.of()
                    .parseHex(packet.getAsJsonObject()
                            .getAsJsonObject("_source")
                            .getAsJsonObject("layers")
                            .getAsJsonArray("frame_raw")
                            .get(0)
                            .getAsString()));
        }
        return frames;
    }

    private static void assertSame(final List<byte[]> expected, final List<byte[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "frame " + i);
        }
    }

    @Test
    void shouldReplayAtFullAndScaledSpeedWithOtherAddresses() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Path folder = lab.folder("cap");
        final Path scapy = scapyFile(folder);
        final List<byte[]> frames = bytesOf(scapy);
        final Station a = jackfield.connect(1);
        final RawSocket atA = a.raw();
        final Path recorded = folder.resolve("recorded.pcapng");
        add(jackfield, "trace", "file=" + recorded);
        add(jackfield, "full", "mode=replay", "file=" + scapy, "speed=full");
        awaitFinished(jackfield, "full", frames.size());
        awaitReceived(atA, frames.size());
        assertSame(sorted(frames), sorted(atA.frames()));
        assertEquals("1", detail(jackfield, "full", "loops"));
        jackfield.json("port", "remove", "full");
        jackfield.json("port", "remove", "trace");
        assertSame(sorted(frames), sorted(bytesOf(recorded)));

        atA.forget();
        final Path again = folder.resolve("again.pcapng");
        add(jackfield, "again", "file=" + again);
        final long before = System.nanoTime();
        add(
                jackfield,
                "scaled",
                "mode=replay",
                "file=" + scapy,
                "speed=2",
                "mac-map=02:00:00:00:00:01=02:4a:00:00:00:99",
                "ip-map=10.1.0.1=172.31.250.9,fd00::1=2001:db8:7:ffff::1234");
        awaitFinished(jackfield, "scaled", frames.size());
        assertTrue(System.nanoTime() - before >= 495_000_000L, "99 gaps of 5 ms took less time");
        awaitReceived(atA, frames.size());
        jackfield.json("port", "remove", "again");
        final List<String> checked = tshark(
                again,
                "-o",
                "ip.check_checksum:TRUE",
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "udp.check_checksum:TRUE",
                "-T",
                "fields",
                "-e",
                "ip.checksum.status",
                "-e",
                "tcp.checksum.status",
                "-e",
                "udp.checksum.status",
                "-e",
                "icmpv6.checksum.status");
        assertEquals(80, checked.stream().filter(line -> line.contains("1")).count(), checked::toString);
        assertFalse(checked.stream().anyMatch(line -> line.contains("0")), checked::toString); // 1 is good, 0 is bad
        final String old =
                "eth.addr==02:00:00:00:00:01 || ip.addr==10.1.0.1 || ipv6.addr==fd00::1 || arp.src.proto_ipv4==10.1.0.1"
                        + " || arp.src.hw_mac==02:00:00:00:00:01 || icmpv6.nd.ns.target_address==fd00::1 || icmpv6.opt.linkaddr==02:00:00:00:00:01";
        assertEquals(List.of(), tshark(again, "-Y", old));
        assertEquals(40, tshark(again, "-Y", "ip.addr==172.31.250.9").size());
        assertEquals(
                20,
                tshark(again, "-Y", "icmpv6.nd.ns.target_address==2001:db8:7:ffff::1234")
                        .size());

        atA.forget();
        final List<byte[]> ours = bytesOf(again);
        add(jackfield, "ours", "mode=replay", "file=" + again, "speed=10", "loops=2", "loop-gap=20");
        awaitFinished(jackfield, "ours", 2 * frames.size());
        awaitReceived(atA, 2 * frames.size());
        final List<byte[]> twice = new ArrayList<>(ours);
        twice.addAll(ours);
        assertSame(sorted(twice), sorted(atA.frames()));
    }

    /** Workers own flows, so only each flow keeps its order. */
    private static List<byte[]> sorted(final List<byte[]> frames) {
        return frames.stream().sorted(java.util.Arrays::compare).toList();
    }

    private static void awaitFinished(final SwitchProcess jackfield, final String port, final long frames) {
        Await.until(
                () -> port + " is finished: " + jackfield.port(port),
                STATE_MS,
                () -> detail(jackfield, port, "state").equals("finished"));
        assertEquals(frames, frames(jackfield, port));
    }

    private static void awaitReceived(final RawSocket socket, final int frames) {
        Await.until(
                () -> frames + " frames, not " + socket.frames().size(),
                STATE_MS,
                () -> socket.frames().size() >= frames);
    }

    @Test
    void shouldFailAloneWhenItsDiskIsFullAndComeBackWhenThereIsRoom() throws Exception {
        final SwitchProcess jackfield = lab.startSwitch(2).expect("No space left on device");
        final Path disk = lab.folder("disk");
        lab.must("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
        lab.adopt(() -> lab.must("umount", "-l", disk.toString()));
        final Path file = disk.resolve("trace.pcapng");
        final Station a = jackfield.connect(1);
        final Station b = jackfield.connect(2);
        add(jackfield, "trace", "file=" + file);
        final RawSocket fromA = a.raw();
        for (int i = 0; i < 400; i++) {
            fromA.send(broadcast(a, i, 1400));
        }
        jackfield.awaitEvent("PORT_FAULTED", "trace", "recording to " + file + " failed: No space left on device");
        a.mustReach(b);
        final long whole = packets(file);
        assertTrue(whole > 100 && whole < 400, () -> whole + " whole frames");
        lab.must("mount", "-o", "remount,size=4m", disk.toString());
        jackfield.awaitState("trace", "ACTIVE");
        final long before = frames(jackfield, "trace");
        fromA.send(broadcast(a, 1, 60));
        awaitFrames(jackfield, "trace", before + 1);
        jackfield.json("port", "remove", "trace");
        assertTrue(packets(file) > whole, "nothing was added");
    }

    @Test
    void shouldRefuseWhatItCannotReplayOrWriteTo() throws IOException {
        final SwitchProcess jackfield = lab.startSwitch(1).expect("\\bx\\b|broken at offset");
        final Path folder = lab.folder("cap");
        final Path garbage = Files.writeString(folder.resolve("garbage"), "no capture at all\n");
        refused(jackfield, "neither a pcap nor a pcapng file", "mode=replay", "file=" + garbage);
        refused(jackfield, "no pcapng file", "file=" + garbage);
        assertEquals("no capture at all\n", Files.readString(garbage));
        refused(jackfield, "does not exist", "mode=replay", "file=" + folder.resolve("none"));
        refused(jackfield, "no plain file", "file=" + Files.createSymbolicLink(folder.resolve("link"), garbage));
        final Path scapy = scapyFile(folder);
        Files.write(scapy, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        final long offset = Files.size(scapy) - 3;
        final RawSocket atA = jackfield.connect(1).raw();
        add(jackfield, "cut", "mode=replay", "file=" + scapy, "speed=full");
        jackfield.awaitEvent("PORT_FAULTED", "cut", "broken at offset " + offset);
        awaitReceived(atA, 100);
        jackfield.run("port", "retry", "cut");
        assertEquals("FAULTED", jackfield.port("cut").get("state").getAsString());
        assertEquals(100, atA.frames().size(), "what is sound was sent again");
    }

    private static void refused(final SwitchProcess jackfield, final String words, final String... settings) {
        final Result refused = jackfield.typed(words("x", settings));
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.errors().contains(words), refused::toString);
    }
}
