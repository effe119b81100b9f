package org.jackfield.core.pipeline;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.MacAddress;

/** Refuses frames no bridge may forward: too short, from a group address, to a reserved group address. */
@HotPath
final class Admit {
    /** Upper 44 bits of 01-80-C2-00-00-00 to 0F, the addresses of IEEE 802.1Q-2022 table 8-1. */
    private static final long RESERVED = 0x0180_C200_0000L >>> 4;

    private Admit() {}

    static void run(final FrameBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            if (batch.len[i] < FrameLayout.ETHERNET_BYTES) {
                batch.egress[i] = Decision.TOO_SHORT;
            } else if ((batch.src[i] & MacAddress.GROUP_BIT) != 0) {
                batch.egress[i] = Decision.GROUP_SOURCE;
            } else if (batch.dst[i] >>> 4 == RESERVED) {
                batch.egress[i] = Decision.RESERVED_GROUP;
            }
        }
    }
}
