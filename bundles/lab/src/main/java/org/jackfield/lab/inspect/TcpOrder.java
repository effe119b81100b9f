package org.jackfield.lab.inspect;

import java.util.Optional;

/**
 * One direction of a TCP flow. A segment with data (SYN and FIN are data) below the greatest number is a copy where all its bytes have come
 * before, else it fills a gap. The rules are those of Jaiswal et al., "Measurement and Classification of Out-of-Sequence Packets in a Tier-1 IP
 * Backbone" (2003), with the defaults of Wireshark where these need a time:
 * <ul>
 *   <li>A copy with the same header (identification, timestamps, acknowledgment) as a segment before is a duplicate, any other one was
 *       retransmitted.
 *   <li>What fills a gap is reordered when it was sent before the segment that opened the gap, and retransmitted when it was sent after it.
 *       What tells: the identification of IPv4 where the sender counts it up; else TSval of RFC 7323 where both differ; else the time since the gap
 *       opened, against the round trip of the handshake (3 ms where that was not seen).
 *   <li>Keep-alives and zero-window probes are left out: one byte or none just below the next number, one byte into a window of 0.
 * </ul>
 * Numbers are compared modulo 2^32 (RFC 9293, 3.4); one more than 2^30 away, which no window of RFC 7323 allows, is not judged, and begins a new
 * stream when the next one follows it. Bounded memory; one thread.
 */
final class TcpOrder {
    private static final int MOST_AWAY = 1 << 30;
    private static final long BEFORE_CAPTURE = 1L << 20;
    private static final long DEFAULT_RTT_NS = 3_000_000;
    private static final int LEAST_STEPS = 3;
    private static final long NONE = Long.MIN_VALUE;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Holes holes = new Holes();
    private final RecentSegments recent = new RecentSegments();
    private final IdSteps steps = new IdSteps();

    private boolean begun;
    /** The number behind the greatest, beyond 32 bits. */
    private long next;

    private long initial = NONE;
    private long probed = NONE;
    private long strangeNext = NONE;
    private long acknowledged = NONE;
    private int window = -1;
    private long roundTripNs = DEFAULT_RTT_NS;
    private long place;

    private long judged;
    private long unjudged;
    private long reordered;
    private long extentMost;
    private long duplicates;
    private long retransmitted;
    private long repaired;
    private long lost;
    private long lostBytes;
    private long uncaptured;

    /** Takes the round trip of the handshake in place of the standard. */
    void roundTrip(final long ns) {
        roundTripNs = ns;
    }

    /** A segment of this direction; {@code back} is the other one. */
    void add(final FrameFields fields, final long timeNs, final TcpOrder back) {
        if (fields.ipId >= 0) {
            steps.add(fields.ipId);
        }
        window = fields.window;
        if ((fields.flags & FrameFields.ACK) != 0) {
            back.acknowledged(fields.acknowledgment);
        }
        final boolean syn = (fields.flags & FrameFields.SYN) != 0;
        final boolean ends = (fields.flags & FrameFields.FIN) != 0;
        final int length = fields.payload + (syn ? 1 : 0) + (ends ? 1 : 0);
        if (length == 0 || (fields.flags & FrameFields.RST) != 0) {
            unjudged++;
        } else if (syn) {
            synchronise(fields, length, timeNs);
        } else if (!begun) {
            begin(fields, length, timeNs);
        } else {
            place(fields, length, timeNs, !ends && fields.payload == 1, back.window == 0);
        }
    }

    private void acknowledged(final int number) {
        if (begun) {
            acknowledged = Math.max(acknowledged, near(number));
        }
    }

    private long near(final int number) {
        return next + (number - (int) next);
    }

    private void synchronise(final FrameFields fields, final int length, final long timeNs) {
        if (begun && initial != NONE && (int) initial == fields.sequence) {
            judge(fields, initial, length, timeNs);
            return;
        }
        restart();
        next = fields.sequence & 0xFFFF_FFFFL;
        initial = next;
        judge(fields, next, length, timeNs);
    }

    /** In the middle of a connection: nothing is known of what was sent before. */
    private void begin(final FrameFields fields, final int length, final long timeNs) {
        restart();
        next = fields.sequence & 0xFFFF_FFFFL;
        holes.open(new Holes.Hole(next - BEFORE_CAPTURE, next, opener(fields, timeNs), true));
        judge(fields, next, length, timeNs);
    }

