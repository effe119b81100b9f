package org.jackfield.linux.poll;

import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameLayout;

/** What io_uring puts into a buffer before each frame it reads. */
enum UringPrefix {
    /** Nothing. */
    NONE(0),
    /** A virtio-net header. */
    HEADER(FrameLayout.VNET_BYTES),
    /** struct io_uring_recvmsg_out, {@link AuxiliaryData}, a virtio-net header. */
    MESSAGE(UringLayout.RECVMSG_OUT_BYTES + AuxiliaryData.BYTES + FrameLayout.VNET_BYTES);

    /** Number of constants. */
    static final int COUNT = 3;
    /** Where struct io_uring_recvmsg_out is, from the start of the slot. */
    static final int MESSAGE_AT = AuxiliaryData.AT - UringLayout.RECVMSG_OUT_BYTES;

    private final int bytes;

    UringPrefix(final int bytes) {
        this.bytes = bytes;
    }

    /** That of descriptors of a kind. */
    static UringPrefix of(final FdKind kind) {
        if (kind == FdKind.PACKET_VNET) {
            return MESSAGE;
        }
        return kind.headerBytes() > 0 ? HEADER : NONE;
    }

    /** Bytes before the frame. */
    int bytes() {
        return bytes;
    }
}
