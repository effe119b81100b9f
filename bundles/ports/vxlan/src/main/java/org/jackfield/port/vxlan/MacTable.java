package org.jackfield.port.vxlan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jackfield.api.frame.HotPath;

/**
 * Behind which VTEP an address is. Shared by the workers of all queues of a port: what one queue learns, another sends by. An entry is
 * one 64-bit word, address and VTEP together, so nobody ever sees half of one, and every change is one compare-and-set; no fence is
 * needed, because an entry says all there is.
 *
 * <p>A set-associative table of primitives: an address may stand in eight words only, all of which are looked at, so that removing
 * one never hides another, as it would where a free word ends the search. There are four times as many words as addresses, which leaves
 * one of several thousand sets too full when the table is at its limit. Addresses nobody has heard of for the ageing time count as
 * unknown at once; {@link #sweep} makes room of them.
 */
@HotPath
final class MacTable {
    /** Not known. */
    static final int UNKNOWN = -1;
    /** What {@link #learn} did: nothing new, an address more, a move, or no room. */
    static final int KNOWN = 0;

    static final int ADDED = 1;
    static final int MOVED = 2;
    static final int FULL = 3;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int WAYS = 8;
    private static final int SPARE = 4;
    private static final int VTEP_BITS = 16;
    private static final int VTEP_MASK = (1 << VTEP_BITS) - 1;
    /** 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** Address in the upper 48 bits, VTEP + 1 in the lower 16; 0 is free. */
    private final long[] entries;
    /** Second of the last frame from the address. Racing writers write nearly the same. */
    private final int[] seenS;

    private final int limit;
    private final int ageingS;
    private final int setShift;
    private final AtomicInteger used = new AtomicInteger();

    /**
     * An empty table.
     *
     * @param limit most addresses, at least 1
     * @param ageingS seconds an address is remembered
     */
    MacTable(final int limit, final int ageingS) {
        this.limit = limit;
        this.ageingS = ageingS;
        final int setBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(limit * SPARE / WAYS));
        setShift = Long.SIZE - setBits;
        entries = new long[WAYS << setBits];
        seenS = new int[WAYS << setBits];
    }

    /** The VTEP of an address, or {@link #UNKNOWN}. */
    int lookup(final long mac, final int nowS) {
        final int from = set(mac);
        for (int i = from; i < from + WAYS; i++) {
            final long entry = entry(i);
            if (entry >>> VTEP_BITS == mac && entry != 0) {
                return expired(i, nowS) ? UNKNOWN : (int) (entry & VTEP_MASK) - 1;
            }
        }
        return UNKNOWN;
    }

    /** Notes that an address, which is not zero and no group, is behind a VTEP; says what that did. */
    int learn(final long mac, final int vtep, final int nowS) {
        final int from = set(mac);
        for (int i = from; i < from + WAYS; i++) {
            final long entry = entry(i);
            if (entry >>> VTEP_BITS == mac) {
                if ((int) INTS.getOpaque(seenS, i) != nowS) {
                    INTS.setOpaque(seenS, i, nowS);
                }
                final long now = mac << VTEP_BITS | vtep + 1;
                return entry != now && LONGS.compareAndSet(entries, i, entry, now) ? MOVED : KNOWN;
            }
        }
        return slowPathAdd(mac, vtep, from, nowS);
    }

    /** Two workers may add an address at once in two places: both entries live, the first is used, the second ages. */
    private int slowPathAdd(final long mac, final int vtep, final int from, final int nowS) {
        for (int i = from; i < from + WAYS; i++) {
            final long entry = entry(i);
            final boolean free = entry == 0;
            if (free ? used.get() < limit : expired(i, nowS)) {
                INTS.setOpaque(seenS, i, nowS);
                if (LONGS.compareAndSet(entries, i, entry, mac << VTEP_BITS | vtep + 1)) {
                    used.getAndAdd(free ? 1 : 0);
                    return ADDED;
                }
            }
        }
        return FULL;
    }

    /** Forgets what is too old. Any thread. */
    void sweep(final int nowS) {
        for (int i = 0; i < entries.length; i++) {
            final long entry = entry(i);
            if (entry != 0 && expired(i, nowS) && LONGS.compareAndSet(entries, i, entry, 0L)) {
                used.getAndDecrement();
            }
        }
    }

    /** Words of the table, for whoever goes through all. */
    int words() {
        return entries.length;
    }

    /** The address in a word; 0 when there is none, or one that is too old. */
    long macAt(final int word, final int nowS) {
        return expired(word, nowS) ? 0 : entry(word) >>> VTEP_BITS;
    }

    /** The VTEP of the address in a word that has one. */
    int vtepAt(final int word) {
        return (int) (entry(word) & VTEP_MASK) - 1;
    }

    /** Second of the last frame from the address in a word. */
    int seenAt(final int word) {
        return (int) INTS.getOpaque(seenS, word);
    }

    /** Addresses in the table, up to one for each worker more than the limit. */
    int size() {
        return used.get();
    }

    private long entry(final int index) {
        return (long) LONGS.getOpaque(entries, index);
    }

    private boolean expired(final int index, final int nowS) {
        return nowS - (int) INTS.getOpaque(seenS, index) > ageingS;
    }

    private int set(final long mac) {
        return (int) (mac * SPREAD >>> setShift) * WAYS;
    }
}
