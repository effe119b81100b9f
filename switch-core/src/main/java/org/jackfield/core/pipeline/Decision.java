package org.jackfield.core.pipeline;

import org.jackfield.api.port.DropReason;
import org.jackfield.api.stage.EgressDecision;

/** What {@code FrameBatch.egress} means when it is not the index of an egress port. */
final class Decision {
    /** Not decided yet. */
    static final int NONE = EgressDecision.NONE;
    /** To all other ports of the bridge. */
    static final int FLOOD = EgressDecision.FLOOD;

    // Looked up once: ordinal() in the loops would be an extra load for each frame.
    static final int TOO_SHORT = EgressDecision.drop(DropReason.TOO_SHORT);
    static final int GROUP_SOURCE = EgressDecision.drop(DropReason.GROUP_SOURCE);
    static final int RESERVED_GROUP = EgressDecision.drop(DropReason.RESERVED_GROUP);
    static final int SAME_PORT = EgressDecision.drop(DropReason.SAME_PORT);
    static final int NO_EGRESS = EgressDecision.drop(DropReason.NO_EGRESS);

    private Decision() {}

    static boolean isDrop(final int decision) {
        return EgressDecision.isDrop(decision);
    }

    /** Ordinal of the reason of a drop. */
    static int reasonOrdinal(final int decision) {
        return EgressDecision.reasonOrdinal(decision);
    }
}
