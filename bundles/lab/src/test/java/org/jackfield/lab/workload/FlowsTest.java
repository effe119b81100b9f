package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jackfield.lab.api.FrameSource;
import org.junit.jupiter.api.Test;

/** Which flows send, how long they last, and which queues they use. Seeds are fixed: a bound holds always or never. */
class FlowsTest {
    private static final int FRAMES = 200_000;

    private static int[] counts(final List<Frame> frames, final int flows) {
        final int[] counts = new int[flows];
        frames.forEach(frame -> counts[frame.flow()]++);
        return counts;
    }

    @Test
    void shouldGiveFlowsTheSharesOfZipfsLaw() {
        for (final double exponent : List.of(0.0, 0.8, 1.0, 2.0)) {
            final int flows = 1000;
            final int[] counts = counts(
                    Frame.all("zipf", "zipf-exponent", "" + exponent, "flows", "" + flows, "frames", "" + FRAMES),
                    flows);
            final double sum = IntStream.rangeClosed(1, flows)
                    .mapToDouble(rank -> Math.pow(rank, -exponent))
                    .sum();
            for (final int rank : List.of(1, 2, 5, 20)) {
                final double share = Math.pow(rank, -exponent) / sum;
                final double error = Math.sqrt(share * (1 - share) / FRAMES);
                assertEquals(share, (double) counts[rank - 1] / FRAMES, 5 * error, exponent + ", rank " + rank);
            }
        }
    }

    @Test
    void shouldGiveUniformFlowsTheSameChance() {
        for (final int count : counts(Frame.all("udp", "flows", "10", "frames", "" + FRAMES), 10)) {
            assertEquals(0.1, (double) count / FRAMES, 0.004);
        }
    }

    @Test
    void shouldLetFlowsSendInTurnAndInTrains() {
        final List<Frame> frames = Frame.all("udp", "choice", "in-turn", "flows", "5", "train", "3", "frames", "40");
        for (int i = 0; i < 40; i++) {
            assertEquals(i / 3 % 5, frames.get(i).flow());
        }
    }

    @Test
    void shouldTellElephantsFromMiceByTheirNumbers() {
        final List<Frame> frames = Frame.all("elephants-and-mice", "frames", "" + FRAMES, "elephant-share", "0.6");
        final int[] counts = counts(frames, 1 << 20);
        final int heavy = IntStream.range(0, 4).map(flow -> counts[flow]).sum();
        assertEquals(0.6, (double) heavy / FRAMES, 0.006);
        final int heaviestMouse = IntStream.range(4, counts.length)
                .map(flow -> counts[flow])
                .max()
                .orElseThrow();
        IntStream.range(0, 4).forEach(flow -> assertTrue(counts[flow] > 5 * heaviestMouse));
        final Map<Integer, Long> last = new HashMap<>();
        frames.forEach(frame -> last.put(frame.flow(), frame.atNs()));
        IntStream.range(0, 4).forEach(flow -> assertTrue(last.get(flow) > 1_900_000_000L, "elephants stay"));
        assertTrue(last.size() > 3_000, "mice come and go: " + last.size());
    }

    @Test
    void shouldReplaceFlowsThatHaveHadTheirFrames() {
        final List<Frame> frames =
                Frame.all("udp", "flows", "8", "flow-sizes", "fixed", "flow-frames", "5", "frames", "10000");
        final Map<Integer, Integer> left = new TreeMap<>();
        final Set<Integer> ended = new HashSet<>();
        int newest = -1;
        for (final Frame frame : frames) {
            if (frame.sequence() == 0) {
                newest = Math.max(newest, frame.flow());
                left.put(frame.flow(), 5);
            }
            assertTrue(!ended.contains(frame.flow()));
            if (left.merge(frame.flow(), -1, Integer::sum) == 0) {
                left.remove(frame.flow());
                ended.add(frame.flow());
            }
            assertTrue(left.size() <= 8, "flows at a time");
        }
        assertTrue(ended.size() >= 1_992 && ended.size() <= 2_000, "flows that ended: " + ended.size());
        assertTrue(newest < 2_008, "numbers leave none out: " + newest);
    }

