package org.jackfield.steering.flows;

/**
 * How many flows a table knows and for how long.
 *
 * @param entries flows, {@link FlowTable#LEAST_ENTRIES} to {@link FlowTable#MOST_ENTRIES}; rounded up to a power of two
 * @param timeoutNs nanoseconds a flow is known after its last frame, 1000 or more
 */
public record TableSize(int entries, long timeoutNs) {
    /** Room for flows: a power of two. */
    int slots() {
        return entries <= 1 ? 1 : Integer.highestOneBit(entries - 1) << 1;
    }
}
