package org.jackfield.steering.shares;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/**
 * How much of what it can carry each worker carries. CPU time alone does not say: a worker that gets frames one by one is awake nearly
 * all the time, since each turn costs something besides its frames, and carries more when more come, in larger turns. So its
 * <em>load</em> is the part of its CPU time that its frames would take if its turns were full, {@code use x n / (n + k)} with n frames a
 * turn, where a turn costs what k frames do ({@link TurnCost}). It grows in proportion to what is carried, and is about 1 only for a
 * worker that cannot keep up; what is lost there nobody counts, so 1 may also mean more. One thread.
 */
public final class WorkerLoad {
    /** Load from which a worker is at its limit: above it, an error of the measure hides what is lost. */
    public static final double LIMIT = 0.9;

    private final WorkerUse meter = new WorkerUse();
    private final TurnCost turnCost = new TurnCost();

    private @Nullable SteeringState before;

    /**
     * What workers did between two states, by worker.
     *
     * @param used part of a processor used, 0 to about 1, as {@link WorkerUse} says
     * @param loads part of what can be carried, 0 to {@code used}; {@code used} where turns are unknown
     */
    public record Loads(double[] used, double[] loads) {
        /** The largest part of a processor that any worker used. */
        public double mostUsed() {
            return Arrays.stream(used).max().orElse(0);
        }

        /** The largest load. */
        public double most() {
            return Arrays.stream(loads).max().orElse(0);
        }

        /** Both, in hundredths, for people. */
        public String text() {
            return text(loads, used);
        }

        /** Loads that were smoothed, and what was used. */
        public static String text(final double[] loads, final double[] used) {
            return "loads " + hundredths(loads) + "; workers use " + hundredths(used);
        }

        private static String hundredths(final double[] numbers) {
            return String.join(
                    ", ",
                    Arrays.stream(numbers)
                            .mapToObj(number -> String.format(Locale.ROOT, "%.2f", number))
                            .toList());
        }
    }

    /** Begins to measure. */
    public WorkerLoad() {}

    /** Whether a state is too near to the one before to be measured by. */
    public boolean tooSoon(final SteeringState now) {
        return meter.tooSoon(now);
    }

    /**
     * Since the state before, which is not too near; empty for the first state and for one after a gap.
     *
     * @param weights what a frame of each worker costs, a small one being 1, by worker; those of a missing worker count as 1
     */
    public Optional<Loads> next(final SteeringState now, final double[] weights) {
        final SteeringState since = before;
        before = now;
        final Optional<double[]> use = meter.next(now);
        if (since == null || use.isEmpty()) {
            return Optional.empty();
        }
        final double[] used = use.get();
        final double ns = now.nowNs() - since.nowNs();
        final double[] turns = new double[used.length];
        final double[] frames = new double[used.length];
        turnCost.fade();
        for (int w = 0; w < used.length; w++) {
            turns[w] = growth(since.turns()[w], now.turns()[w]);
            frames[w] = frames(since, now, w) * (w < weights.length ? weights[w] : 1);
            if (used[w] >= TurnCost.AWAKE && turns[w] > 0 && frames[w] > 0) {
                turnCost.add(used[w] * ns, turns[w], frames[w]);
            }
        }
        return Optional.of(new Loads(used, loads(used, turns, frames)));
    }

    private double[] loads(final double[] used, final double[] turns, final double[] frames) {
        final double inFrames = turnCost.inFrames();
        final double[] loads = used.clone();
        for (int w = 0; w < loads.length; w++) {
            if (turns[w] > 0) {
                loads[w] *= frames[w] / (frames[w] + turns[w] * inFrames);
            }
        }
        return loads;
    }

    /** Reading a frame is about half of its way (740 of 1400 ns, measured); processing it is the other. */
    private static double frames(final SteeringState since, final SteeringState now, final int worker) {
        final double processed = growth(since.frames()[worker], now.frames()[worker]);
        final boolean known = since.framesRead()[worker] >= 0 && now.framesRead()[worker] >= 0;
        return known ? (growth(since.framesRead()[worker], now.framesRead()[worker]) + processed) / 2 : processed;
    }

    /** 0 where it is unknown; from 0 for a worker that got a new thread. */
    private static double growth(final long since, final long now) {
        return since < 0 || now < 0 ? 0 : now < since ? now : now - since;
    }
}
