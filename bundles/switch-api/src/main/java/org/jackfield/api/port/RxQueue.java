package org.jackfield.api.port;

import org.jackfield.api.frame.FrameBatch;
import org.osgi.annotation.versioning.ConsumerType;

/** The receiving half of a queue pair that lives in memory. Called by one worker only; must not block, throw or allocate. */
@ConsumerType
public interface RxQueue {
    /** For {@link #wakeFd}: only what the reading worker itself transmits can fill the queue, so that nothing has to wake it. */
    int OWN_WORKER = -2;

    /**
     * Appends up to {@code batch.free()} frames taken from {@code batch.pool()}, their length written in the descriptor.
     *
     * @return frames added, whose owner is now the caller, or -errno when the queue cannot go on
     */
    int receive(FrameBatch batch);

    /**
     * A descriptor that becomes readable when {@link #receive} would return more than 0; -1 when it must be polled, {@link #OWN_WORKER}
     * when neither is needed.
     */
    int wakeFd();
}
