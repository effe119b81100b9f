package org.jackfield.core.worker;

import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/** One slot of a handoff ring: up to {@value #FRAMES} frames of one ingress port, or copies for one egress port. Reused for ever. */
final class HandoffSlot {
    static final int FRAMES = 32;

    final int[] ids = new int[FRAMES];
    int count;
    /** Where the frames are copies for, which its home worker is to send; null for frames that are still to be processed. */
    @Nullable
    PortView egress;
    /** The ingress port as the sender saw it; null again when the owner has taken the frames. */
    @Nullable
    PortView port;
    /** When the frames were read; 0 where the sender does not measure. */
    long readNs;
    /** When they were put here; void where the sender does not measure. */
    long offeredNs;
}
