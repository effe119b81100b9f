package org.jackfield.lab.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.measure.Latencies;
import org.jackfield.lab.measure.Reordering;
import org.jackfield.lab.workload.CapturedFlows;
import org.jackfield.port.pcap.files.CaptureReader;

/**
 * The same frames captured before and after something they cross: which are missing, came twice or in another order, and how long they took.
 * Frames are known again by {@link FrameDigest}; where identical ones repeat, they are matched in order. A flow's order is that of the first
 * capture. One thread; nothing is kept but about 40 bytes for each frame of the first capture.
 */
public final class Crossing {
    /** Most frames that are named one by one, of those missing, of duplicates and of late ones each. */
    public static final int MOST_NAMED = 1_000;

    private static final int MOST_FLOWS = Inspection.MOST_FLOWS;
    private static final int NONE = -1;
    // What is counted of a direction.
    private static final int SENT = 0;
    private static final int LOST = 1;
    private static final int COPIED = 2;
    private static final int LATE = 3;

    private final FrameFields fields = new FrameFields();
    private final FrameDigest digest = new FrameDigest();
    private final FramesBefore before = new FramesBefore();
    private final List<FlowWatch> flows = new ArrayList<>();
    private final Reordering reordering = new Reordering();
    private final Latencies there = new Latencies(0, flow -> "");
    private final Latencies back = new Latencies(0, flow -> "");
    private final List<Frame> missing = new ArrayList<>();
    private final List<Frame> duplicated = new ArrayList<>();
    private final List<Frame> late = new ArrayList<>();
    private int mostBytes = Integer.MAX_VALUE;
    private long[][] ofDirection = new long[0][];
    private int[] next = new int[0];
    private long after;
    private long found;
    private long copies;
    private long others;
    private long withoutFlow;
    private int lastFound = NONE;

    /**
     * A frame by its number in a capture, from 1 on, as Wireshark counts.
     *
     * @param number in the first capture where it is missing, else in the second
     * @param ofBefore its number in the first capture
     */
    public record Frame(long number, long ofBefore) {}

    /**
     * What became of a direction of a flow.
     *
     * @param from address and port they came from
     * @param to where they went
     * @param protocol above IP, or {@code ethernet}
     * @param frames of the first capture
     * @param lost those not in the second one
     * @param duplicates those of the second one that had come before
     * @param reordered RFC 4737, 3.3
     */
    public record Line(
            String from, String to, String protocol, long frames, long lost, long duplicates, long reordered) {}

    /**
     * How long frames took from one place to the other, by the times in both captures.
     *
     * @param frames how many
     * @param meanNs in nanoseconds
     * @param distribution of them; empty without any
     */
    public record Way(long frames, double meanNs, List<Outcome.Distribution> distribution) {}

    /**
     * What came out.
     *
     * @param before frames of the first capture
     * @param after frames of the second one
     * @param found of the first in the second
     * @param lostAtEnd frames that are missing behind the last one found: perhaps the second capture ended before
     * @param duplicates frames of the second that had been found before
     * @param others frames of the second that are not in the first
     * @param comparedBytes bytes of a frame, behind its Ethernet header, that count; {@link Integer#MAX_VALUE} for all
     * @param withoutFlow frames of flows there was no room for, whose order is not judged
     * @param order by RFC 4737 and RFC 5236
     * @param there of the frames that the first capture has earlier than the second
     * @param back of those it has later: they went the other way, or the clocks differ
     * @param flows those with most losses, duplicates and late frames first
     * @param missing the first {@link #MOST_NAMED}
     * @param duplicated the first {@link #MOST_NAMED}
     * @param late the first {@link #MOST_NAMED}
     */
    public record Result(
            long before,
            long after,
            long found,
            long lostAtEnd,
            long duplicates,
            long others,
            int comparedBytes,
            long withoutFlow,
            Reordering.Result order,
            Way there,
            Way back,
            List<Line> flows,
            List<Frame> missing,
            List<Frame> duplicated,
            List<Frame> late) {
        /** Frames of the first capture that are not in the second. */
        public long lost() {
            return before - found;
        }
    }

    private Crossing() {}

    /**
     * Compares two captures.
     *
     * @throws IOException names the file and what is wrong, also when the first has more than 8 388 608 frames
     */
    public static Result of(final Path before, final Path after) throws IOException {
        return new Crossing().compare(before, after);
    }

    private Result compare(final Path first, final Path second) throws IOException {
        shortest(first);
        shortest(second);
        readBefore(first);
        readAfter(second);
        return result();
    }

