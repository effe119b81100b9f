package org.jackfield.core.pipeline;

import org.jackfield.api.port.DropReason;

/** What {@code FrameBatch.egress} means when it is not the index of an egress port. */
final class Decision {
    /** Not decided yet. */
    static final int NONE = -1;
    /** To all other ports of the bridge. */
    static final int FLOOD = -2;

    private static final int DROP_BASE = -16;

    // Looked up once: ordinal() in the loops would be an extra load for each frame.
    static final int TOO_SHORT = drop(DropReason.TOO_SHORT);
    static final int GROUP_SOURCE = drop(DropReason.GROUP_SOURCE);
    static final int RESERVED_GROUP = drop(DropReason.RESERVED_GROUP);
    static final int SAME_PORT = drop(DropReason.SAME_PORT);

    private Decision() {}

    /** The code of a drop. */
    private static int drop(final DropReason reason) {
        return DROP_BASE - reason.ordinal();
    }

    static boolean isDrop(final int decision) {
        return decision <= DROP_BASE;
    }

    /** Ordinal of the reason of a drop. */
    static int reasonOrdinal(final int decision) {
        return DROP_BASE - decision;
    }
}
