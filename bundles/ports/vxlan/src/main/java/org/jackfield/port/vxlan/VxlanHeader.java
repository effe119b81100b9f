package org.jackfield.port.vxlan;

import java.nio.ByteBuffer;

/**
 * The VXLAN header (RFC 7348 section 5), 8 bytes between UDP header and inner Ethernet header:
 *
 * <pre>
 *   | flags 0x08 = I | reserved, 24 bits | VNI, 24 bits | reserved, 8 bits |
 * </pre>
 *
 * <p>The I flag must be set; reserved bits are sent as zero and ignored when received.
 */
final class VxlanHeader {
    /** Bytes of the header. */
    static final int BYTES = 8;

    private static final int VNI_SHIFT = 8;
    private static final long HAS_VNI = 0x08L << 56;

    private VxlanHeader() {}

    /** The header of a segment. Not for hot paths. */
    static byte[] bytes(final int vni) {
        return ByteBuffer.allocate(BYTES).putLong(of(vni)).array();
    }

    /** The header of a segment as a big-endian number. */
    static long of(final int vni) {
        return HAS_VNI | (long) vni << VNI_SHIFT;
    }

    /** Whether a header says that it has a VNI. */
    static boolean hasVni(final long header) {
        return (header & HAS_VNI) != 0;
    }

    /** The VNI of a header. */
    static int vni(final long header) {
        return (int) header >>> VNI_SHIFT;
    }
}
