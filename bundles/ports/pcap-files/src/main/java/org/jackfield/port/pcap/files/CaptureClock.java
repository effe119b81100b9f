package org.jackfield.port.pcap.files;

/**
 * How an interface of a pcapng file tells times.
 *
 * @param resolution if_tsresol: 10 to the minus that many seconds a unit, or 2 to the minus its lower 7 bits with the upper bit set
 * @param offsetSeconds if_tsoffset, added to every time
 */
record CaptureClock(int resolution, long offsetSeconds) {
    /** The resolution of interfaces that tell none. */
    static final int MICROSECONDS = 6;

    private static final int BINARY = 0x80;
    private static final int NANOSECONDS = 9;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    /** Nanoseconds since 1970 of a time in these units. */
    long ns(final long units) {
        final long offset = offsetSeconds * NS_PER_SECOND;
        return offset + ((resolution & BINARY) == 0 ? decimal(units) : binary(units, resolution & ~BINARY));
    }

    private long decimal(final long units) {
        long ns = units;
        for (int digit = resolution; digit < NANOSECONDS; digit++) {
            ns *= 10;
        }
        for (int digit = NANOSECONDS; digit < resolution && ns != 0; digit++) {
            ns = Long.divideUnsigned(ns, 10);
        }
        return ns;
    }

    private static long binary(final long units, final int bits) {
        if (bits >= Long.SIZE) {
            return 0; // a unit of less than a nanosecond by far: all times are within the first second
        }
        final long seconds = bits == 0 ? units : units >>> bits;
        final long fraction = units & (1L << bits) - 1;
        final int excess = Math.max(0, bits - Integer.SIZE);
        return seconds * NS_PER_SECOND + ((fraction >>> excess) * NS_PER_SECOND >>> (bits - excess));
    }
}
