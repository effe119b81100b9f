package org.jackfield.launcher.lab.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jackfield.lab.api.Costs;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.lab.experiment.PolicyChoice;
import org.jackfield.lab.experiment.Runner;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.lab.experiment.WorkloadChoice;

/**
 * What the simulator has to be told about this machine, from live trials, and how far it is off then. One thread.
 *
 * <p>With one worker, frames of two lengths at three rates tell what a frame, a byte and a turn cost ({@link CostFit}). With two workers, the
 * same load under a policy that takes workers in turn and under one that hands over nothing tells what a hand-over costs. What a trial cannot
 * separate is divided as in {@link Costs#measured}: reading and sending, both ends of a hand-over, and a turn and the wake-up that comes
 * with it at a low rate. What none of these trials shows is taken from there.
 */
public final class Calibration {
    private static final int[] SIZES = {60, 1_514};
    private static final int[] RATES = {2_000, 20_000, 60_000};
    private static final int HANDOFF_RATE = 20_000;
    private static final long SEED = 1;
    private static final double MOST_LOSS = 0.001;

    private final Runner live;
    private final Duration each;
    private final Consumer<String> note;

    /**
     * What was found.
     *
     * @param costs for {@link org.jackfield.lab.api.Simulation#costs}
     * @param notes what a reader must know
     */
    public record Found(Costs costs, List<String> notes) {}

    /**
     * A measure, live and simulated.
     *
     * @param live the live value
     * @param simulated the simulated one
     */
    public record Difference(Measure measure, double live, double simulated) {
        /** How far the simulated value is off, as a share of the live one; nothing where that is 0. */
        public Optional<Double> off() {
            return live == 0 ? Optional.empty() : Optional.of((simulated - live) / live);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-16s live %14.3f  simulated %14.3f  %s",
                    measure.word(),
                    live,
                    simulated,
                    off().map(share -> String.format(Locale.ROOT, "%+.0f %%", 100 * share))
                            .orElse("-"));
        }
    }

    /**
     * A calibration.
     *
     * @param live makes the live trials; stays the caller's
     * @param each how long each trial lasts, one second or more for numbers that can be used
     * @param note told which trial begins
     */
    public Calibration(final Runner live, final Duration each, final Consumer<String> note) {
        this.live = live;
        this.each = each;
        this.note = note;
    }

    /** Measures; eight trials. */
    public Found run() throws LabException {
        final List<String> notes = new ArrayList<>();
        final List<CostFit.Point> points = new ArrayList<>();
        double restingNs = 0;
        for (final int size : SIZES) {
            for (final int rate : RATES) {
                final Outcome outcome = measured(1, size, rate, "symmetric-hash", notes);
                points.add(point(size, outcome));
                if (size == SIZES[0] && rate == RATES[0]) {
                    restingNs = outcome.require(Measure.LATENCY_P50);
                }
            }
        }
        final Outcome kept = measured(2, SIZES[0], HANDOFF_RATE, "symmetric-hash", notes);
        final Outcome handed = measured(2, SIZES[0], HANDOFF_RATE, "round-robin", notes);
        try {
            final CostFit fit = CostFit.of(points);
            return new Found(costs(fit, handoffNs(fit, kept, handed), restingNs), notes);
        } catch (final IllegalArgumentException flat) {
            throw new LabException("no costs can be told from the trials: " + flat.getMessage(), flat);
        }
    }

    private Outcome measured(
            final int workers, final int size, final int rate, final String policy, final List<String> notes)
            throws LabException {
        note.accept(rate + " frames of " + size + " bytes a second, " + workers + " worker(s), " + policy);
        final Outcome outcome = live.run(new Trial(
                new Topology(workers, workers),
                new WorkloadChoice(
                        "udp", Map.of("sizes", String.valueOf(size), "rate", String.valueOf(rate), "flows", "64")),
                new PolicyChoice(policy, Map.of()),
                1,
                SEED,
                each,
                EnumSet.of(Measure.CPU_PER_FRAME, Measure.BATCH, Measure.HANDOFFS, Measure.LATENCY_P50, Measure.LOSS)));
        if (outcome.value(Measure.LOSS).orElse(0.0) > MOST_LOSS) {
            notes.add(rate + " frames of " + size + " bytes a second were too many: "
                    + Math.round(100 * outcome.require(Measure.LOSS)) + " % were lost");
        }
        return outcome;
    }

    private static CostFit.Point point(final double size, final Outcome outcome) {
        return new CostFit.Point(size, outcome.require(Measure.BATCH), outcome.require(Measure.CPU_PER_FRAME));
    }

    /** What the fit cannot explain of the trial with hand-overs, more than of the one without, by hand-over. */
    private static double handoffNs(final CostFit fit, final Outcome kept, final Outcome handed) {
        final double share = handed.require(Measure.HANDOFFS) - kept.require(Measure.HANDOFFS);
        final double more = unexplained(fit, handed) - unexplained(fit, kept);
        return share <= 0 ? 0 : Math.max(0, more / share);
    }

    private static double unexplained(final CostFit fit, final Outcome outcome) {
        return outcome.require(Measure.CPU_PER_FRAME) - fit.cpuNs(SIZES[0], outcome.require(Measure.BATCH));
    }

    /**
     * Costs.
     *
     * @param restingNs what half of the frames take where one comes after the other
     */
    static Costs costs(final CostFit fit, final double handoffNs, final double restingNs) {
        final Costs shipped = Costs.measured();
        final double readShare = shipped.readFrame() / (shipped.readFrame() + shipped.sendFrame());
        final double turnShare = shipped.perTurn() / (shipped.perTurn() + shipped.wakeUp());
        return new Costs(
                fit.perFrame() * readShare,
                fit.perFrame() * (1 - readShare),
                fit.perByte(),
                fit.perTurn() * turnShare,
                fit.perTurn() * (1 - turnShare),
                shipped.wakeOther(),
                handoffNs / 2,
                handoffNs / 2,
                shipped.perDecision(),
                shipped.tableWrite(),
                Math.max(0, restingNs - fit.cpuNs(SIZES[0], 1)));
    }

    /**
     * Makes one trial on a switch and in virtual time.
     *
     * @param simulated makes it in virtual time, at the costs in question; stays the caller's
     * @return a difference for each measure both have, in the order of {@link Measure}
     */
    public static List<Difference> validate(final Runner live, final Runner simulated, final Trial trial)
            throws LabException {
        final Outcome real = live.run(trial);
        final Outcome virtual = simulated.run(trial);
        final Set<Measure> both = EnumSet.allOf(Measure.class);
        both.retainAll(real.values().keySet());
        both.retainAll(virtual.values().keySet());
        return both.stream()
                .map(measure -> new Difference(measure, real.require(measure), virtual.require(measure)))
                .toList();
    }
}
