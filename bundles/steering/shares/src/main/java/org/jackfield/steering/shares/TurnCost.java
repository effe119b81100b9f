package org.jackfield.steering.shares;

/**
 * What a turn of a worker costs besides the frames in it, in frames: the kernel is entered and everything looked at once, whatever is
 * there, and a worker that has nothing left is woken again. Learned by least squares from workers that are awake most of the time, each
 * measurement being {@code CPU time = turns x a + frames x b}; the answer is a / b. Measurements fade. Where all workers take as much in
 * a turn these cannot tell a from b, so one measurement that says {@link #ASSUMED} is always among them, of little weight; and what frames
 * that cost more at one worker than at another make of it is bounded. One thread.
 */
final class TurnCost {
    /** Measured: a turn costs what 1.5 frames do, and a wake-up, which one turn in eight or so needs, what 7 do. */
    static final double ASSUMED = 2.5;
    /** A worker that uses less of a processor sleeps after most turns, and pays for that. */
    static final double AWAKE = 0.4;

    static final double LEAST = 0.25;
    static final double MOST = 8;

    /** Weight of what is assumed, as a part of that of what was measured. */
    private static final double DOUBT = 0.005;
    /** Part of its weight that a measurement keeps from one to the next. */
    private static final double KEPT = 0.9;

    private double turnsTurns;
    private double turnsFrames;
    private double framesFrames;
    private double turnsOnly;
    private double framesOnly;

    /** Lets older measurements fade. */
    void fade() {
        turnsTurns *= KEPT;
        turnsFrames *= KEPT;
        framesFrames *= KEPT;
        turnsOnly *= KEPT;
        framesOnly *= KEPT;
    }

    /** Takes in what a worker did with so much CPU time, more than 0 ns. */
    void add(final double cpuNs, final double turns, final double frames) {
        final double x = turns / cpuNs;
        final double y = frames / cpuNs;
        turnsTurns += x * x;
        turnsFrames += x * y;
        framesFrames += y * y;
        turnsOnly += x;
        framesOnly += y;
    }

    /** How many frames cost what a turn does, {@link #LEAST} to {@link #MOST}. */
    double inFrames() {
        final double doubt = DOUBT * turnsTurns;
        final double xx = turnsTurns + doubt;
        final double xy = turnsFrames - doubt * ASSUMED;
        final double yy = framesFrames + doubt * ASSUMED * ASSUMED;
        if (!(xx * yy - xy * xy > 0)) {
            return ASSUMED;
        }
        final double turn = turnsOnly * yy - framesOnly * xy;
        final double frame = framesOnly * xx - turnsOnly * xy;
        return frame > 0 ? Math.min(MOST, Math.max(LEAST, turn / frame)) : MOST;
    }
}
