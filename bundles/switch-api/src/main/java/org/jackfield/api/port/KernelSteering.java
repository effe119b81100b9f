package org.jackfield.api.port;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The kernel's copy of the indirection table for one port: a program in the kernel computes {@link
 * org.jackfield.api.frame.FlowHash} for each frame and puts it in the queue this table names.
 */
@ConsumerType
public interface KernelSteering {
    /**
     * Writes the queue of every bucket and returns only after each sender that used an older entry has queued its frame, so
     * that a queue seen empty afterwards holds no more frames of buckets that left it. Port-ops thread; may block.
     *
     * @param queueOfBucket one entry for each bucket; the array stays the caller's
     */
    void write(short[] queueOfBucket) throws PortException;

    /**
     * Lets the kernel choose queues by itself again, until the next {@link #write}, and returns only after each sender that used the
     * table has queued its frame. Called when an active port withdraws its offer ({@link PortHost#steering}). Port-ops thread; may block.
     * The default does nothing: the port has seen to it.
     */
    default void release() throws PortException {}
}
