package org.jackfield.api.stage;

import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.DropReason;

/**
 * What {@link org.jackfield.api.frame.FrameBatch#egress} says of each frame: the dense index of the one port it goes to when it is 0
 * or more, otherwise one of the codes here.
 */
@HotPath
public final class EgressDecision {
    /** Not decided yet; what stages before {@link StagePhase#DECIDE} find where nobody has dropped the frame. */
    public static final int NONE = -1;
    /** To all other ports of the bridge, see {@link StageContext#floodsTo}. */
    public static final int FLOOD = -2;

    private static final int DROP_BASE = -16;

    /** Dropped by a stage, {@link DropReason#STAGE_DROP}; the only drop a stage may write. A drop is final. */
    public static final int DROP = drop(DropReason.STAGE_DROP);

    private EgressDecision() {}

    /** The code of a drop. */
    public static int drop(final DropReason reason) {
        return DROP_BASE - reason.ordinal();
    }

    /** Whether a decision is a drop. */
    public static boolean isDrop(final int decision) {
        return decision <= DROP_BASE;
    }

    /** Ordinal of the {@link DropReason} of a drop. */
    public static int reasonOrdinal(final int decision) {
        return DROP_BASE - decision;
    }
}
