package org.jackfield.core.offload;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.HotPath;

/**
 * struct virtio_net_hdr_v1 (linux/virtio_net.h): offsets and values. Its fields are little-endian, as the machines are
 * that Jackfield
 * runs on, while the buffers of frames are big-endian.
 */
@HotPath
final class VnetHeader {
    /** u8: what is known about the checksum. */
    static final int FLAGS = 0;
    /** u8: what the frame is to be cut into. */
    static final int GSO_TYPE = 1;
    /** u16: bytes of all headers, a hint only. */
    static final int HEADER_BYTES = 2;
    /** u16: bytes of payload of each segment. */
    static final int GSO_SIZE = 4;
    /** u16: where the checksum begins to cover the frame. */
    static final int CSUM_START = 6;
    /** u16: where its field is, from there. */
    static final int CSUM_OFFSET = 8;
    /** u16: only for receivers with rings; a tap leaves it as it was. */
    static final int NUM_BUFFERS = 10;

    /** Flag: the checksum is unfinished. */
    static final int NEEDS_CSUM = 1;
    /** Flag: somebody has found the checksum right. */
    static final int DATA_VALID = 2;

    /** No segmentation. */
    static final int GSO_NONE = 0;
    /** TCP over IPv4. */
    static final int GSO_TCPV4 = 1;
    /** TCP over IPv6. */
    static final int GSO_TCPV6 = 4;
    /** UDP over either. */
    static final int GSO_UDP_L4 = 5;
    /** Bit beside a TCP type: the frame has CWR. */
    static final int GSO_ECN = 0x80;

    private VnetHeader() {}

    /** One of the 16-bit fields. */
    static int u16(final ByteBuffer buffer, final int index) {
        return Short.reverseBytes(buffer.getShort(index)) & 0xFFFF;
    }
}
