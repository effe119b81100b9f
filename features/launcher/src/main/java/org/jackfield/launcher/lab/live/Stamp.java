package org.jackfield.launcher.lab.live;

import java.nio.ByteBuffer;

/**
 * The number a played frame carries in its last {@value #BYTES} bytes, so that whoever receives it need not read its headers. Two
 * little-endian words:
 *
 * <pre>
 * first    magic 8 | run 8 | flow 24 | bits 8 to 31 of the sequence 24
 * second   bits 0 to 7 of the sequence 8 | time sent, nanoseconds of CLOCK_MONOTONIC modulo 2^56
 * </pre>
 *
 * The run tells frames of a warm-up, which may come late, from those that count. Stateless.
 */
final class Stamp {
    /** Bytes of it. */
    static final int BYTES = 16;
    /** Most flows. */
    static final int MOST_FLOWS = 1 << 24;

    private static final long MAGIC = 0x4A;
    private static final int MAGIC_SHIFT = 56;
    private static final int RUN_SHIFT = 48;
    private static final int FLOW_SHIFT = 24;
    private static final int SEQUENCE_SHIFT = 56;
    private static final int LOW_BITS = 8;
    private static final long MASK_24 = 0xFF_FFFF;
    private static final int MASK_8 = 0xFF;
    private static final int TIME_SPARE = 8;
    private static final long TIME_MASK = (1L << SEQUENCE_SHIFT) - 1;

    private Stamp() {}

    /**
     * Writes the number of a frame.
     *
     * @param end offset behind the last byte of the frame
     */
    static void write(
            final ByteBuffer bytes,
            final int end,
            final int run,
            final int flow,
            final long sequence,
            final long sentNs) {
        bytes.putLong(
                end - BYTES,
                MAGIC << MAGIC_SHIFT
                        | (long) (run & MASK_8) << RUN_SHIFT
                        | (flow & MASK_24) << FLOW_SHIFT
                        | sequence >>> LOW_BITS & MASK_24);
        bytes.putLong(end - Long.BYTES, (sequence & MASK_8) << SEQUENCE_SHIFT | sentNs & TIME_MASK);
    }

    /** Whether a frame that ends there carries a number of this run; it has at least {@value #BYTES} bytes. */
    static boolean isOf(final ByteBuffer bytes, final int end, final int run) {
        return bytes.getLong(end - BYTES) >>> RUN_SHIFT == (MAGIC << LOW_BITS | run & MASK_8);
    }

    static int flow(final ByteBuffer bytes, final int end) {
        return (int) (bytes.getLong(end - BYTES) >>> FLOW_SHIFT & MASK_24);
    }

    /**
     * The sequence number.
     *
     * @param near a number less than 2^31 away from it
     */
    static long sequence(final ByteBuffer bytes, final int end, final long near) {
        final long low =
                (bytes.getLong(end - BYTES) & MASK_24) << LOW_BITS | bytes.getLong(end - Long.BYTES) >>> SEQUENCE_SHIFT;
        return near + (int) (low - near);
    }

    /**
     * When it was sent.
     *
     * @param nowNs a time of the same clock less than a year away from it
     */
    static long sentNs(final ByteBuffer bytes, final int end, final long nowNs) {
        final long difference = nowNs - bytes.getLong(end - Long.BYTES);
        return nowNs - (difference << TIME_SPARE >> TIME_SPARE);
    }
}
