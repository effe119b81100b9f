package org.jackfield.linux.cpu;

import java.util.BitSet;

/** Some CPUs by their numbers, 0 to {@link #MOST} - 1. Immutable. Any thread. */
public final class CpuSet {
    /** More CPUs than any kernel is built for (CONFIG_NR_CPUS). */
    public static final int MOST = 8192;

    private final BitSet cpus;

    CpuSet(final BitSet cpus) {
        this.cpus = cpus;
    }

    /**
     * The CPUs of a list as the kernel writes it (cpuset(7), "List format"), such as {@code 0-3,8}; white space around it does not matter,
     * an empty text is no CPU.
     *
     * @throws CpuException when it is no such list
     */
    public static CpuSet ofList(final String list) throws CpuException {
        final BitSet cpus = new BitSet();
        for (final String part : list.strip().split(",")) {
            if (!part.isBlank()) {
                addRange(cpus, part.strip(), list);
            }
        }
        return new CpuSet(cpus);
    }

    private static void addRange(final BitSet cpus, final String part, final String list) throws CpuException {
        if (!part.matches("\\d{1,5}(-\\d{1,5})?")) {
            throw new CpuException("'" + list.strip() + "' is no list of CPUs; write it like 0-3,8 or node:0");
        }
        final String[] ends = part.split("-");
        final int first = Integer.parseInt(ends[0]);
        final int last = Integer.parseInt(ends[ends.length - 1]);
        if (first > last || last >= MOST) {
            throw new CpuException("'" + part + "' is no range of CPUs: they are 0 to " + (MOST - 1)
                    + " at most, the lower one first");
        }
        cpus.set(first, last + 1);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    /** These and those. */
    public CpuSet with(final CpuSet more) {
        final BitSet both = bits();
        both.or(more.cpus);
        return new CpuSet(both);
    }

    /** These without those. */
    public CpuSet without(final CpuSet others) {
        final BitSet rest = bits();
        rest.andNot(others.cpus);
        return new CpuSet(rest);
    }

    /** A copy as bits. */
    BitSet bits() {
        return (BitSet) cpus.clone();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof CpuSet set && set.cpus.equals(cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    /** The list, as {@link #ofList} reads it. */
    @Override
    public String toString() {
        final StringBuilder list = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            final int last = cpus.nextClearBit(first) - 1;
            list.append(list.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                list.append('-').append(last);
            }
            first = cpus.nextSetBit(last + 1);
        }
        return list.toString();
    }
}
