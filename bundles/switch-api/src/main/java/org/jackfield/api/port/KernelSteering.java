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
}
