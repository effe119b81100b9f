package org.jackfield.api.port;

import org.jackfield.api.frame.FramePool;
import org.osgi.annotation.versioning.ConsumerType;

/** The sending half of a queue pair that lives in memory. Called by one worker only, the one that calls its {@link
 * RxQueue}, also for frames other workers have for it; must not block, throw or allocate. */
@ConsumerType
public interface TxQueue {
    /**
     * Takes ownership of {@code frames[from..from+n)} regardless of the result.
     *
     * @return frames accepted; the rest have been released, and the switch counts them as {@link DropReason#TX_FULL}
     */
    int transmit(FramePool pool, int[] frames, int from, int n);

    /** Releases frames whose asynchronous send has finished; returns how many. */
    int complete(FramePool pool);
}
