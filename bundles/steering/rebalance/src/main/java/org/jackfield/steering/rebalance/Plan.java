package org.jackfield.steering.rebalance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.steering.shares.WorkerLoad;

/**
 * Which buckets to move so that no worker has much more to do than the mean: a greedy local search from the present owners, since a best
 * assignment is NP-hard (makespan on identical machines, or multiple knapsacks) and would move nearly all buckets.
 *
 * <p>The busiest worker, if it is above {@link #TOO_BUSY} means, gives to the least busy ones until it is at {@link #ENOUGH}; each time the
 * bucket that fits best into what the one has too much and the other too little, and makes the worse of the two better. Where the moves of
 * one decision, taken like that from many small buckets, would leave the busiest worker busier by {@link #GAIN} means than buckets that
 * make the two most alike, it is these that move. No receiver may come nearer to what the busiest had than
 * {@link #GAIN} means, and all of it is dropped when the busiest is not relieved of that much. So no
 * move makes anything worse, none is made for a gain that noise could undo, and a worker that is kept busy by one bucket that nobody can take is set aside,
 * for the others may still be uneven among themselves.
 *
 * <p>What that reaches: at rest, either no worker is above {@link #TOO_BUSY} means, or every bucket of the busiest, but small ones that
 * together make less than {@link #GAIN} means, is too large for the least busy one. If it has two such buckets, it is below twice the least busy
 * one plus three times the gain, near the 2 - 1/W of R. L. Graham's list scheduling (SIAM J. Appl. Math. 17, 1969); if it has one, that bucket
 * is the bound for any assignment.
 */
final class Plan {
    /** Multiple of the mean from which a worker is relieved. */
    static final double TOO_BUSY = 1.3;
    /** The same for a worker at its limit: what it loses there is not in its load. */
    static final double TOO_BUSY_AT_LIMIT = 1.15;
    /** Multiple of the mean to which it is relieved. */
    static final double ENOUGH = 1.05;
    /** What must be won, as a part of the mean; no more than a third of what TOO_BUSY is above 1, so that small buckets do add up to it. */
    static final double GAIN = 0.1;

    /** A little less than all: what costs the whole difference, but for rounding, only makes the two change places. */
    private static final double ALMOST = 0.999;

    private final double[] costs;
    private final double[] loads;
    private final boolean[] aside;
    private final short[] owners;
    /** Whether the bucket that makes two workers most alike is taken, not the one that fits best into what is missing to the mean. */
    private final boolean halves;

    private final List<Move> moves = new ArrayList<>();

    private Plan(final double[] costs, final short[] owners, final double[] loads, final boolean halves) {
        this.halves = halves;
        this.costs = costs;
        this.owners = owners.clone();
        this.loads = loads.clone();
        aside = new boolean[loads.length];
    }

    /**
     * The moves in the order in which they pay; the first of them alone are an improvement too.
     *
     * @param costs what each bucket costs its worker
     * @param owners of buckets, all of them workers
     * @param loads of workers: the costs of their buckets and what else they do
     * @param atOnce most moves made before the next plan
     */
    static List<Move> of(final double[] costs, final short[] owners, final double[] loads, final int atOnce) {
        final List<Move> fits = new Plan(costs, owners, loads, false).moves();
        if (fits.size() <= atOnce) {
            return fits;
        }
        final List<Move> halves = new Plan(costs, owners, loads, true).moves();
        final double mean = Arrays.stream(loads).average().orElse(0);
        return mostAfter(fits, atOnce, costs, loads) - mostAfter(halves, atOnce, costs, loads) > GAIN * mean
                ? halves
                : fits;
    }

    /** The largest load after the first of these moves. */
    private static double mostAfter(
            final List<Move> moves, final int count, final double[] costs, final double[] loads) {
        final double[] after = loads.clone();
        for (final Move move : moves.subList(0, Math.min(count, moves.size()))) {
            after[move.from()] -= costs[move.bucket()];
            after[move.to()] += costs[move.bucket()];
        }
        return Arrays.stream(after).max().orElse(0);
    }

    private List<Move> moves() {
        for (int donors = 0; donors < loads.length - 1; donors++) {
            final int busiest = busiest();
            final double mean = mean();
            if (!tooBusy(loads[busiest], mean)) {
                break;
            }
            relieve(busiest, mean);
            aside[busiest] = true;
        }
        return moves;
    }

    private static boolean tooBusy(final double load, final double mean) {
        return load > (load >= WorkerLoad.LIMIT ? TOO_BUSY_AT_LIMIT : TOO_BUSY) * mean;
    }

    /** How uneven loads are: the busiest as a multiple of the mean; 1 where nobody does anything. */
    static double imbalance(final double[] loads) {
        final double mean = Arrays.stream(loads).average().orElse(0);
        return mean > 0 ? Arrays.stream(loads).max().orElse(0) / mean : 1;
    }

    private int busiest() {
        int busiest = -1;
        for (int w = 0; w < loads.length; w++) {
            if (!aside[w] && (busiest < 0 || loads[w] > loads[busiest])) {
                busiest = w;
            }
        }
        return busiest;
    }

    private int leastBusy() {
        int least = -1;
        for (int w = 0; w < loads.length; w++) {
            if (!aside[w] && (least < 0 || loads[w] < loads[least])) {
                least = w;
            }
        }
        return least;
    }

    private double mean() {
        double sum = 0;
        int count = 0;
        for (int w = 0; w < loads.length; w++) {
            sum += aside[w] ? 0 : loads[w];
            count += aside[w] ? 0 : 1;
        }
        return sum / count;
    }

    private void relieve(final int busiest, final double mean) {
        final int begin = moves.size();
        final double before = loads[busiest];
        while (loads[busiest] > ENOUGH * mean) {
            final int least = leastBusy();
            final double want =
                    halves ? (loads[busiest] - loads[least]) / 2 : Math.min(loads[busiest] - mean, mean - loads[least]);
            final double most = before - GAIN * mean - loads[least];
            final int bucket = fitting(busiest, want, Math.min(most, ALMOST * (loads[busiest] - loads[least])));
            if (bucket < 0) {
                break;
            }
            move(new Move(bucket, busiest, least));
            moves.add(new Move(bucket, busiest, least));
        }
        if (before - loads[busiest] < GAIN * mean) {
            for (final Move done : moves.subList(begin, moves.size())) {
                move(new Move(done.bucket(), done.to(), done.from()));
            }
            moves.subList(begin, moves.size()).clear();
        }
    }

    /** The bucket whose cost is nearest to what is wanted and below a most; -1 for none. */
    private int fitting(final int worker, final double want, final double most) {
        int best = -1;
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] == worker
                    && costs[b] > 0
                    && costs[b] < most
                    && (best < 0 || distance(costs[b], want) < distance(costs[best], want))) {
                best = b;
            }
        }
        return best;
    }

    /** Too much counts double where a smaller bucket leaves room for others. */
    private double distance(final double cost, final double want) {
        return cost > want ? (halves ? 1 : 2) * (cost - want) : want - cost;
    }

    private void move(final Move move) {
        owners[move.bucket()] = (short) move.to();
        loads[move.from()] -= costs[move.bucket()];
        loads[move.to()] += costs[move.bucket()];
    }
}