    private void restart() {
        begun = true;
        settle();
        initial = NONE;
        probed = NONE;
        strangeNext = NONE;
        acknowledged = NONE;
    }

    private void settle() {
        lost += holes.count();
        lostBytes += holes.bytes();
        uncaptured += acknowledged == NONE ? 0 : holes.bytesBelow(acknowledged);
        holes.clear();
    }

    private Holes.Opener opener(final FrameFields fields, final long timeNs) {
        return new Holes.Opener(place + 1, timeNs, fields.ipId, fields.hasTimestamp, fields.timestamp);
    }

    private void place(
            final FrameFields fields,
            final int length,
            final long timeNs,
            final boolean oneByte,
            final boolean closed) {
        final long from = near(fields.sequence);
        if (Math.abs(from - next) > MOST_AWAY) {
            if (strangeNext == (fields.sequence & 0xFFFF_FFFFL)) {
                begin(fields, length, timeNs);
            } else {
                unjudged++;
                strangeNext = fields.sequence + length & 0xFFFF_FFFFL;
            }
        } else if (oneByte && from == next - 1) {
            unjudged++; // a keep-alive
        } else if (oneByte && from == next && closed) {
            unjudged++; // a probe of a window that is closed, which the receiver may have taken or not
            probed = next;
        } else {
            judge(fields, from, length, timeNs);
        }
    }

    private void judge(final FrameFields fields, final long from, final int length, final long timeNs) {
        judged++;
        final long end = from + length;
        final long signature = signature(fields, length);
        if (from == next + 1 && probed == next) {
            next = from;
        }
        if (from >= next) {
            if (from > next) {
                holes.open(new Holes.Hole(next, from, opener(fields, timeNs), false));
            }
            place++;
        } else {
            below(fields, from, end, timeNs, signature);
        }
        next = Math.max(next, end);
        recent.add(signature, timeNs);
    }

    private void below(
            final FrameFields fields, final long from, final long end, final long timeNs, final long signature) {
        final Optional<Holes.Hole> hole = holes.touched(from, end);
        if (hole.isEmpty()) {
            if (from == next - 1 && end > next) {
                place++; // behind a probe or a keep-alive
            } else if (end <= next && isDuplicate(fields, timeNs, signature)) {
                duplicates++;
            } else {
                place++;
                retransmitted++;
            }
            return;
        }
        place++;
        if (sentBefore(fields, timeNs, hole.get().opener())) {
            reordered++;
            extentMost = Math.max(extentMost, place - hole.get().opener().place());
        } else {
            repaired++;
        }
        holes.fill(from, end);
    }

    /** Where nothing in the header would change when a segment is sent again, only what comes at once is a duplicate. */
    private boolean isDuplicate(final FrameFields fields, final long timeNs, final long signature) {
        final boolean changes = fields.hasTimestamp || fields.ipId >= 0 && !steps.constant();
        return recent.holds(signature, timeNs, changes ? Long.MAX_VALUE : roundTripNs);
    }

    private boolean sentBefore(final FrameFields fields, final long timeNs, final Holes.Opener opener) {
        final int step = (short) (fields.ipId - opener.ipId());
        if (fields.ipId >= 0 && opener.ipId() >= 0 && step != 0 && steps.count(LEAST_STEPS)) {
            return step < 0;
        }
        final int later = fields.timestamp - opener.timestamp();
        if (fields.hasTimestamp && opener.hasTimestamp() && later != 0) {
            return later < 0;
        }
        return timeNs - opener.timeNs() < roundTripNs;
    }

    private static long signature(final FrameFields fields, final int length) {
        long mixed = fields.sequence;
        mixed = mixed * MIX + length;
        mixed = mixed * MIX + fields.acknowledgment;
        mixed = mixed * MIX + fields.ipId;
        mixed = mixed * MIX + (fields.hasTimestamp ? fields.timestamp : 0);
        mixed = mixed * MIX + fields.flags;
        return mixed * MIX + fields.window;
    }

    /** What came of it; nothing may be added afterwards. */
    Judgement finish(final long unread) {
        settle();
        return new Judgement(
                Heuristic.TCP,
                judged,
                unjudged + unread,
                reordered,
                extentMost,
                duplicates,
                retransmitted,
                repaired,
                lost,
                lostBytes,
                uncaptured == 0 ? "" : uncaptured + " bytes of gaps were acknowledged: not captured rather than lost");
    }
}
