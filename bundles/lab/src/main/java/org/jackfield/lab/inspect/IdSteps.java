package org.jackfield.lab.inspect;

/** Whether a sender counts the identification of IPv4 up, frame by frame. One thread. */
final class IdSteps {
    /** A step further, to either side, is no step of a counter. */
    private static final int MOST_STEP = 256;
    /** Nine of ten must be steps of a counter. */
    private static final int OF = 10;

    private static final int WANTED = 9;

    private int last = -1;
    private long steps;
    private long small;
    private long same;

    /** A frame has this identification. */
    void add(final int id) {
        if (last >= 0) {
            final int step = (short) (id - last);
            steps++;
            same += step == 0 ? 1 : 0;
            small += step != 0 && Math.abs(step) <= MOST_STEP ? 1 : 0;
        }
        last = id;
    }

    /**
     * Whether it is a counter.
     *
     * @param least steps that must have been seen
     */
    boolean count(final int least) {
        return steps >= least && 2 * same <= steps && OF * small >= WANTED * (steps - same);
    }

    /** Whether it was the same in every frame. */
    boolean constant() {
        return same == steps;
    }
}
