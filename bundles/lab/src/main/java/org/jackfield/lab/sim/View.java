package org.jackfield.lab.sim;

import org.jspecify.annotations.Nullable;

/**
 * What workers act on. Immutable; each change is a new one.
 *
 * @param epoch grows with each view
 * @param owners owner of each bucket
 * @param queues how many queues of each port are used; the same array as before where none was attached or detached
 * @param move the hand-over under way; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record View(
        int epoch, short[] owners, int[] queues, @Nullable Move move) {
    /** The next one with this hand-over, or with none. */
    View with(final @Nullable Move next) {
        return new View(epoch + 1, owners, queues, next);
    }

    /** The next one with these owners, when all is handed over. */
    View with(final short[] newOwners) {
        return new View(epoch + 1, newOwners, queues, null);
    }

    /** The next one with another number of queues of a port. */
    View with(final int port, final int count) {
        final int[] changed = queues.clone();
        changed[port] = count;
        return new View(epoch + 1, owners, changed, move);
    }
}
