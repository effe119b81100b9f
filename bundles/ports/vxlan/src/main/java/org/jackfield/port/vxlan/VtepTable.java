package org.jackfield.port.vxlan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.socket.UdpAddress;

/**
 * The other VTEPs of a port by dense index: first those of the configuration, then those heard of, where everybody is accepted. A VTEP is
 * never removed, so an index means one VTEP for the life of the table. Shared by workers: a VTEP's data is written before its
 * slot is set with release, and read after the slot was read with acquire.
 */
@HotPath
final class VtepTable {
    /** Most VTEPs heard of beyond those of the configuration. */
    static final int MOST_HEARD = 1024;
    /** No such VTEP. */
    static final int NONE = -1;

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int SPARE = 4;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final int configured;
    private final int addressBytes;
    private final long[] high;
    private final long[] low;
    /** {@link UdpAddress#WORDS} for each VTEP. */
    private final long[] words;
    /** Index + 1 of a VTEP, 0 is free; a free slot ends a search. */
    private final int[] slots;

    private final int slotShift;
    /** Words of an address of this family with the UDP port everybody is sent to who is only heard of. */
    private final UdpAddress pattern;
    /** Held by who adds a VTEP; nobody waits for it. */
    private final AtomicBoolean adding = new AtomicBoolean();

    private volatile int count;

    /**
     * A table of the configured VTEPs.
     *
     * @param pattern an address of the family and UDP port of VTEPs that are only heard of
     */
    VtepTable(final List<UdpAddress> remotes, final UdpAddress pattern, final boolean hears) {
        final int most = remotes.size() + (hears ? MOST_HEARD : 0);
        final int slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(2, most * SPARE - 1));
        this.configured = remotes.size();
        this.addressBytes = pattern.bytes();
        this.pattern = pattern;
        high = new long[most];
        low = new long[most];
        words = new long[most * UdpAddress.WORDS];
        slots = new int[1 << slotBits];
        slotShift = Long.SIZE - slotBits;
        for (final UdpAddress remote : remotes) {
            final int index = count;
            for (int i = 0; i < UdpAddress.WORDS; i++) {
                words[index * UdpAddress.WORDS + i] = remote.word(i);
            }
            publish(index, remote.high(), remote.low());
        }
    }

    /** VTEPs of the configuration, the first ones. */
    int configured() {
        return configured;
    }

    /** All VTEPs. */
    int count() {
        return count;
    }

    /** Addresses as the kernel wants them, {@link UdpAddress#WORDS} for each. */
    long[] words() {
        return words;
    }

    /** Bytes of an address. */
    int addressBytes() {
        return addressBytes;
    }

    /** First half of the address of a VTEP. */
    long high(final int index) {
        return high[index];
    }

    /** Second half of the address of a VTEP. */
    long low(final int index) {
        return low[index];
    }

    /** The VTEP with an address, or {@link #NONE}. */
    int find(final long sourceHigh, final long sourceLow) {
        for (int at = slot(sourceHigh, sourceLow); ; at = at + 1 & slots.length - 1) {
            final int index = (int) INTS.getAcquire(slots, at) - 1;
            if (index < 0 || high[index] == sourceHigh && low[index] == sourceLow) {
                return index;
            }
        }
    }

    /** The VTEP with an address, which is added if it is new; {@link #NONE} when there is no room or another worker adds one now. */
    int slowPathAdd(final long sourceHigh, final long sourceLow) {
        if (!adding.compareAndSet(false, true)) {
            return NONE;
        }
        int index = find(sourceHigh, sourceLow);
        if (index == NONE && count < high.length) {
            index = count;
            final int at = index * UdpAddress.WORDS;
            if (pattern.isIpv6()) {
                words[at] = pattern.word(0);
                words[at + 1] = sourceHigh;
                words[at + 2] = sourceLow;
            } else {
                words[at] = pattern.word(0) & 0xFFFF_FFFFL | sourceLow << Integer.SIZE;
            }
            publish(index, sourceHigh, sourceLow);
        }
        adding.set(false);
        return index;
    }

    private void publish(final int index, final long sourceHigh, final long sourceLow) {
        high[index] = sourceHigh;
        low[index] = sourceLow;
        int at = slot(sourceHigh, sourceLow);
        while (slots[at] != 0) {
            at = at + 1 & slots.length - 1;
        }
        INTS.setRelease(slots, at, index + 1);
        count = index + 1;
    }

    private int slot(final long sourceHigh, final long sourceLow) {
        return (int) ((sourceHigh * SPREAD ^ sourceLow) * SPREAD >>> slotShift);
    }
}
