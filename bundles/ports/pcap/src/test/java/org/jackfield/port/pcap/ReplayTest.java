package org.jackfield.port.pcap;

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
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.RxQueue;
import org.jackfield.linux.clock.Alarm;
import org.jackfield.linux.file.FileThread;
import org.jackfield.linux.file.FileWork;
import org.jackfield.port.pcap.files.CaptureReader;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.contract.RecordingHost;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes from a port that replays, and when. */
class ReplayTest {
    private static final int NANO = 0xA1B2_3C4D;
    private static final long MS = 1_000_000;
    private static final long START = 1_000 * MS;

    @TempDir
    Path folder;

    private final PcapRig rig = new PcapRig();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (final AutoCloseable each : toClose) {
            each.close();
        }
        rig.close();
        rig.assertNoFrameMissing();
    }

    private static byte[] numbered(final long number) {
        return Frames.numbered(1 << 1, 1 << 2, 1, number);
    }

    /** A file with a numbered frame at each of these milliseconds. */
    private Path file(final int... atMs) throws IOException {
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, NANO, 1);
        for (int i = 0; i < atMs.length; i++) {
            capture.record(5 + atMs[i] / 1000, (int) (atMs[i] % 1000 * MS), 60, numbered(i));
        }
        return Files.write(folder.resolve("p1.pcap"), capture.array());
    }

    private static List<Long> numbers(final List<byte[]> frames) {
        return frames.stream().map(frame -> Frames.number(frame).orElseThrow()).toList();
    }

    /** The parts of a port with a clock that the test advances; the whole file is in the ring at once. */
    private final class Parts {
        final AtomicLong now = new AtomicLong(START - 1);
        final RecordingHost host = new RecordingHost("p1");
        final FrameRing ring = new FrameRing(1 << 18);
        final BrokenFile broken = new BrokenFile();
        final Replayer replayer;
        final ReplayQueue queue;

        Parts(final Path file, final String... keysAndValues) throws Exception {
            final List<String> all = new ArrayList<>(List.of("mode=replay", "file=" + file));
            all.addAll(List.of(keysAndValues));
            final ReplaySettings settings = ReplaySettings.of(PcapRig.settings(all.toArray(new String[0])));
            final CaptureReader reader = CaptureReader.open(file);
            toClose.add(reader);
            assertTrue(reader.next());
            replayer = new Replayer(host, settings, broken, reader, ring, START);
            final FileThread idle = new FileThread("p1", new FileWork() {
                @Override
                public long round(final boolean last) {
                    return -1;
                }

                @Override
                public void broken(final Throwable thrown) {}
            });
            toClose.add(idle);
            final Alarm alarm = new Alarm();
            toClose.add(alarm);
            queue = new ReplayQueue(replayer, idle, ring, alarm, now::get);
            replayer.round(false);
        }

        /** Numbers of the frames that come at a time after the start. */
        List<Long> at(final double ms) {
            now.set(START + (long) (ms * MS));
            final FrameBatch batch = new FrameBatch(rig.pool);
            final int count = queue.receive(batch);
            final List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(Frames.number(Frames.bytesOf(rig.pool.memory(), batch.id[i]))
                        .orElseThrow());
                rig.pool.release(batch.id[i]);
            }
            return numbers;
        }
    }

    @Test
    void shouldHandOutFramesWhenTheyAreDue() throws Exception {
        final Parts parts = new Parts(file(0, 10, 10, 1990));
        assertEquals(List.of(), parts.at(-0.001));
        assertEquals(List.of(0L), parts.at(0));
        assertEquals(List.of(), parts.at(9.999));
        assertEquals(List.of(1L, 2L), parts.at(12));
        assertEquals(List.of(), parts.at(1989));
        assertEquals(List.of(3L), parts.at(1990));
        assertEquals(List.of(), parts.at(5000));
        assertEquals(2 * MS, parts.queue.mostLateNs());
        assertEquals(4, parts.queue.count(ReplayQueue.FRAMES));
        assertEquals(240, parts.queue.count(ReplayQueue.BYTES));
        assertTrue(parts.replayer.ended());
    }

    @Test
    void shouldScaleTime() throws Exception {
        final Parts fast = new Parts(file(0, 10, 20), "speed=2");
        assertEquals(List.of(0L), fast.at(4.9));
        assertEquals(List.of(1L), fast.at(5));
        assertEquals(List.of(2L), fast.at(10));
        final Parts slow = new Parts(file(0, 10), "speed=0.5");
        assertEquals(List.of(0L), slow.at(19.9));
        assertEquals(List.of(1L), slow.at(20));
        final Parts full = new Parts(file(0, 10, 86_400_000), "speed=full");
        assertEquals(List.of(0L, 1L, 2L), full.at(0));
    }

    @Test
    void shouldLoopAsOftenAsToldWithAGap() throws Exception {
        final Parts parts = new Parts(file(0, 10), "loops=3", "loop-gap=5");
        assertEquals(List.of(0L, 1L), parts.at(14.9));
        assertEquals(List.of(0L), parts.at(15));
        assertEquals(List.of(1L, 0L), parts.at(30));
        assertEquals(List.of(1L), parts.at(40));
        assertEquals(List.of(), parts.at(1000));
        assertEquals(3, parts.replayer.loops());
    }

    /** A file out of order is sent in its order: no frame waits for one that should have come before. */
    @Test
    void shouldKeepTheOrderOfTheFile() throws Exception {
        final Parts parts = new Parts(file(50, 60, 55, 70));
        assertEquals(List.of(0L), parts.at(0));
        assertEquals(List.of(1L, 2L), parts.at(10));
        assertEquals(List.of(3L), parts.at(20));
    }

    @Test
    void shouldTakeNoMoreThanTheBatchHasRoomForAndWaitForFreeFrames() throws Exception {
        final Parts parts = new Parts(file(new int[300]));
        parts.now.set(START);
        final FrameBatch batch = new FrameBatch(rig.pool);
        batch.limit = 7;
        assertEquals(7, parts.queue.receive(batch));
        for (int i = 0; i < 7; i++) {
            rig.pool.release(batch.id[i]);
        }
        assertEquals(FrameBatch.CAPACITY, parts.at(0).size());
        final List<Integer> all = new ArrayList<>();
        for (int id = rig.pool.allocate(0); id >= 0; id = rig.pool.allocate(0)) {
            all.add(id);
        }
        assertEquals(List.of(), parts.at(1));
        all.forEach(rig.pool::release);
        assertEquals(300 - 7 - FrameBatch.CAPACITY, parts.at(2).size());
    }

    @Test
    void shouldSayWhatItPassedOverAndWhatIsCut() throws Exception {
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, NANO, 1)
                .record(0, 0, 60, new byte[0])
                .record(0, 0, 70_000, new byte[70_000])
                .record(0, 0, 1514, numbered(3));
        final Parts parts = new Parts(Files.write(folder.resolve("odd.pcap"), capture.array()));
        assertEquals(List.of(3L), parts.at(0));
        assertEquals(2, parts.replayer.skipped());
        assertEquals(1, parts.replayer.cut());
    }

    @Test
    void shouldEndAFileForEverWithoutAFrameThatCanBeSent() throws Exception {
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, NANO, 1).record(0, 0, 60, new byte[0]);
        final Parts parts = new Parts(Files.write(folder.resolve("odd.pcap"), capture.array()), "loops=0");
        assertEquals(List.of(), parts.at(0));
        assertTrue(parts.replayer.ended());
    }

    @Test
    void shouldReplaceAddressesBeforeItSends() throws Exception {
        final Parts parts = new Parts(file(0), "mac-map=00:00:00:00:00:02=02:00:00:00:00:07");
        parts.now.set(START);
        final FrameBatch batch = new FrameBatch(rig.pool);
        assertEquals(1, parts.queue.receive(batch));
        assertEquals(0x0200_0000_0007L, Frames.source(Frames.bytesOf(rig.pool.memory(), batch.id[0])));
        rig.pool.release(batch.id[0]);
    }

    @Test
    void shouldReplayAWholeFileThatIsLongerThanItsMemory() throws Exception {
        final int frames = 30_000; // three times the memory for frames read ahead
        final Path file = folder.resolve("long.pcap");
        final byte[] frame = Frames.from(2, 4).etherType(0x88B5).length(400).build();
        try (java.io.OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(Capture.pcap(ByteOrder.LITTLE_ENDIAN, NANO, 1).array());
            for (int i = 0; i < frames; i++) {
                java.nio.ByteBuffer.wrap(frame).putInt(100, i);
                out.write(Capture.empty(ByteOrder.LITTLE_ENDIAN)
                        .record(0, i, 400, frame)
                        .array());
            }
        }
        rig.open(1, "mode=replay", "file=" + file, "speed=full");
        final List<byte[]> received = rig.receiveAll(frames);
        for (int i = 0; i < frames; i++) {
            java.nio.ByteBuffer.wrap(frame).putInt(100, i);
            assertArrayEquals(frame, received.get(i));
        }
        assertEquals("finished", rig.port.details().get("state"));
        assertEquals(String.valueOf(frames), rig.port.details().get("frames"));
        assertEquals("1", rig.port.details().get("loops"));
    }

    @Test
    void shouldReceiveByTheFirstQueueAndCountWhatIsSentToAny() throws Exception {
        rig.open(2, "mode=replay", "file=" + file(0, 0));
        assertEquals(List.of(), rig.receive(1));
        assertEquals(RxQueue.OWN_WORKER, rig.host.rx(1).wakeFd());
        assertTrue(rig.host.rx(0).wakeFd() >= 0);
        assertEquals(List.of(0L, 1L), numbers(rig.receiveAll(2)));
        assertEquals(2, rig.send(1, 0, numbered(1), numbered(2)));
        assertEquals(1, rig.send(0, 0, numbered(3)));
        assertEquals("3", rig.port.details().get("discarded"));
        assertEquals("replay", rig.port.details().get("mode"));
    }

    @Test
    void shouldSendWhatIsSoundThenFailOnceForABrokenFile() throws Exception {
        final Path file = file(0, 1);
        final byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
        rig.open(1, "mode=replay", "file=" + file, "speed=full");
        assertEquals(List.of(0L), numbers(rig.receiveAll(1)));
        final long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (rig.host.failure().isEmpty() && System.nanoTime() - deadlineNs < 0) {
            Thread.sleep(5);
        }
        final String failure = rig.host.failure().orElseThrow();
        assertTrue(failure.contains(file + " is broken at offset 100"), failure);
        rig.close();
        final String again = refusal("file=" + file);
        assertTrue(again.contains("is broken at offset 100"), again);
        Files.write(file, whole);
        rig.open(1, "mode=replay", "file=" + file, "speed=full");
        assertEquals(List.of(0L, 1L), numbers(rig.receiveAll(2)));
    }

    @Test
    void shouldRefuseFilesThatCannotBeReplayed() throws Exception {
        assertTrue(refusal("file=" + folder.resolve("none")).contains("does not exist"));
        assertTrue(refusal("file=" + folder).contains("no plain file"));
        assertTrue(refusal("file=/dev/zero").contains("no plain file"));
        assertTrue(refusal("file=" + file()).contains("has no frame"));
        final Path garbage = Files.writeString(folder.resolve("garbage"), "#!/bin/sh");
        assertTrue(refusal("file=" + garbage).contains("neither a pcap nor a pcapng file"));
    }

    private String refusal(final String setting) {
        final PortException refused = assertThrows(PortException.class, () -> rig.open(1, "mode=replay", setting));
        final String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("port p1: "), message);
        return message;
    }
}
