package org.jackfield.core.worker;

import org.jackfield.core.view.PortView;
import org.jspecify.annotations.Nullable;

/** One slot of a handoff ring: up to {@value #FRAMES} frames of one ingress port. Reused for ever. */
final class HandoffSlot {
    static final int FRAMES = 32;

    final int[] ids = new int[FRAMES];
    int count;
    /** The ingress port as the sender saw it; null again when the owner has taken the frames. */
    @Nullable
    PortView port;
}
