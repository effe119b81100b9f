package org.jackfield.lab.api;

/**
 * What the switch's work costs a worker, in nanoseconds of CPU time, which is also how long it takes, unless said otherwise. Immutable.
 *
 * @param readFrame a frame read from a queue, hashed and steered; paid by the worker that reads it
 * @param sendFrame a frame looked up and written; paid by the worker that processes it
 * @param perByte each byte of a frame, paid with {@code sendFrame}
 * @param perTurn a turn of a worker: one entry of the kernel, and what else does not depend on the number of frames
 * @param wakeUp the worker that is woken, until it begins its turn
 * @param wakeOther the worker that wakes another one, because it hands frames over
 * @param handoffOut a frame put into another worker's ring
 * @param handoffIn a frame taken out of the ring
 * @param perDecision a frame shown to a policy that decides for each frame
 * @param tableWrite time, not CPU, from when the kernel follows a new table until nobody uses the old one
 * @param wakeDelay time, not CPU, until a worker that is woken gets a processor that does nothing for workers: others may have it
 */
public record Costs(
        double readFrame,
        double sendFrame,
        double perByte,
        double perTurn,
        double wakeUp,
        double wakeOther,
        double handoffOut,
        double handoffIn,
        double perDecision,
        double tableWrite,
        double wakeDelay) {
    private static final double MOST = 1e9;

    /** Refuses what is negative, longer than a second, or no number. */
    public Costs {
        check("readFrame", readFrame);
        check("sendFrame", sendFrame);
        check("perByte", perByte);
        check("perTurn", perTurn);
        check("wakeUp", wakeUp);
        check("wakeOther", wakeOther);
        check("handoffOut", handoffOut);
        check("handoffIn", handoffIn);
        check("perDecision", perDecision);
        check("tableWrite", tableWrite);
        check("wakeDelay", wakeDelay);
    }

    /** Costs where a worker that is woken gets its processor at once, if no other worker has it. */
    public Costs(
            final double readFrame,
            final double sendFrame,
            final double perByte,
            final double perTurn,
            final double wakeUp,
            final double wakeOther,
            final double handoffOut,
            final double handoffIn,
            final double perDecision,
            final double tableWrite) {
        this(
                readFrame,
                sendFrame,
                perByte,
                perTurn,
                wakeUp,
                wakeOther,
                handoffOut,
                handoffIn,
                perDecision,
                tableWrite,
                0);
    }

    /**
     * As measured on taps and io_uring with 2 processors (AMD EPYC, virtual, Linux 6.18, JDK 17). Where each figure comes from says the
     * README of the laboratory.
     */
    public static Costs measured() {
        return new Costs(740, 660, 0.14, 2_200, 11_000, 8_000, 114, 114, 15, 12e6);
    }

    /** Nothing costs anything but processing a frame: a queue as textbooks have it. */
    public static Costs only(final double sendFrame) {
        return new Costs(0, sendFrame, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static void check(final String name, final double ns) {
        if (!(ns >= 0 && ns <= MOST)) {
            throw new IllegalArgumentException(
                    "costs: " + name + " is " + ns + " ns, it must be from 0 to " + (long) MOST);
        }
    }
}
