package org.jackfield.steering.flows;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.frame.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Flows and one value for each, shared by all workers, of a size that never changes. A flow is its hash; it lives
 * until it was not kept alive for the timeout. Workers read and write through a {@link FlowCursor} each.
 *
 * <p><b>Shared, and not one for each worker,</b> because a flow has two directions that two workers may read, and
 * because a kernel that chooses queues by itself (tap's automatic one) makes the queue we write to the one it answers
 * on: workers that each decided for themselves would pull such a flow back and forth for ever.
 *
 * <p><b>Shape.</b> Sets of {@value #WAYS} words; the low bits of a hash choose its set, the others are kept in the
 * word: nothing is ever searched but one set, 64 bytes.
 *
 * <pre>
 *   63            40 39            16      15 14         0
 *   upper bits of hash       value      valid   last tick     one flow; 0 = free
 * </pre>
 *
 * <p><b>Why it is safe without locks.</b> All there is to know about a flow is in one word, written by
 * compare-and-set over the word that was looked at: of two workers that see a flow begin at once one wins, and the
 * other finds the winner's value. Nothing else is published through a word, so reads need no order among each other.
 * What is left: two workers that disagree about which word of the set is free, because one of them reads the clock a
 * cycle later, may both enter a flow that begins at that moment; then the first of the two words counts for all, and
 * the other dies of the timeout.
 *
 * <p><b>Time</b> is a power of two of nanoseconds, {@link #limit} ticks, 16 to 32, a timeout: so it goes through the
 * end of a long, needs no division, and a word is written once in a tick, not for each frame. A flow lives for the
 * timeout at least and an eighth longer at most. Ticks of a word begin anew after 32768; a dead entry that nobody has
 * overwritten looks alive for less than a hundredth of that time: a flow that comes back just then finds its old
 * value.
 *
 * <p><b>A full set</b> evicts nobody who lives. The flow is refused, and the set remembers when: until that is a
 * timeout ago, whoever enters the set may be a flow that was refused before ({@link FlowCursor#crowded}).
 */
@HotPath
public final class FlowTable {
    /** Fewest flows a table has room for. */
    public static final int LEAST_ENTRIES = 2048;
    /** Most flows a table has room for: 8 MiB. */
    public static final int MOST_ENTRIES = 1 << 20;
    /** Values are 0 to this. */
    public static final int MOST_VALUE = (1 << 24) - 1;

    static final int WAYS = 8;
    static final int VALID = 1 << 15;
    static final int TICK_MASK = VALID - 1;
    static final int VALUE_SHIFT = 16;
    static final int TAG_SHIFT = 40;
    /** So many ticks the clock of one worker may be ahead of another's. */
    static final int SKEW = 64;

    private static final int TICKS_AT_LEAST = 16;
    private static final long REFUSED = 1L << 32;

    /** The flows. */
    final AtomicLongArray words;
    /** For each set the tick of its last refusal and {@link #REFUSED}; 0 = never. */
    private final AtomicLongArray refusals;

    final int setMask;
    final int setBits;
    private final int tickShift;
    private final int limit;
    /** The table that this one replaces: flows not found here may be known there. */
    final @Nullable FlowTable former;

    private FlowTable(
            final AtomicLongArray words,
            final AtomicLongArray refusals,
            final long timeoutNs,
            final @Nullable FlowTable former) {
        this.words = words;
        this.refusals = refusals;
        this.setMask = refusals.length() - 1;
        this.setBits = Integer.numberOfTrailingZeros(refusals.length());
        this.tickShift = 63 - Long.numberOfLeadingZeros(Math.max(1, timeoutNs / TICKS_AT_LEAST));
        this.limit = (int) ((timeoutNs + (1L << tickShift) - 1) >> tickShift);
        this.former = former;
    }

    /** An empty table. */
    static FlowTable empty(final TableSize size) {
        return empty(size, null);
    }

    /** An empty table in place of another, which is asked about flows the new one does not know. */
    static FlowTable inPlaceOf(final FlowTable former, final TableSize size) {
        return empty(size, withoutFormer(former));
    }

    private static FlowTable empty(final TableSize size, final @Nullable FlowTable former) {
        final int sets = size.slots() / WAYS;
        return new FlowTable(new AtomicLongArray(sets * WAYS), new AtomicLongArray(sets), size.timeoutNs(), former);
    }

    /** The same flows; otherwise no table ever changed would be forgotten. */
    private static FlowTable withoutFormer(final FlowTable of) {
        return new FlowTable(of.words, of.refusals, (long) of.limit << of.tickShift, null);
    }

    /** The present tick. */
    int tick(final long nowNs) {
        return (int) (nowNs >> tickShift);
    }

    /** Whether the flow of a word was kept alive within the timeout. */
    boolean lives(final long word, final int tick) {
        final int age = age(word, tick);
        return ((int) word & VALID) != 0 && age <= limit && age >= -SKEW;
    }

    /** Ticks since a word was written, below 0 when its writer's clock is ahead. */
    static int age(final long word, final int tick) {
        final int unused = Integer.SIZE - Integer.bitCount(TICK_MASK);
        return (tick - (int) word) << unused >> unused;
    }

    /** Remembers that a set had no room. */
    void refuse(final int set, final int tick) {
        final long now = REFUSED | tick & 0xFFFF_FFFFL;
        if (refusals.getOpaque(set) != now) {
            refusals.setOpaque(set, now);
        }
    }

    /** Whether a set had no room at some time within the timeout. */
    boolean refused(final int set, final int tick) {
        final long last = refusals.getOpaque(set);
        final int age = tick - (int) last;
        return last != 0 && age <= limit && age >= -SKEW;
    }
}