    @Test
    void shouldDrawHeavyTailedSizes() {
        final int[] counts = counts(
                Frame.all(
                        "udp",
                        "flows",
                        "1",
                        "flow-sizes",
                        "pareto",
                        "flow-frames",
                        "30",
                        "pareto-shape",
                        "2.5",
                        "frames",
                        "2000000"),
                1 << 20);
        final int[] sizes = IntStream.of(counts).filter(count -> count > 0).toArray();
        assertEquals(30, 2_000_000.0 / sizes.length, 1);
        final double scale = 30 * 1.5 / 2.5;
        for (final int x : List.of(20, 40, 100)) {
            final double longer =
                    (double) IntStream.of(sizes).filter(size -> size > x).count() / sizes.length;
            assertEquals(Math.pow((x + 0.5) / scale, -2.5), longer, 0.01, "longer than " + x);
        }
    }

    @Test
    void shouldMakeEveryFrameOfASynStormANewFlow() {
        final List<Frame> frames = Frame.all("syn-storm", "frames", "5000");
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(i, frames.get(i).flow());
            assertEquals(60, frames.get(i).length());
        }
    }

    /** What makes the flow table of the tap driver forget: more than 4096 flows, silent for longer than 3 s. */
    @Test
    void shouldPauseLongEnoughForTheKernelToForget() {
        final FrameSource source = Workloads.of("pauses", Map.of()).open(1);
        final Map<Integer, Long> last = new HashMap<>();
        int pauses = 0;
        while (source.next()) {
            final Long before = last.put(source.flow(), source.atNs());
            if (source.sequence() % 4 == 0 && before != null) {
                assertTrue(source.atNs() - before > 3_000_000_000L);
                pauses++;
            }
        }
        assertEquals(5000, last.size());
        assertEquals(15_000, pauses);
    }

    @Test
    void shouldRunOutOfFlowNumbersWithAMessage() {
        final FlowPlaces places = new FlowPlaces(1, 0, () -> 1);
        for (int i = 0; i < FlowPlaces.MOST_FLOWS; i++) {
            places.advance(0);
        }
        assertEquals(FlowPlaces.MOST_FLOWS - 1, places.flow(0));
        final String message = assertThrows(IllegalStateException.class, () -> places.advance(0))
                .getMessage();
        assertTrue(message.contains("more than 16777216 flows"), message);
    }

    @Test
    void shouldLeaveTheQueueToTheKernelUnlessAsked() {
        assertTrue(Frame.all("udp", "frames", "100").stream().allMatch(frame -> frame.queue() == FrameSource.NO_QUEUE));
    }

    @Test
    void shouldSpreadFlowsOverQueuesByAHash() {
        final Map<Integer, Integer> queues = new HashMap<>();
        final int[] counts = new int[4];
        for (final Frame frame :
                Frame.all("many-flows", "guest-queue", "flow-hash", "guest-queues", "4", "frames", "100000")) {
            assertEquals(
                    frame.queue(), queues.computeIfAbsent(frame.flow(), flow -> frame.queue()), "one queue a flow");
            counts[frame.queue()]++;
        }
        for (final int count : counts) {
            assertEquals(0.25, count / 100_000.0, 0.01);
        }
    }

    @Test
    void shouldUseTheQueueOfTheProcessorASenderRunsOn() {
        final List<Frame> still =
                Frame.all("udp", "guest-queue", "cpu", "guest-queues", "3", "cpu-stay-ms", "0", "frames", "1000");
        still.forEach(frame -> assertEquals(frame.flow() % 3, frame.queue()));
        final List<Frame> moving = Frame.all(
                "one-flow",
                "guest-queue",
                "cpu",
                "guest-queues",
                "4",
                "cpu-stay-ms",
                "10",
                "rate",
                "1000",
                "duration-ms",
                "20000");
        int moves = 0;
        for (int i = 1; i < moving.size(); i++) {
            moves += moving.get(i).queue() == moving.get(i - 1).queue() ? 0 : 1;
        }
        assertEquals(2000 * 3 / 4.0, moves, 110, "three of four draws are another queue");
        assertNotEquals(0, moves);
    }
}
