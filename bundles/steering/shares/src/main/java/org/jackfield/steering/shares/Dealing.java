package org.jackfield.steering.shares;

import java.util.Arrays;

/**
 * Brings owners of buckets to given numbers of buckets, with as few moves as these need: only workers with too many give, only those
 * with too few take. Which bucket moves is chosen for the queues of ports: the switch has bucket b of a worker read from the queue
 * {@code b / W % k} of the k queues that this worker reads (decision 2), so of each worker's buckets about as many must fall into each
 * class, for any k. Pure functions; for the control path, since a deal of all buckets takes some milliseconds.
 */
public final class Dealing {
    /** Classes are kept even for this many queues of one worker and all numbers below. */
    static final int MOST_QUEUES = 8;

    private final short[] owners;
    private final boolean[] fixed;
    private final int[] missing;
    private final int[] shortfall;
    /** Buckets of a worker by class: [worker][classes - 2][class]. */
    private final int[][][] owned;

    private Dealing(final short[] owners, final int[] quotas, final boolean[] fixed) {
        this.owners = owners;
        this.fixed = fixed;
        missing = quotas.clone();
        owned = new int[quotas.length][MOST_QUEUES - 1][MOST_QUEUES];
        for (int b = 0; b < owners.length; b++) {
            if (!fixed[b] && exists(owners[b])) {
                missing[owners[b]]--;
                count(owners[b], b, 1);
            }
        }
        shortfall = missing.clone();
    }

    /** How many buckets that are not fixed each worker owns; owners that do not exist count nowhere. */
    public static int[] owned(final short[] owners, final int workers, final boolean[] fixed) {
        final int[] owned = new int[workers];
        for (int b = 0; b < owners.length; b++) {
            if (!fixed[b] && owners[b] >= 0 && owners[b] < workers) {
                owned[owners[b]]++;
            }
        }
        return owned;
    }

    /** Shares the buckets that are not fixed among workers in proportion to weights, not all of them 0. Returns how many moved. */
    public static int byWeights(final short[] owners, final long[] weights, final boolean[] fixed) {
        int seats = 0;
        for (final boolean stays : fixed) {
            seats += stays ? 0 : 1;
        }
        final int[] present = owned(owners, weights.length, fixed);
        final int[] quotas = LargestRemainder.seats(weights, seats, present);
        return Arrays.equals(quotas, present) ? 0 : new Dealing(owners, quotas, fixed).deal();
    }

    /** Shares all buckets evenly among all workers. Returns how many moved. */
    public static int evenly(final short[] owners, final int workers) {
        final long[] weights = new long[workers];
        Arrays.fill(weights, 1);
        return byWeights(owners, weights, new boolean[owners.length]);
    }

    /** Whether a bucket belongs to a worker that does not exist. */
    public static boolean foreign(final short[] owners, final int workers) {
        for (final short owner : owners) {
            if (owner < 0 || owner >= workers) {
                return true;
            }
        }
        return false;
    }

    private int deal() {
        int moved = 0;
        for (int b = 0; b < owners.length; b++) {
            if (!fixed[b] && !exists(owners[b])) {
                move(b, neediest());
                moved++;
            }
        }
        for (int giver = 0; giver < missing.length; giver++) {
            while (missing[giver] < 0) {
                final int taker = neediest();
                move(best(giver, taker), taker);
                moved++;
            }
        }
        return moved;
    }

    /** Who lacks the largest part of what it lacked at first, so that those who take take in turn. */
    private int neediest() {
        int neediest = -1;
        for (int w = 0; w < missing.length; w++) {
            if (missing[w] > 0
                    && (neediest < 0
                            || (long) missing[w] * shortfall[neediest] > (long) missing[neediest] * shortfall[w])) {
                neediest = w;
            }
        }
        return neediest;
    }

    /** The bucket whose classes are the fullest with the giver and the emptiest with the taker. */
    private int best(final int giver, final int taker) {
        int best = -1;
        int most = Integer.MIN_VALUE;
        for (int b = 0; b < owners.length; b++) {
            if (owners[b] == giver && !fixed[b]) {
                final int score = score(b, giver, taker);
                if (score > most) {
                    most = score;
                    best = b;
                }
            }
        }
        return best;
    }

    private int score(final int bucket, final int giver, final int taker) {
        final int row = bucket / missing.length;
        int score = 0;
        for (int k = 2; k <= MOST_QUEUES; k++) {
            score += owned[giver][k - 2][row % k] - owned[taker][k - 2][row % k];
        }
        return score;
    }

    private void move(final int bucket, final int taker) {
        if (exists(owners[bucket])) {
            missing[owners[bucket]]++;
            count(owners[bucket], bucket, -1);
        }
        missing[taker]--;
        count(taker, bucket, 1);
        owners[bucket] = (short) taker;
    }

    private void count(final int worker, final int bucket, final int one) {
        final int row = bucket / missing.length;
        for (int k = 2; k <= MOST_QUEUES; k++) {
            owned[worker][k - 2][row % k] += one;
        }
    }

    private boolean exists(final int owner) {
        return owner >= 0 && owner < missing.length;
    }
}
