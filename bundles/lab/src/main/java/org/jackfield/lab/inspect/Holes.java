package org.jackfield.lab.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bytes of a TCP stream that have not come though later ones have: the last {@value #MOST} gaps. One thread. */
final class Holes {
    private static final int MOST = 64;

    /** In the order of the stream, without touching each other. */
    private final List<Hole> holes = new ArrayList<>(1);

    private long givenUp;
    private long givenUpBytes;

    /** What is known of the first frame that came from beyond a gap. */
    record Opener(long place, long timeNs, int ipId, boolean hasTimestamp, int timestamp) {}

    /**
     * A gap.
     *
     * @param from first byte that is missing
     * @param to byte behind the last one
     * @param beforeAll of what was sent before the capture began: perhaps not missing at all
     */
    record Hole(long from, long to, Opener opener, boolean beforeAll) {}

    /** Opens one behind all others. The one furthest back is given up when there are too many. */
    void open(final Hole hole) {
        if (holes.size() == MOST) {
            final Hole oldest = holes.remove(0);
            givenUp += oldest.beforeAll ? 0 : 1;
            givenUpBytes += oldest.beforeAll ? 0 : oldest.to - oldest.from;
        }
        holes.add(hole);
    }

    /** The first gap that these bytes fill in part, if any. */
    Optional<Hole> touched(final long from, final long to) {
        return holes.stream().filter(hole -> hole.from < to && from < hole.to).findFirst();
    }

    /** These bytes came. */
    void fill(final long from, final long to) {
        for (int i = 0; i < holes.size(); i++) {
            final Hole hole = holes.get(i);
            if (hole.from < to && from < hole.to) {
                holes.remove(i);
                if (to < hole.to) {
                    holes.add(i, new Hole(to, hole.to, hole.opener, hole.beforeAll));
                }
                if (hole.from < from) {
                    holes.add(i, new Hole(hole.from, from, hole.opener, hole.beforeAll));
                    i++;
                }
                i -= to < hole.to ? 0 : 1;
            }
        }
    }

    /** Gaps that were never filled. */
    long count() {
        return givenUp + holes.stream().filter(hole -> !hole.beforeAll).count();
    }

    /** Bytes of these. */
    long bytes() {
        return givenUpBytes + sum(Long.MAX_VALUE);
    }

    /** Bytes of these below a number. */
    long bytesBelow(final long end) {
        return sum(end);
    }

    private long sum(final long end) {
        return holes.stream()
                .filter(hole -> !hole.beforeAll)
                .mapToLong(hole -> Math.max(0, Math.min(end, hole.to) - hole.from))
                .sum();
    }

    /** Forgets all of them. */
    void clear() {
        holes.clear();
        givenUp = 0;
        givenUpBytes = 0;
    }
}
