package org.jackfield.api.steering;

import org.osgi.annotation.versioning.ProviderType;

/** The switch as a policy sees it while it decides for a batch. The calling worker only; nothing here allocates or blocks. */
@ProviderType
public interface SteeringContext {
    /** Index of the calling worker, which has read the frames. */
    int worker();

    /** Number of workers, 1 to 64. */
    int workers();

    /** Nanoseconds that never go back, read once a duty cycle. */
    long nowNs();

    /**
     * Batches of up to 32 frames that wait in the handoff ring of a worker, 0 or more: how far it is behind. A moment old, and without what
     * waits in the kernel's queues.
     */
    int backlog(int worker);
}
