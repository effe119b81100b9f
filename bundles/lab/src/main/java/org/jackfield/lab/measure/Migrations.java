package org.jackfield.lab.measure;

import java.util.Arrays;

/** How often flows change their worker: a frame that arrives from another worker than the frame of its flow before it. One thread. */
public final class Migrations {
    private byte[] workerOfFlow = new byte[64];
    private long moves;

    /** A frame arrived that this worker, 0 to 63, has processed. */
    public void arrived(final int flow, final int worker) {
        if (flow >= workerOfFlow.length) {
            workerOfFlow = Arrays.copyOf(workerOfFlow, Math.max(flow + 1, 2 * workerOfFlow.length));
        }
        final byte now = (byte) (worker + 1);
        final byte before = workerOfFlow[flow];
        if (before != now) {
            moves += before == 0 ? 0 : 1;
            workerOfFlow[flow] = now;
        }
    }

    /** Changes so far. */
    public long moves() {
        return moves;
    }
}