    /** Where frames were cut off, only as much as is there of all of them can be compared. */
    private void shortest(final Path file) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                if (reader.captured() < reader.length()) {
                    mostBytes = Math.min(mostBytes, FrameDigest.behindTags(reader.captured()));
                }
            }
        }
    }

    private long read(final CaptureReader reader) {
        final int length = Math.max(reader.captured(), reader.length());
        fields.read(reader.frames(), reader.at(), reader.captured(), length);
        return digest.of(reader.frames(), fields, reader.at(), reader.captured(), bounded());
    }

    /** Indices are added to it. */
    private int bounded() {
        return Math.min(mostBytes, 1 << 20);
    }

    private void readBefore(final Path file) throws IOException {
        final CapturedFlows captured = new CapturedFlows(MOST_FLOWS);
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                if (before.count() == FramesBefore.MOST) {
                    throw new IOException(file + " has more than " + FramesBefore.MOST
                            + " frames; cut both captures by 'editcap -A TIME -B TIME'");
                }
                final long value = read(reader);
                if (!captured.count(reader.frames(), fields.tuple)) {
                    withoutFlow++;
                    before.add(value, reader.timeNs(), NONE, 0);
                    continue;
                }
                if (captured.flow() == flows.size()) {
                    flows.add(new FlowWatch(reader.frames(), fields.tuple));
                }
                before.add(value, reader.timeNs(), 2 * captured.flow() + captured.port(), captured.sequence());
            }
        }
        before.index();
        ofDirection = new long[2 * flows.size()][];
        next = new int[2 * flows.size()];
    }

    private void readAfter(final Path file) throws IOException {
        try (CaptureReader reader = CaptureReader.open(file)) {
            while (reader.next()) {
                after++;
                final int frame = before.find(read(reader));
                if (frame >= 0) {
                    arrived(frame, reader.timeNs());
                } else if (frame == Integer.MIN_VALUE) {
                    others++;
                } else {
                    again(~frame);
                }
            }
        }
    }

    private void arrived(final int frame, final long timeNs) {
        found++;
        lastFound = Math.max(lastFound, frame);
        final long tookNs = timeNs - before.timeNs(frame);
        (tookNs < 0 ? back : there).took(0, NONE, Math.abs(tookNs));
        final int direction = before.direction(frame);
        if (direction == NONE) {
            return;
        }
        reordering.arrived(direction, before.place(frame));
        if (before.place(frame) < next[direction]) {
            count(direction, LATE);
            name(late, after, frame);
        }
        next[direction] = Math.max(next[direction], before.place(frame) + 1);
    }

    private void again(final int frame) {
        copies++;
        name(duplicated, after, frame);
        if (before.direction(frame) != NONE) {
            reordering.arrived(before.direction(frame), before.place(frame));
            count(before.direction(frame), COPIED);
        }
    }

    private void count(final int direction, final int what) {
        if (ofDirection[direction] == null) {
            ofDirection[direction] = new long[LATE + 1];
        }
        ofDirection[direction][what]++;
    }

    private static void name(final List<Frame> frames, final long number, final int ofBefore) {
        if (frames.size() < MOST_NAMED) {
            frames.add(new Frame(number, ofBefore + 1L));
        }
    }

    private Result result() {
        for (int frame = 0; frame < before.count(); frame++) {
            if (before.direction(frame) != NONE) {
                count(before.direction(frame), SENT);
            }
            if (!before.found(frame)) {
                name(missing, frame + 1L, frame);
                if (before.direction(frame) != NONE) {
                    count(before.direction(frame), LOST);
                }
            }
        }
        return new Result(
                before.count(),
                after,
                found,
                before.count() - 1L - lastFound,
                copies,
                others,
                mostBytes,
                withoutFlow,
                reordering.finish(),
                way(there),
                way(back),
                lines(),
                List.copyOf(missing),
                List.copyOf(duplicated),
                List.copyOf(late));
    }

    private static Way way(final Latencies latencies) {
        return new Way(
                latencies.count(), latencies.mean(), latencies.count() == 0 ? List.of() : latencies.distributions());
    }

    private List<Line> lines() {
        final List<Line> lines = new ArrayList<>();
        for (int direction = 0; direction < ofDirection.length; direction++) {
            final long[] counts = ofDirection[direction];
            if (counts != null) {
                final FlowWatch flow = flows.get(direction / 2);
                lines.add(new Line(
                        flow.end(direction % 2),
                        flow.end(1 - direction % 2),
                        flow.protocol(),
                        counts[SENT],
                        counts[LOST],
                        counts[COPIED],
                        counts[LATE]));
            }
        }
        lines.sort(Comparator.comparingLong((Line line) -> line.lost + line.duplicates + line.reordered)
                .thenComparingLong(Line::frames)
                .reversed());
        return List.copyOf(lines);
    }
}
