package org.jackfield.lab.sim;

import org.jspecify.annotations.Nullable;

/**
 * A hand-over that is under way, in one of its phases: of buckets that change their owner, or of those that come by another queue of a port;
 * what the switch's {@code Transition} is. Immutable.
 *
 * @param serial distinguishes moves; never 0
 * @param atReader whether frames wait at the worker that read them: a policy decides for each frame
 * @param phase where it stands
 * @param newOwners owner of each bucket afterwards
 * @param before queue of each bucket before, by port; null where the kernel does not steer by our table
 * @param after queue of each bucket afterwards, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Move(
        int serial,
        boolean atReader,
        Phase phase,
        short[] newOwners,
        short @Nullable [][] before,
        short @Nullable [][] after) {
    /** Phases, in order. */
    enum Phase {
        /** The kernel's tables are written; what comes by a new queue waits. */
        PREPARE,
        /** Old queues run empty. */
        DRAIN,
        /** All frames of moving buckets wait. */
        STOP,
        /** Rings of old owners run empty. */
        FLUSH
    }

    Move in(final Phase next) {
        return new Move(serial, atReader, next, newOwners, before, after);
    }

    /** Whether this move touches the frames of a bucket that come in by a port. */
    boolean moves(final short[] owners, final int port, final int bucket) {
        return owners[bucket] != newOwners[bucket] || queueChanges(port, bucket);
    }

    /** Whether a frame of a bucket that moves, read from this queue, must wait. */
    boolean parks(final int port, final int queue, final int bucket) {
        if (phase == Phase.STOP || phase == Phase.FLUSH) {
            return true;
        }
        return after != null && queueChanges(port, bucket) && after[port][bucket] == queue;
    }

    private boolean queueChanges(final int port, final int bucket) {
        return before != null && after != null && before[port][bucket] != after[port][bucket];
    }
}
