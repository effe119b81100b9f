package org.jackfield.steering.adaptive;

import org.jspecify.annotations.Nullable;

/**
 * How many workers should own buckets, decided from one {@link Load} after the other. It knows no clock but the time that the loads
 * cover. One thread at a time.
 *
 * <p>Fewer than now, when so few would be busy to {@link #COMFORTABLE} and that for {@link #LIGHT_NS}. More or fewer by one on
 * <em>trial</em>: one more when all are near their limit while a processor is idle, one fewer when no processor is idle, because then
 * another thread that is awake costs more wake-ups than it carries frames. A trial is judged by frames per second alone. One that
 * fails is taken back, and the next one waits, twice as long each time.
 */
final class WidthDecision {
    /** Part of its processor a worker uses that is near its limit. */
    static final double FULL = 0.80;
    /** Part of their processors workers may use after their number was reduced. */
    static final double COMFORTABLE = 0.55;
    /** Idle processors that another worker needs: a quarter of one, since it takes load off the others, and must prove itself anyway. */
    static final double SPARE = 0.25;
    /** Fewer idle processors than this are none. */
    static final double CROWDED = 0.15;
    /** Frames per second after one worker more, compared with before, from which it was worth it. */
    static final double GAIN = 1.10;
    /** Frames per second after one worker less, compared with before, from which nothing was lost. */
    static final double NO_LOSS = 0.95;

    static final long LIGHT_NS = 5_000_000_000L;
    static final long FULL_NS = 300_000_000L;
    static final long CROWDED_NS = 500_000_000L;
    /** What a trial is compared with is not older than this. */
    static final long WINDOW_NS = 1_000_000_000L;

    static final long MIXED_NS = 500_000_000L;
    static final long TRIAL_NS = 500_000_000L;
    static final long FIRST_PAUSE_NS = 2_000_000_000L;
    static final long LONGEST_PAUSE_NS = 64_000_000_000L;

    private Load full = Load.NONE;
    private Load crowded = Load.NONE;
    private Load light = Load.NONE;
    private int lightWidth;
    private @Nullable Trial trial;
    private long pauseNs = FIRST_PAUSE_NS;
    /** Until the next trial may begin; negative: how long ago that was. */
    private long waitNs;

    private String reason = "";

    /** Another width on trial: where from and to, what it is compared with, and what was measured since its hand-over. */
    private record Trial(int from, int to, Load before, Load since, boolean begun) {
        boolean widens() {
            return to > from;
        }

        Trial plus(final Load load) {
            // The first load covers the hand-over.
            return new Trial(from, to, before, begun ? since.plus(load) : since, true);
        }

        String rates() {
            return before.framesPerSecond() + " -> " + since.framesPerSecond() + " frames/s";
        }
    }

    /**
     * @param load what happened since the last call
     * @param width workers that own buckets, whoever wanted it so
     * @param workers all workers
     * @return workers that should own buckets
     */
    int next(final Load load, final int width, final int workers) {
        waitNs = Math.max(-LONGEST_PAUSE_NS * 4, waitNs - load.ns());
        final Trial running = trial;
        if (running != null && running.to == width) {
            trial = running.plus(load);
            return trial.since.ns() < TRIAL_NS ? width : judge(trial);
        }
        trial = null;
        observe(load, width);
        if (light.ns() >= LIGHT_NS) {
            return change(width, lightWidth, light + " for " + LIGHT_NS / 1_000_000_000 + " s");
        }
        if (full.ns() >= FULL_NS && !(full.idle() < SPARE) && width < workers && mayTry()) {
            return begin(new Trial(width, width + 1, full, Load.NONE, false));
        }
        if (crowded.ns() >= CROWDED_NS && width > 1 && mayTry()) {
            return begin(new Trial(width, width - 1, crowded, Load.NONE, false));
        }
        return width;
    }

    /** Forgets what was measured, but not how trials ended. */
    void restart() {
        trial = null;
        full = Load.NONE;
        crowded = Load.NONE;
        light = Load.NONE;
    }

    /** Why the width last changed, or a trial was passed; empty before that. */
    String reason() {
        return reason;
    }

    /** How many workers carry a load comfortably. */
    static int comfortable(final Load load) {
        return Math.max(1, (int) Math.ceil(load.used() / COMFORTABLE));
    }

    private void observe(final Load load, final int width) {
        // Longer loads begin at rest, and mix it with what came then.
        final boolean steady = load.ns() <= MIXED_NS;
        full = steady && load.used() >= FULL * width ? recent(full).plus(load) : Load.NONE;
        crowded = steady && load.idle() < CROWDED ? recent(crowded).plus(load) : Load.NONE;
        final int enough = comfortable(load);
        if (enough < width) {
            lightWidth = light.ns() == 0 ? enough : Math.max(lightWidth, enough);
            light = light.plus(load);
        } else {
            light = Load.NONE;
        }
    }

    private static Load recent(final Load run) {
        return run.ns() < WINDOW_NS ? run : Load.NONE;
    }

    /** A pause after failed trials is over; and when it has been over for as long again, this is another load. */
    private boolean mayTry() {
        if (waitNs <= -pauseNs) {
            pauseNs = FIRST_PAUSE_NS;
        }
        return waitNs <= 0;
    }

    private int begin(final Trial next) {
        final int to = change(next.from, next.to, "on trial, " + next.before);
        trial = next;
        return to;
    }

    private int judge(final Trial done) {
        final double rate = done.since.framesPerSecond();
        final double before = done.before.framesPerSecond();
        final boolean wentAway = comfortable(done.since) <= Math.min(done.from, done.to);
        if (done.widens() ? rate > 0 && rate >= before * GAIN : wentAway || rate >= before * NO_LOSS) {
            return keep(done);
        }
        if (done.widens() && wentAway) {
            return change(done.to, done.from, "the load went away during the trial, " + done.rates());
        }
        waitNs = pauseNs;
        final String text = done.rates() + (done.widens() ? " is no gain" : " is a loss") + ", next trial after "
                + pauseNs / 1_000_000_000 + " s";
        pauseNs = Math.min(LONGEST_PAUSE_NS, pauseNs * 2);
        return change(done.to, done.from, text);
    }

    private int keep(final Trial done) {
        if (done.widens()) {
            pauseNs = FIRST_PAUSE_NS;
        } else {
            waitNs = pauseNs; // the processor that is idle now was made so by having one worker less
        }
        restart();
        reason = "width " + done.to + " kept: " + done.rates();
        return done.to;
    }

    private int change(final int from, final int to, final String why) {
        restart();
        reason = "width " + from + " -> " + to + ": " + why;
        return to;
    }
}
