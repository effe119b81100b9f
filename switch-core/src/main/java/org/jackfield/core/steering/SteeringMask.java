package org.jackfield.core.steering;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the operator allows, applied to what a policy has decided. The same decision becomes the same owners each time, so a policy that has
 * come to rest stays there; and as few buckets as possible are not where the policy wants them. Immutable.
 */
public final class SteeringMask {
    private static final int EQUAL = 1;

    private final boolean[] serves;
    private final int[] weights;
    private final boolean weighted;
    /** See {@link #redirect()}. */
    private final short @Nullable [] redirect;

    private SteeringMask(final boolean[] serves, final int[] weights, final boolean weighted) {
        this.serves = serves;
        this.weights = weights;
        this.weighted = weighted;
        this.redirect = serving(serves) == 0 ? null : table();
    }

    /**
     * A mask.
     *
     * @param excluded whether a worker may own nothing, by index
     * @param most at most so many of the others own something, the first ones; 0 for no limit
     * @param weights in which proportion workers own buckets, 0 for not at all; empty for as the policy decides
     */
    public static SteeringMask of(final boolean[] excluded, final int most, final int[] weights) {
        final boolean[] serves = new boolean[excluded.length];
        int serving = 0;
        for (int w = 0; w < serves.length; w++) {
            final boolean able = !excluded[w] && (weights.length == 0 || weights[w] > 0);
            serves[w] = able && (most == 0 || serving < most);
            serving += serves[w] ? 1 : 0;
        }
        final int[] shares = weights.length == 0 ? new int[serves.length] : weights.clone();
        if (weights.length == 0) {
            Arrays.fill(shares, EQUAL);
        }
        return new SteeringMask(serves, shares, weights.length > 0);
    }

    /** One that allows everything. */
    public static SteeringMask open(final int workers) {
        return of(new boolean[workers], 0, new int[0]);
    }

    /** Whether a worker may own buckets. */
    public boolean serves(final int worker) {
        return serves[worker];
    }

    /** How many workers may own buckets. */
    public int serving() {
        return serving(serves);
    }

    private static int serving(final boolean[] serves) {
        int count = 0;
        for (final boolean one : serves) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** What becomes of these owners; the array given stays as it is. At least one worker must serve. */
    public short[] owners(final short[] decided) {
        final short[] owners = decided.clone();
        final int[] owned = new int[serves.length];
        for (final short owner : owners) {
            owned[owner]++;
        }
        final boolean[] used = used(owned);
        for (int b = 0; b < owners.length; b++) {
            if (!serves[owners[b]]) {
                final int to = neediest(used, owned);
                owned[owners[b]]--;
                owned[to]++;
                owners[b] = (short) to;
            }
        }
        if (weighted) {
            share(owners, owned, used);
        }
        return owners;
    }

    /** As many workers as the policy uses, as far as there are: those of its own choice first, then the first ones. */
    private boolean[] used(final int[] owned) {
        final boolean[] used = new boolean[serves.length];
        int wanted = 0;
        for (int w = 0; w < used.length; w++) {
            used[w] = serves[w] && owned[w] > 0;
            wanted += !serves[w] && owned[w] > 0 ? 1 : 0;
        }
        for (int w = 0; w < used.length && wanted > 0; w++) {
            if (serves[w] && !used[w]) {
                used[w] = true;
                wanted--;
            }
        }
        return used;
    }

    /** Who has the least for its weight. */
    private int neediest(final boolean[] among, final int[] owned) {
        int neediest = -1;
        for (int w = 0; w < among.length; w++) {
            if (among[w]
                    && (neediest < 0 || (long) owned[w] * weights[neediest] < (long) owned[neediest] * weights[w])) {
                neediest = w;
            }
        }
        return neediest;
    }

    /** Takes from those who have more than their share, evenly over their buckets, and gives to those who have less. */
    private void share(final short[] owners, final int[] owned, final boolean[] used) {
        final int[] quotas = quotas(owners.length, used);
        final int[] had = owned.clone();
        final int[] passed = new int[owned.length];
        for (int b = 0; b < owners.length; b++) {
            final int owner = owners[b];
            final int surplus = had[owner] - quotas[owner];
            if (surplus > 0) {
                final long before = (long) passed[owner] * surplus / had[owner];
                final long after = (long) ++passed[owner] * surplus / had[owner];
                if (after > before) {
                    final int to = lacking(quotas, owned, used);
                    owned[owner]--;
                    owned[to]++;
                    owners[b] = (short) to;
                }
            }
        }
    }

    /** Who lacks most. */
    private static int lacking(final int[] quotas, final int[] owned, final boolean[] used) {
        int most = -1;
        for (int w = 0; w < quotas.length; w++) {
            if (used[w] && (most < 0 || quotas[w] - owned[w] > quotas[most] - owned[most])) {
                most = w;
            }
        }
        return most;
    }

    /** Shares by largest remainders (Hamilton), ties to the lower index. */
    private int[] quotas(final int buckets, final boolean[] used) {
        long sum = 0;
        for (int w = 0; w < used.length; w++) {
            sum += used[w] ? weights[w] : 0;
        }
        final int[] quotas = new int[used.length];
        final long[] rest = new long[used.length];
        int left = buckets;
        for (int w = 0; w < used.length; w++) {
            if (used[w]) {
                quotas[w] = (int) ((long) buckets * weights[w] / sum);
                rest[w] = (long) buckets * weights[w] % sum;
                left -= quotas[w];
            }
        }
        for (; left > 0; left--) {
            int most = -1;
            for (int w = 0; w < used.length; w++) {
                if (used[w] && (most < 0 || rest[w] > rest[most])) {
                    most = w;
                }
            }
            quotas[most]++;
            rest[most] = -1;
        }
        return quotas;
    }

    /**
     * Which worker gets the frames a policy gives to each worker, where it decides for each frame: those that may own nothing are dealt to
     * the others by weight. Null when each keeps its own; always the same array.
     */
    public short @Nullable [] redirect() {
        return redirect;
    }

    private short @Nullable [] table() {
        final short[] table = new short[serves.length];
        final int[] taken = new int[serves.length];
        boolean same = true;
        for (int w = 0; w < table.length; w++) {
            taken[w] = serves[w] ? 1 : 0;
        }
        for (int w = 0; w < table.length; w++) {
            table[w] = (short) w;
            if (!serves[w]) {
                final int to = neediest(serves, taken);
                taken[to]++;
                table[w] = (short) to;
                same = false;
            }
        }
        return same ? null : table;
    }
}
