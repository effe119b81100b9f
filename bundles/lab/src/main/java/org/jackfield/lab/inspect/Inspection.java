package org.jackfield.lab.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jackfield.lab.workload.CapturedFlows;
import org.jackfield.port.pcap.files.CaptureReader;

/**
 * Order, copies and losses of all flows of a capture, each by the heuristic that fits it: sequence numbers of TCP, sequence numbers of RTP, the
 * identification of IPv4, or none. A flow is what the switch takes for one. Memory is bounded by the number of flows; frames of further ones are
 * counted and left out. Fed in the order of the capture; one thread.
 */
public final class Inspection {
    /** Most flows that are followed. */
    public static final int MOST_FLOWS = 65_536;

    private final CapturedFlows flows;
    private final List<FlowWatch> watches = new ArrayList<>();
    private final FrameFields fields = new FrameFields();
    private long frames;
    private long bytes;
    private long firstNs;
    private long lastNs;
    private long leftOut;

    /**
     * What came out.
     *
     * @param frames all of the capture
     * @param bytes of them, without FCS
     * @param ns from the first frame to the last, in nanoseconds
     * @param leftOut frames of flows there was no room for
     * @param flows directions of flows, those with most frames first
     */
    public record Result(long frames, long bytes, long ns, long leftOut, List<FlowOrder> flows) {
        /** Sums of the flows told by one heuristic. */
        public Judgement sum(final Heuristic by) {
            return Judgement.sum(flows.stream()
                    .map(FlowOrder::order)
                    .filter(order -> order.by() == by)
                    .toList());
        }

        /** Sums of all flows. */
        public Judgement sum() {
            return Judgement.sum(flows.stream().map(FlowOrder::order).toList());
        }
    }

    /** With room for {@link #MOST_FLOWS}. */
    public Inspection() {
        this(MOST_FLOWS);
    }

    /** With room for so many flows. */
    public Inspection(final int mostFlows) {
        flows = new CapturedFlows(mostFlows);
    }

    /**
     * Inspects files that continue each other, as those of a ring buffer do.
     *
     * @throws IOException names the file and what is wrong
     */
    public static Result of(final List<Path> files) throws IOException {
        final Inspection inspection = new Inspection();
        for (final Path file : files) {
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    inspection.frame(reader.frames(), reader.at(), reader.captured(), reader.length(), reader.timeNs());
                }
            }
        }
        return inspection.finish();
    }

    /**
     * A frame was captured.
     *
     * @param buffer big-endian; read by absolute access only
     * @param at index of the Ethernet header
     * @param captured bytes that are there
     * @param length bytes it had
     * @param timeNs when
     */
    public void frame(final ByteBuffer buffer, final int at, final int captured, final int length, final long timeNs) {
        final int whole = Math.max(captured, length);
        firstNs = frames == 0 ? timeNs : firstNs;
        lastNs = timeNs;
        frames++;
        bytes += whole;
        fields.read(buffer, at, captured, whole);
        if (!flows.count(buffer, fields.tuple)) {
            leftOut++;
            return;
        }
        if (flows.flow() == watches.size()) {
            watches.add(new FlowWatch(buffer, fields.tuple));
        }
        watches.get(flows.flow()).add(buffer, fields, flows.port(), whole, timeNs);
    }

    /** What came out; nothing may come afterwards. */
    public Result finish() {
        final List<FlowOrder> all = new ArrayList<>();
        for (final FlowWatch watch : watches) {
            for (int port = 0; port < 2; port++) {
                if (watch.has(port)) {
                    all.add(watch.finish(port));
                }
            }
        }
        all.sort(Comparator.comparingLong(FlowOrder::frames).reversed());
        return new Result(frames, bytes, Math.max(0, lastNs - firstNs), leftOut, List.copyOf(all));
    }
}
