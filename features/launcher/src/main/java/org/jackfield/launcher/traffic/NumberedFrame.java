package org.jackfield.launcher.traffic;

import java.nio.ByteBuffer;

/** Payload of a numbered frame: magic (4), flow (4), sequence number (8), padding; big-endian. */
final class NumberedFrame {
    static final int MAGIC = 0x4a46_4e55;
    static final int FLOW_OFFSET = 4;
    static final int SEQUENCE_OFFSET = 8;
    static final int LENGTH_BYTES = 16;

    private NumberedFrame() {}

    /** Whether the buffer, from 0 to its limit, is a numbered frame of one of the flows. */
    static boolean matches(final ByteBuffer payload, final int flows) {
        return payload.limit() >= LENGTH_BYTES
                && payload.getInt(0) == MAGIC
                && payload.getInt(FLOW_OFFSET) >= 0
                && payload.getInt(FLOW_OFFSET) < flows;
    }
}
