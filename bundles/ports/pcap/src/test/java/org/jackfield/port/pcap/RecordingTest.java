package org.jackfield.port.pcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.DropReason;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.RxQueue;
import org.jackfield.port.pcap.files.CaptureReader;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a port that records writes, looked at block by block. */
class RecordingTest {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;
    private static final int SECTION = 0x0A0D_0D0A;
    private static final int INTERFACE = 1;
    private static final int STATISTICS = 5;
    private static final int PACKET = 6;

    @TempDir
    Path folder;

    private final PcapRig rig = new PcapRig();
    private Path file = Path.of("/");
    private boolean open;

    @BeforeEach
    void name() {
        file = folder.resolve("p1.pcapng");
    }

    @AfterEach
    void end() {
        close();
        rig.assertNoFrameMissing();
    }

    private void open(final int queues, final String... keysAndValues) throws PortException {
        final List<String> all = new ArrayList<>(List.of("file=" + file, "buffer-size=1"));
        all.addAll(List.of(keysAndValues));
        rig.open(queues, all.toArray(new String[0]));
        open = true;
    }

    private void close() {
        if (open) {
            rig.close();
            open = false;
        }
    }

    private static byte[] numbered(final long number) {
        return Frames.numbered(NEAR, FAR, 1, number);
    }

    /** A block of a file: its type and its body. */
    private record Block(int type, ByteBuffer body) {
        String text() {
            return new String(body.array(), body.position(), body.remaining(), StandardCharsets.UTF_8);
        }

        byte[] frame() {
            final byte[] bytes = new byte[body.getInt(12)];
            body.get(20, bytes);
            return bytes;
        }

        long timeNs() {
            return (long) body.getInt(4) << 32 | body.getInt(8) & 0xFFFF_FFFFL;
        }
    }

    private static List<Block> blocks(final Path of) throws IOException {
        final ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(of)).order(ByteOrder.LITTLE_ENDIAN);
        final List<Block> blocks = new ArrayList<>();
        for (int at = 0; at < all.capacity(); at += all.getInt(at + 4)) {
            final int length = all.getInt(at + 4);
            assertEquals(0, length % 4);
            assertEquals(length, all.getInt(at + length - 4), "both lengths of a block");
            final byte[] body = new byte[length - 12];
            all.get(at + 8, body);
            blocks.add(new Block(all.getInt(at), ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return blocks;
    }

    private static List<Block> blocks(final Path of, final int type) throws IOException {
        return blocks(of).stream().filter(block -> block.type == type).toList();
    }

    private static List<Long> numbers(final Path of) throws IOException {
        return blocks(of, PACKET).stream()
                .map(block -> Frames.number(block.frame()).orElseThrow())
                .toList();
    }

    private void await(final String what, final java.util.concurrent.Callable<Boolean> condition) throws Exception {
        final long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within 10 s: " + what + "; " + rig.port.details());
            }
            Thread.sleep(5);
        }
    }

    @Test
    void shouldWriteEveryByteWithTimeAndInterface() throws Exception {
        open(1);
        final byte[] longest =
                Frames.from(NEAR, FAR).etherType(0x88B5).length(65_535).build();
        final long before = Instant.now().getEpochSecond();
        assertEquals(2, rig.send(0, 0, numbered(1), longest));
        assertEquals(1, rig.send(0, 1, numbered(2)));
        assertEquals(1, rig.send(0, 9, numbered(3)));
        close();
        final List<Block> all = blocks(file);
        assertEquals(SECTION, all.get(0).type);
        assertTrue(all.get(0).text().contains("Jackfield"), "no application is named");
        final List<Block> interfaces = blocks(file, INTERFACE);
        assertEquals(3, interfaces.size());
        assertTrue(interfaces.get(0).text().contains("vm1"));
        assertTrue(interfaces.get(1).text().contains("vm2"));
        assertTrue(interfaces.get(2).text().contains("port 9 (gone)"));
        final List<Block> packets = blocks(file, PACKET);
        assertEquals(
                List.of(0, 0, 1, 2),
                packets.stream().map(each -> each.body.getInt(0)).toList());
        assertArrayEquals(numbered(1), packets.get(0).frame());
        assertArrayEquals(longest, packets.get(1).frame());
        final long seconds = packets.get(0).timeNs() / 1_000_000_000;
        assertTrue(before <= seconds && seconds <= before + 60, () -> "a time of " + seconds);
        final Block statistics = blocks(file, STATISTICS).get(0);
        assertEquals(0, statistics.body.getInt(0));
        assertEquals(packets.get(0).timeNs(), packets.get(1).timeNs(), "one clock reading a batch");
        assertEquals("4", rig.port.details().getOrDefault("frames", "4"));
    }

