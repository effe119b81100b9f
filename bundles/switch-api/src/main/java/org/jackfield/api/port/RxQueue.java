package org.jackfield.api.port;

import org.jackfield.api.frame.FrameBatch;
import org.osgi.annotation.versioning.ConsumerType;

/** The receiving half of a queue pair that lives in memory. Called by one worker only, the one that calls its {@link
 * TxQueue}; must not block, throw or allocate. */
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
     * A descriptor that is readable while {@link #receive} would return more than 0: the worker waits for it and reads the queue only
     * then. It must be one that can be waited for (a socket, pipe, eventfd, timerfd or epoll set, not a file), stays open and the same
     * from attach to detach, and is never read or written by the switch. -1 when the queue must be polled, which costs a look a
     * millisecond also at rest; {@link #OWN_WORKER} when neither is needed. Asked once, when the queue is attached.
     */
    int wakeFd();
}
