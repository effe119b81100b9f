package org.jackfield.steering.flows;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.api.frame.HotPath;

/**
 * The way of one worker into the shared {@link FlowTable}: looks up a flow, and then says, keeps or changes what was
 * found. That worker's thread only; a flow is looked up before anything else is asked about it.
 */
@HotPath
public final class FlowCursor {
    /** No value. */
    public static final int NONE = -1;

    private static final int ATTEMPTS = FlowTable.WAYS;

    private final FlowTables tables;
    private FlowTable table;
    private AtomicLongArray words;
    private long nowNs;
    private int tick;

    /** The flow looked up. */
    private int hash;
    /** Where its word is, or is to be; -1 when the set has no room. */
    private int slot;
    /** The word found there. */
    private long seen;
    /** The flow's value, dead or alive; {@link #NONE} when nothing is known of it. */
    private int value;

    /** A cursor of one worker. */
    public FlowCursor(final FlowTables tables) {
        this.tables = tables;
        this.table = tables.present();
        this.words = table.words;
    }

    /** Begins a batch at the time of its worker. */
    public void start(final long now) {
        nowNs = now;
        final FlowTable present = tables.present();
        if (present != table) {
            table = present;
            words = present.words;
        }
        tick = table.tick(now);
    }

    /** Looks a flow up; says whether it lives. */
    public boolean seek(final int flow) {
        hash = flow;
        final long tag = (long) (flow >>> table.setBits) << FlowTable.TAG_SHIFT;
        final int first = (flow & table.setMask) * FlowTable.WAYS;
        slot = -1;
        value = NONE;
        for (int at = first; at < first + FlowTable.WAYS; at++) {
            final long word = words.getOpaque(at);
            final boolean same = (word ^ tag) >>> FlowTable.TAG_SHIFT == 0 && word != 0;
            final boolean lives = table.lives(word, tick);
            if (same && lives || !lives && (same || slot < 0)) {
                slot = at;
                seen = word;
                value = same ? valueOf(word) : value;
            }
            if (same && lives) {
                return true;
            }
        }
        return table.former != null && value == NONE && slowPathSeekFormer();
    }

    /** Right after a change of size: what the table before knows is brought over. */
    private boolean slowPathSeekFormer() {
        final FlowTable former = table.former;
        if (former == null) {
            return false;
        }
        final int then = former.tick(nowNs);
        final long tag = (long) (hash >>> former.setBits) << FlowTable.TAG_SHIFT;
        final int first = (hash & former.setMask) * FlowTable.WAYS;
        for (int at = first; at < first + FlowTable.WAYS; at++) {
            final long word = former.words.getOpaque(at);
            if ((word ^ tag) >>> FlowTable.TAG_SHIFT == 0 && former.lives(word, then)) {
                value = valueOf(word);
                if (slot >= 0) {
                    // May fail: the slot was taken by another flow, and this one is brought over with its next batch.
                    words.compareAndSet(slot, seen, word(value));
                }
                return true;
            }
        }
        if (former.refused(hash & former.setMask, then)) {
            table.refuse(hash & table.setMask, tick);
        }
        return false;
    }

    /**
     * The value of the flow, also of one that has died and is not overwritten; {@link #NONE} when nothing is known
     * of it.
     */
    public int value() {
        return value;
    }

    /** Keeps a flow that lives alive. */
    public void keep() {
        if (slot >= 0 && FlowTable.age(seen, tick) > 0) {
            // May fail: then somebody else kept it, or gave it another value that counts from the next batch on.
            words.compareAndSet(slot, seen, word(value));
        }
    }

    /**
     * Enters a flow that does not live, or changes the value of one that does.
     *
     * @param next 0 to {@link FlowTable#MOST_VALUE}
     * @return the value that counts: this one, or that of a worker which was faster; {@link #NONE} when the table has
     *     no room
     */
    public int put(final int next) {
        for (int attempt = 0; attempt < ATTEMPTS && slot >= 0; attempt++) {
            if (words.compareAndSet(slot, seen, word(next))) {
                value = next;
                return next;
            }
            if (seek(hash)) {
                return value;
            }
        }
        table.refuse(hash & table.setMask, tick);
        return NONE;
    }

    /** Whether flows were refused in the place of this one lately, so that it may be one of them. */
    public boolean crowded() {
        return table.refused(hash & table.setMask, tick);
    }

    private long word(final int next) {
        return (long) (hash >>> table.setBits) << FlowTable.TAG_SHIFT
                | (long) next << FlowTable.VALUE_SHIFT
                | FlowTable.VALID
                | tick & FlowTable.TICK_MASK;
    }

    private static int valueOf(final long word) {
        return (int) (word >>> FlowTable.VALUE_SHIFT) & FlowTable.MOST_VALUE;
    }
}