    @Test
    void shouldShowWhatPassedWhileItRecords() throws Exception {
        open(1);
        assertEquals(1, rig.send(0, 0, numbered(1)));
        await("the frame is in the file", () -> numbers(file).equals(List.of(1L)));
        assertEquals("1", rig.port.details().get("frames"));
        assertEquals("60", rig.port.details().get("bytes"));
    }

    @Test
    void shouldMergeQueuesByTime() throws Exception {
        open(3);
        for (int i = 0; i < 300; i++) {
            assertEquals(1, rig.send(i % 3, 0, numbered(i)));
        }
        close();
        final List<Long> numbers = numbers(file);
        assertEquals(Stream.iterate(0L, n -> n + 1).limit(300).toList(), numbers);
        long last = 0;
        for (final Block packet : blocks(file, PACKET)) {
            assertTrue(packet.timeNs() >= last, "time went back");
            last = packet.timeNs();
        }
    }

    @Test
    void shouldWriteTheFramesOfAQueueThatIsDetached() throws Exception {
        open(2);
        assertEquals(1, rig.send(1, 0, numbered(1)));
        rig.port.setQueues(1);
        rig.port.setQueues(2);
        assertEquals(1, rig.send(1, 0, numbered(2)));
        close();
        assertEquals(List.of(1L, 2L), numbers(file).stream().sorted().toList());
    }

    @Test
    void shouldCutFramesAtTheSnapLength() throws Exception {
        open(1, "snap-length=34");
        assertEquals(1, rig.send(0, 0, numbered(1)));
        close();
        final Block packet = blocks(file, PACKET).get(0);
        assertEquals(34, packet.body.getInt(12));
        assertEquals(60, packet.body.getInt(16));
        assertEquals(34, blocks(file, INTERFACE).get(0).body.getInt(4));
        assertArrayEquals(java.util.Arrays.copyOf(numbered(1), 34), packet.frame());
    }

    @Test
    void shouldSayWhyAFrameWasDropped() throws Exception {
        open(1);
        assertEquals(1, rig.sendDropped(0, DropReason.EGRESS_MTU, numbered(1)));
        assertEquals(1, rig.send(0, 0, numbered(2)));
        close();
        final List<Block> packets = blocks(file, PACKET);
        assertTrue(
                packets.get(0).text().contains("drop: egress-mtu"),
                packets.get(0).text());
        assertFalse(packets.get(1).text().contains("drop:"));
    }

    /** A descriptor that is used again for another frame must not bring the old reason along. */
    @Test
    void shouldForgetTheReasonWithTheFrame() throws Exception {
        open(1);
        for (int i = 0; i < 3; i++) {
            assertEquals(1, rig.sendDropped(0, DropReason.TX_FULL, numbered(i)));
            assertEquals(1, rig.send(0, 0, numbered(i)));
        }
        close();
        assertEquals(
                3,
                blocks(file, PACKET).stream()
                        .filter(each -> each.text().contains("drop: tx-full"))
                        .count());
    }

    @Test
    void shouldCountWhatItHasNoRoomFor() throws Exception {
        open(1);
        final byte[] longFrame =
                Frames.from(NEAR, FAR).etherType(0x88B5).length(60_000).build();
        int sent = 0;
        int accepted = 0;
        while (accepted == sent) { // faster than any disk, at some point
            final byte[][] burst = new byte[40][];
            java.util.Arrays.fill(burst, longFrame);
            accepted += rig.send(0, 1, burst);
            sent += burst.length;
        }
        close();
        assertEquals(accepted, blocks(file, PACKET).size());
        final ByteBuffer statistics = blocks(file, STATISTICS).get(0).body;
        assertEquals(sent, statistics.getLong(40));
        assertEquals(sent - accepted, statistics.getLong(52));
    }

    @Test
    void shouldAppendASectionToWhatItRecordedBefore() throws Exception {
        for (int i = 0; i < 3; i++) {
            open(1);
            assertEquals(1, rig.send(0, i % 2, numbered(i)));
            close();
        }
        assertEquals(List.of(0L, 1L, 2L), numbers(file));
        assertEquals(3, blocks(file, SECTION).size());
    }

