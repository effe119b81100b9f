package org.jackfield.lab.inspect;

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
import org.jackfield.lab.measure.Reordering;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two captures of the same frames. */
class CrossingTest {
    private static final int US = 1_000;

    @TempDir
    Path folder;

    private final Talk talk = new Talk();

    private Path file(final String name, final List<byte[]> frames, final int firstUs, final int cut)
            throws IOException {
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, Capture.NANO, 1);
        for (int i = 0; i < frames.size(); i++) {
            final byte[] frame = frames.get(i);
            capture.record(
                    1_700_000_000,
                    (firstUs + 10 * i) * US,
                    frame.length,
                    Arrays.copyOf(frame, Math.min(cut, frame.length)));
        }
        return Files.write(folder.resolve(name), capture.array());
    }

    private Crossing.Result cross(final List<byte[]> before, final List<byte[]> after) throws IOException {
        return Crossing.of(file("before", before, 0, Integer.MAX_VALUE), file("after", after, 100, Integer.MAX_VALUE));
    }

    private List<byte[]> segments(final int count) {
        for (int i = 0; i < count; i++) {
            talk.port = 1_000 + i % 4;
            talk.data(i, 50);
        }
        return talk.frames;
    }

    @Test
    void shouldFindEveryFrameThatIsMissingDoubleOrLate() throws IOException {
        final List<byte[]> before = segments(12);
        final List<byte[]> after = new ArrayList<>();
        // Flow 0 has the frames 0, 4, 8; flow 1 1, 5, 9 and so on.
        for (final int i : new int[] {4, 1, 0, 0, 2, 3, 5, 6, 8, 9, 11, 7}) {
            after.add(before.get(i));
        }
        talk.port = 9_999;
        talk.data(0, 50);
        after.add(talk.takeLast());
        final Crossing.Result result = cross(before, after);
        assertEquals(List.of(new Crossing.Frame(11, 11)), result.missing());
        assertEquals(List.of(new Crossing.Frame(4, 1)), result.duplicated());
        assertEquals(List.of(new Crossing.Frame(3, 1), new Crossing.Frame(12, 8)), result.late());
        assertEquals(
                List.of(12L, 13L, 11L, 1L, 1L, 1L),
                List.of(
                        result.before(),
                        result.after(),
                        result.found(),
                        result.lost(),
                        result.duplicates(),
                        result.others()));
        assertEquals(0, result.lostAtEnd());
        assertEquals(2, result.order().reordered());
        final Crossing.Line first = result.flows().get(0);
        assertEquals("10.0.0.1:1000", first.from());
        assertEquals(
                List.of(3L, 0L, 1L, 1L), List.of(first.frames(), first.lost(), first.duplicates(), first.reordered()));
        assertEquals(0, result.back().frames());
    }

    @Test
    void shouldTakeTheTimesOfBothForTheLatency() throws IOException {
        final List<byte[]> before = segments(3);
        final Crossing.Result result = cross(before, before);
        assertEquals(100.0 * US, result.there().meanNs(), US);
        final Crossing.Result back = Crossing.of(folder.resolve("after"), folder.resolve("before"));
        assertEquals(0, back.there().frames());
        assertEquals(3, back.back().frames());
        assertEquals(100.0 * US, back.back().meanNs(), US);
        assertEquals(0, back.lost());
    }

    @Test
    void shouldMatchIdenticalFramesInOrder() throws IOException {
        talk.idStep = 0;
        for (int i = 0; i < 5; i++) {
            talk.udp(new byte[4]);
        }
        final Crossing.Result result = cross(talk.frames, talk.frames.subList(0, 3));
        assertEquals(List.of(new Crossing.Frame(4, 4), new Crossing.Frame(5, 5)), result.missing());
        assertEquals(2, result.lostAtEnd());
        assertEquals(0, result.order().reordered());
    }

    /** Tags, padding, checksums, hop limits and classes of service change on the way. */
    @Test
    void shouldKnowAFrameAgainThatWasChangedOnTheWay() throws IOException {
        final List<byte[]> before = segments(4);
        talk.port = 77;
        talk.data(0, 2);
        before.set(1, talk.takeLast());
        final byte[] other = new byte[42];
        other[12] = 8;
        other[13] = 6;
        other[20] = 1;
        before.set(2, other);
        final List<byte[]> after = new ArrayList<>();
        for (final byte[] frame : before) {
            final byte[] changed = frame.clone();
            if (changed[12] == 8 && changed[13] == 0) {
                changed[0] ^= 4;
                changed[15] = 3;
                changed[22]--;
                changed[24] ^= 77;
                changed[50] ^= 3;
            }
            final ByteBuffer tagged = ByteBuffer.allocate(Math.max(64, changed.length + 4));
            after.add(tagged.put(changed, 0, 12)
                    .putInt(0x8100_0007)
                    .put(changed, 12, changed.length - 12)
                    .array());
        }
        final Crossing.Result result = cross(before, after);
        assertEquals(0, result.lost());
        assertEquals(0, result.others());
        after.get(0)[after.get(0).length - 1] ^= 1; // the payload
        assertEquals(1, cross(before, after).lost());
    }

    @Test
    void shouldCompareAsMuchAsThereIsOfFramesThatWereCutOff() throws IOException {
        final List<byte[]> before = segments(40);
        final Crossing.Result result = Crossing.of(file("a", before, 0, 80), file("b", before, 0, Integer.MAX_VALUE));
        assertEquals(0, result.lost());
        assertEquals(58, result.comparedBytes());
    }

    /** Against the laboratory's own measure, fed with the numbers the frames have. */
    @Test
    void shouldAgreeWithWhatReallyHappened() throws IOException {
        final Random random = new Random(3);
        final int count = 2_000;
        final List<byte[]> before = new ArrayList<>(segments(count));
        final List<Integer> order = new ArrayList<>();
        int lost = 0;
        int twice = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(50) == 0) {
                lost++;
                continue;
            }
            order.add(Math.max(0, order.size() - (random.nextInt(20) == 0 ? random.nextInt(40) : 0)), i);
            if (random.nextInt(50) == 0) {
                twice++;
                order.add(i);
            }
        }
        final Reordering expected = new Reordering();
        order.forEach(i -> expected.arrived(i % 4, i / 4));
        final Reordering.Result truth = expected.finish();
        final Crossing.Result result =
                cross(before, order.stream().map(before::get).toList());
        assertTrue(lost > 10 && twice > 10 && truth.reordered() > 50);
        assertEquals(lost, result.lost());
        assertEquals(twice, result.duplicates());
        assertEquals(truth.reordered(), result.order().reordered());
        assertEquals(truth.extentMost(), result.order().extentMost());
        assertEquals(truth.entropy(), result.order().entropy());
        assertEquals(
                truth.reordered(),
                result.flows().stream().mapToLong(Crossing.Line::reordered).sum());
    }

    @Test
    void shouldNameAFileThatIsBroken() throws IOException {
        final Path good = file("good", segments(1), 0, Integer.MAX_VALUE);
        final Path bad = Files.write(folder.resolve("bad"), new byte[100]);
        final String message =
                assertThrows(IOException.class, () -> Crossing.of(good, bad)).getMessage();
        assertTrue(message.startsWith(bad + " is broken at offset 0"), message);
    }
}
