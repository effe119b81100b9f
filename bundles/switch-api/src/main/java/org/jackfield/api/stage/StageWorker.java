package org.jackfield.api.stage;

import org.jackfield.api.frame.FrameBatch;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What one worker uses of a stage: state of its own, so without locks. The frames of a flow that come in by one port keep to a worker (until
 * a bucket moves), so state by flow and direction may be kept here. Both directions of a flow meet in one worker only where one policy that
 * decides by bucket is followed by all ports; ports may have policies of their own, and policies may decide for each frame.
 */
@ConsumerType
public interface StageWorker {
    /**
     * Processes the frames of one ingress port, 1 to {@link FrameBatch#CAPACITY}. Hot: must not block, lock, allocate or log; mark the class
     * {@link org.jackfield.api.frame.HotPath}.
     *
     * <p>The frames stay the switch's: neither their bytes nor their descriptors may be changed, references taken or given back, nor ids
     * kept. Of the batch only {@code egress} may be written, as the band allows: {@link EgressDecision#DROP} for a frame nobody has
     * dropped ({@link StagePhase#mayDrop}); in {@link StagePhase#DECIDE} also {@link EgressDecision#FLOOD} or the index of an active port of
     * the same bridge other than the ingress. {@code dst}, {@code src}, {@code vid} and {@code hash} are filled; of a frame shorter than 14
     * bytes they are void.
     *
     * @param batch the frames; the stage's for this call only
     * @param context the switch; valid during this call only
     */
    void process(FrameBatch batch, StageContext context);
}
