package org.jackfield.api.admin;

import java.util.List;

/**
 * Where the frames of one flow go at one moment.
 *
 * @param hash the flow hash, see {@code org.jackfield.api.frame.FlowHash}
 * @param bucket the hash masked by the number of buckets
 * @param owner worker that owns the bucket, and so processes the frames unless {@code byFrame}; where no other policy decides for the port
 * @param policy name of the policy that decides there
 * @param byFrame whether the policy decides for each frame, so that the owner is only what it starts from
 * @param queues where frames of this flow are read, one entry for each active port with queues, sorted by name
 */
public record FlowInfo(int hash, int bucket, int owner, String policy, boolean byFrame, List<FlowQueue> queues) {
    /**
     * What becomes of the flow's frames at one port they come in by.
     *
     * @param port name of the port
     * @param queue queue they are read from; -1 when the kernel chooses among several queues by itself
     * @param worker worker that reads that queue; -1 when unknown
     * @param steered whether the kernel follows the owners of buckets at this port
     * @param owner worker that owns the bucket for frames from this port
     * @param policy name of the policy that decides for this port
     * @param byFrame whether that decides for each frame
     */
    public record FlowQueue(
            String port, int queue, int worker, boolean steered, int owner, String policy, boolean byFrame) {}
}
