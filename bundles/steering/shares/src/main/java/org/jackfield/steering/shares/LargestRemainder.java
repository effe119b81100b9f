package org.jackfield.steering.shares;

/**
 * Shares out a whole number of seats in proportion to weights, by the method of largest remainders (Hamilton 1792; M. Balinski and H.
 * P. Young, Fair Representation, 1982): each gets the whole part of its quota, and the seats that are left go to the largest
 * remainders. No share differs from its quota by a whole seat ("stays within the quota"), which none of the divisor methods promises.
 * Its known paradoxes need a number of seats that changes; that of buckets does not. Integers only, so nothing is lost to rounding.
 */
public final class LargestRemainder {
    private LargestRemainder() {}

    /**
     * The seats of each.
     *
     * @param weights 0 or more, not all 0; the sum times the seats fits into a long
     * @param seats how many there are, 0 or more
     * @param present what each has now: among equal remainders who has more keeps more, otherwise the lower index
     */
    public static int[] seats(final long[] weights, final int seats, final int[] present) {
        long sum = 0;
        for (final long weight : weights) {
            sum += weight;
        }
        final int[] result = new int[weights.length];
        final long[] remainder = new long[weights.length];
        int left = seats;
        for (int i = 0; i < weights.length; i++) {
            result[i] = (int) (seats * weights[i] / sum);
            remainder[i] = seats * weights[i] % sum;
            left -= result[i];
        }
        for (; left > 0; left--) {
            final int next = largest(remainder, result, present);
            result[next]++;
            remainder[next] = -1;
        }
        return result;
    }

    private static int largest(final long[] remainder, final int[] whole, final int[] present) {
        int largest = 0;
        for (int i = 1; i < remainder.length; i++) {
            final boolean equal = remainder[i] == remainder[largest];
            final boolean hasMore = present[i] - whole[i] > present[largest] - whole[largest];
            if (remainder[i] > remainder[largest] || equal && hasMore) {
                largest = i;
            }
        }
        return largest;
    }
}
