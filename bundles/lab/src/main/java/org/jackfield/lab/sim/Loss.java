package org.jackfield.lab.sim;

/** Where a frame may be lost. */
enum Loss {
    /** In the kernel: the queue was full. */
    QUEUE_FULL("a queue of the kernel was full"),
    /** In the switch: the other worker's ring was full ({@code handoff-full}). */
    HANDOFF_FULL("a handoff ring was full"),
    /** In the switch: too many frames of moving buckets waited ({@code move-overflow}). */
    MOVE_OVERFLOW("too many frames of moving buckets waited");

    /** For people. */
    final String sentence;

    Loss(final String sentence) {
        this.sentence = sentence;
    }
}
