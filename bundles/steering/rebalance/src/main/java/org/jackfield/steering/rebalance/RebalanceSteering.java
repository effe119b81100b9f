package org.jackfield.steering.rebalance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.shares.Dealing;
import org.jackfield.steering.shares.WorkerLoad;
import org.osgi.service.component.annotations.Component;

/**
 * Moves buckets from workers that have too much to do to those that have too little, a few at a time, and only while somebody is busy. It
 * begins with as many buckets for each worker, and goes on from what is: buckets moved by hand stay until a load asks for another place. One
 * thread at a time.
 */
@Component(service = SteeringPolicy.class, property = "service.ranking:Integer=-10")
public final class RebalanceSteering implements SteeringPolicy {
    static final long PERIOD_MS = 250;
    /** Asked that seldom, the policy costs an idle switch next to nothing. */
    static final long REST_MS = 2000;
    /** Most buckets moved by a decision; each is a hand-over. */
    static final int MOST_MOVES = 32;
    /** Load of the busiest worker, as a part of what it can carry, below which nobody gains by a move. */
    static final double BUSY = 0.4;
    /** Part of a processor that the busiest worker uses below which the policy sleeps longer. */
    private static final double REST = 0.05;
    /** Measurements one after the other that must ask for moves. */
    private static final int AGREEING = 3;

    private final WorkerLoad meter = new WorkerLoad();
    private final BucketCosts costs = new BucketCosts();

    private BucketLoad counts = new BucketLoad(new long[0], new long[0]);
    private int workers;
    private int uneven;
    /** The measurement that covers hand-overs says neither how it was nor how it is. */
    private boolean handingOver;

    private long periodMs = PERIOD_MS;
    private String lastDecision = "";

    @Override
    public String policyName() {
        return "rebalance";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public boolean measuresBuckets() {
        return true;
    }

    @Override
    public void measured(final BucketLoad load) {
        counts = load;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        if (state.workers() == 1) {
            Arrays.fill(owners, (short) 0);
            workers = 1;
            periodMs = 0;
            lastDecision = "there is one worker";
        } else if (workers != state.workers() || costs.begunAnew(counts) || Dealing.foreign(owners, state.workers())) {
            begin(state, owners);
        } else if (!meter.tooSoon(state)) {
            measure(state, owners);
        }
    }

    private void begin(final SteeringState state, final short[] owners) {
        workers = state.workers();
        meter.next(state, new double[0]);
        costs.skip(counts);
        costs.restart();
        uneven = 0;
        handingOver = false;
        periodMs = PERIOD_MS;
        lastDecision = "begins evenly, " + Dealing.evenly(owners, workers) + " buckets moved";
    }

    private void measure(final SteeringState state, final short[] owners) {
        final Optional<WorkerLoad.Loads> workload = meter.next(state, costs.frameWeights(counts, owners, workers));
        if (workload.isEmpty() || handingOver) {
            handingOver = false;
            costs.skip(counts);
            costs.restart();
            return;
        }
        final WorkerLoad.Loads now = workload.get();
        periodMs = now.mostUsed() < REST ? REST_MS : PERIOD_MS;
        final Optional<double[]> measured = costs.next(counts, owners, now.loads());
        if (measured.isEmpty() || now.most() < BUSY) {
            uneven = 0;
            lastDecision = now.text() + (now.most() < BUSY ? ", nobody is busy" : "");
            return;
        }
        rebalance(measured.get(), loads(measured.get(), owners, now.loads()), now.used(), owners);
    }

    /** The smoothed costs of a worker's buckets; its own load where nothing went through these, as it then did something else. */
    private static double[] loads(final double[] measured, final short[] owners, final double[] own) {
        final double[] loads = new double[own.length];
        for (int b = 0; b < owners.length; b++) {
            loads[owners[b]] += measured[b];
        }
        for (int w = 0; w < own.length; w++) {
            loads[w] = loads[w] > 0 ? loads[w] : own[w];
        }
        return loads;
    }

    private void rebalance(final double[] measured, final double[] loads, final double[] used, final short[] owners) {
        final double imbalance = Plan.imbalance(loads);
        final List<Move> moves = Plan.of(measured, owners, loads, MOST_MOVES);
        uneven = moves.isEmpty() ? 0 : uneven + 1;
        final int count = uneven < AGREEING ? 0 : Math.min(MOST_MOVES, moves.size());
        for (final Move move : moves.subList(0, count)) {
            owners[move.bucket()] = (short) move.to();
            loads[move.from()] -= measured[move.bucket()];
            loads[move.to()] += measured[move.bucket()];
        }
        handingOver = count > 0;
        uneven = handingOver && count == moves.size() ? 0 : uneven;
        lastDecision = count > 0
                ? "imbalance " + text(imbalance) + " -> " + text(Plan.imbalance(loads)) + ", " + count + " of "
                        + moves.size() + " buckets moved; " + WorkerLoad.Loads.text(loads, used)
                : "imbalance " + text(imbalance)
                        + (imbalance > Plan.TOO_BUSY && moves.isEmpty() ? ", no bucket fits elsewhere" : "") + "; "
                        + WorkerLoad.Loads.text(loads, used);
    }

    private static String text(final double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    @Override
    public long periodMs() {
        return periodMs;
    }

    @Override
    public String lastDecision() {
        return lastDecision;
    }
}
