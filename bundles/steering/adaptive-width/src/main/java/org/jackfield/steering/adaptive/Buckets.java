package org.jackfield.steering.adaptive;

/** Who owns which bucket: pure functions on tables of owners. They move as few buckets as the wish needs. */
final class Buckets {
    private Buckets() {}

    /** How many workers own buckets. */
    static int width(final short[] owners, final int workers) {
        int width = 0;
        for (final int owned : owned(owners, workers)) {
            width += owned > 0 ? 1 : 0;
        }
        return width;
    }

    /** Spreads all buckets over all workers: bucket b to worker b mod W. */
    static void even(final short[] owners, final int workers) {
        for (int b = 0; b < owners.length; b++) {
            owners[b] = (short) (b % workers);
        }
    }

    /**
     * Lets a number of workers own all buckets. The highest leave, since ports with few queues have those of the lowest workers, and
     * their buckets are dealt out to those who stay; the lowest that own none join, and take from each of the others alike. Buckets
     * of workers that do not exist are dealt out too.
     */
    static void spread(final short[] owners, final int workers, final int width) {
        final int[] owned = owned(owners, workers);
        final boolean[] awake = awake(owned, width);
        dealOut(owners, owned, awake);
        for (int w = 0; w < workers; w++) {
            if (awake[w] && owned[w] == 0) {
                take(owners, owned, w, owners.length / width);
            }
        }
    }

    private static int[] owned(final short[] owners, final int workers) {
        final int[] owned = new int[workers];
        for (final short owner : owners) {
            if (owner >= 0 && owner < workers) {
                owned[owner]++;
            }
        }
        return owned;
    }

    private static boolean[] awake(final int[] owned, final int width) {
        final boolean[] awake = new boolean[owned.length];
        int count = 0;
        for (int w = 0; w < owned.length && count < width; w++) {
            awake[w] = owned[w] > 0;
            count += awake[w] ? 1 : 0;
        }
        for (int w = 0; w < owned.length && count < width; w++) {
            count += awake[w] ? 0 : 1;
            awake[w] = true;
        }
        return awake;
    }

    private static void dealOut(final short[] owners, final int[] owned, final boolean[] awake) {
        for (int b = 0; b < owners.length; b++) {
            final int owner = owners[b];
            if (owner < 0 || owner >= awake.length || !awake[owner]) {
                final int poorest = poorest(owned, awake);
                owners[b] = (short) poorest;
                owned[poorest]++;
            }
        }
    }

    private static int poorest(final int[] owned, final boolean[] awake) {
        int poorest = -1;
        for (int w = 0; w < owned.length; w++) {
            if (awake[w] && (poorest < 0 || owned[w] < owned[poorest])) {
                poorest = w;
            }
        }
        return poorest;
    }

    private static void take(final short[] owners, final int[] owned, final int joining, final int share) {
        for (int b = owners.length - 1; b >= 0 && owned[joining] < share; b--) {
            final int giving = owners[b];
            if (giving != joining && owned[giving] > share) {
                owners[b] = (short) joining;
                owned[giving]--;
                owned[joining]++;
            }
        }
    }
}