    @Test
    void shouldMakeFilesThatOnlyItsUserReads() throws Exception {
        open(1);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void shouldKeepARingOfFiles() throws Exception {
        Files.writeString(folder.resolve("p1-00001.pcapng"), "somebody else's");
        final byte[] longFrame =
                Frames.from(NEAR, FAR).etherType(0x88B5).length(60_000).build();
        open(1, "file-size=1", "files=3");
        for (int i = 0; i < 120; i++) {
            final byte[] frame = longFrame.clone();
            assertEquals(1, rig.send(0, 0, frame));
            if (i % 10 == 9) {
                final String all = String.valueOf(i + 1);
                await("all are written", () -> all.equals(rig.port.details().get("frames")));
            }
        }
        close();
        final List<String> names = names();
        assertEquals(4, names.size(), names::toString);
        assertEquals("p1-00001.pcapng", names.get(0), "a file of somebody else was removed");
        int frames = 0;
        for (final String name : names.subList(1, 4)) {
            final Path each = folder.resolve(name);
            assertTrue(Files.size(each) <= 1 << 20, () -> name + " is too long");
            assertEquals(SECTION, blocks(each).get(0).type);
            assertEquals(1, blocks(each, INTERFACE).size());
            assertEquals(1, blocks(each, STATISTICS).size());
            frames += blocks(each, PACKET).size();
        }
        assertEquals(120 - 17 * 5, frames, () -> "of 17 in each whole file: " + names);
        open(1, "file-size=1", "files=3");
        assertEquals(1, rig.send(0, 0, numbered(5)));
        close();
        assertEquals(names, names(), "the newest has room");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldRefuseAFileItCannotGoOnWith() throws Exception {
        for (final String content : new String[] {"#!/bin/sh\necho precious\n", "\n\r\r\n and no more"}) {
            Files.writeString(file, content);
            final String refusal = refusal();
            assertTrue(refusal.contains("no pcapng file") && refusal.contains("overwrite=true"), refusal);
            assertEquals(content, Files.readString(file));
        }
        Files.delete(file);
        open(1);
        close();
        final byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
        assertTrue(refusal().contains("ends in the middle of a block"));
        open(1, "overwrite=true");
        close();
        assertEquals(1, blocks(file).size());
    }

    @Test
    void shouldNeverFollowALinkOrWriteToADevice() throws Exception {
        final Path target = Files.writeString(folder.resolve("target"), "");
        Files.createSymbolicLink(file, target);
        assertTrue(refusal().contains("no plain file"));
        assertTrue(refusal("overwrite=true").contains("no plain file"));
        assertEquals(0, Files.size(target));
        file = Path.of("/dev/null");
        assertTrue(refusal().contains("no plain file"));
        file = folder.resolve("none/p1.pcapng");
        assertTrue(refusal().contains("folder does not exist"));
        file = folder;
        assertTrue(refusal().contains("no plain file"));
    }

    private String refusal(final String... keysAndValues) {
        final PortException refused = assertThrows(PortException.class, () -> open(1, keysAndValues));
        final String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("port p1: recording to " + file + " failed: "), message);
        return message;
    }

    @Test
    void shouldNotRecordToTheFileOfAnotherPort() throws Exception {
        final PcapRig other = new PcapRig().open(1, "file=" + file, "buffer-size=1");
        try {
            assertTrue(refusal().contains("another port records to it"));
        } finally {
            other.close();
        }
        open(1);
        close();
        assertEquals(2, blocks(file, SECTION).size());
    }

    @Test
    void shouldUndoTheFileOfAnOpeningThatFails() throws Exception {
        rig.host.refuseQueue(1);
        assertThrows(PortException.class, () -> open(2));
        assertFalse(Files.exists(file), "the file was left behind");
        rig.host.refuseQueue(-1);
        open(1);
        close();
        final byte[] before = Files.readAllBytes(file);
        rig.host.refuseQueue(1);
        assertThrows(PortException.class, () -> open(2));
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void shouldFailWhenItsFileIsGone() throws Exception {
        open(1);
        Files.move(file, folder.resolve("moved"));
        await("the port fails", () -> rig.host.failure().isPresent());
        final Optional<String> failure = rig.host.failure();
        assertTrue(failure.orElseThrow().contains("removed or renamed"), failure::toString);
        assertEquals(0, rig.send(0, 0, numbered(1)), "it takes what it does not write");
    }

    @Test
    void shouldReceiveNothingAndTakeUnfinishedFramesOnlyWhenTold() throws Exception {
        open(1);
        assertEquals(List.of(), rig.receive(0));
        assertEquals(RxQueue.OWN_WORKER, rig.host.rx(0).wakeFd());
        assertEquals(Offload.NONE, rig.host.offloads());
        close();
        open(1, "offload=on");
        assertEquals(Offload.ALL, rig.host.offloads());
    }

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        open(2);
        for (int i = 0; i < 500; i++) {
            assertEquals(1, rig.send(i % 2, i % 2, numbered(i)));
        }
        close();
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (int i = 0; i < 500; i++) {
                assertTrue(reader.next());
                final byte[] frame = new byte[reader.captured()];
                reader.frames().get(reader.at(), frame);
                assertArrayEquals(numbered(i), frame);
            }
            assertFalse(reader.next());
        }
    }
}
