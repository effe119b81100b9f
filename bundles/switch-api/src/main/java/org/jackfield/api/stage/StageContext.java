package org.jackfield.api.stage;

import org.osgi.annotation.versioning.ProviderType;

/** The switch as a stage sees it while it processes a batch. The calling worker only; nothing here allocates, and none is per frame. */
@ProviderType
public interface StageContext {
    /**
     * Dense index of a port of the plan, as {@code FrameBatch.egress} and {@code FrameBatch.ingressPort} have it; -1 while there is no
     * active port of that name. May differ from batch to batch.
     *
     * @param number its place in {@link StagePlan#ports}
     */
    int port(int number);

    /** Whether frames of this batch that are flooded go to the port of this dense index. */
    boolean floodsTo(int portIndex);

    /**
     * Has copies of frames of the present batch sent to a port, in this order, behind what the switch itself sends there. Only for
     * {@link StagePhase#OBSERVE}. Each copy has a slot of its own, with the descriptor of the frame as it came in and, where the frame was
     * dropped, the reason ({@code FrameLayout.DROP_REASON}). Copies belong to the ledger of the egress port; one for which no frame is free
     * is counted there as {@code no-copy}. The port may be on another bridge. Nothing happens while it is not active.
     *
     * @param frames positions in the batch
     * @param n how many of them
     * @param number the port's place in {@link StagePlan#ports}
     * @return copies made
     */
    int copy(int[] frames, int n, int number);

    /** Nanoseconds that never go back, read once a duty cycle. */
    long nowNs();
}
