package org.jackfield.api.steering;

import org.jackfield.api.frame.FrameBatch;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What one worker uses of a policy that decides for each frame: state of its own, so without locks. It sees the frames this worker has
 * read from queues, before anybody else does. Where the kernel steers, it follows the bucket table, so all frames of a flow from one
 * port are read by one worker until its bucket moves; where it does not, any worker may read any frame.
 */
@ConsumerType
public interface FrameSteering {
    /**
     * Says which worker is to process each frame of one ingress port, 1 to {@link FrameBatch#CAPACITY} of them, in the order they were
     * read. Hot: must not block, lock, allocate or log; mark the class {@link org.jackfield.api.frame.HotPath}.
     *
     * <p>The frames stay the switch's: bytes and descriptors may be read, nothing of the batch be changed, nor ids kept. Of the batch
     * {@code id}, {@code len}, {@code hash} and {@code ingressPort} are filled.
     *
     * @param batch the frames; the policy's for this call only
     * @param owners one entry for each frame, holding the owner of its bucket, which is what becomes of a frame whose entry is left
     *     alone; each must be 0 to {@code context.workers() - 1} afterwards
     * @param context the switch; valid during this call only
     */
    void assign(FrameBatch batch, short[] owners, SteeringContext context);
}
