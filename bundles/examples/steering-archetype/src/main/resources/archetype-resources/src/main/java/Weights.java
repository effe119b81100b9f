package ${package};

import java.util.Arrays;

/** The weights of workers, and how buckets are dealt by them. Immutable. */
final class Weights {
    private static final int MOST = 100;

    private final int[] weights;

    private Weights(final int[] weights) {
        this.weights = weights;
    }

    /** From text such as {@code 3,1}; none where it is blank. */
    static Weights of(final String text) {
        final String[] parts = text.isBlank() ? new String[0] : text.split(",", -1);
        final int[] weights = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            final String part = parts[i].trim();
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > MOST) {
                throw new IllegalArgumentException("weights=" + text + ": '" + part
                        + "' must be a whole number from 0 to " + MOST + "; write weights like 3,1");
            }
            weights[i] = Integer.parseInt(part);
        }
        return new Weights(weights);
    }

    /**
     * Writes the owner of every bucket. Each bucket goes to the worker that is furthest behind its share, so that the buckets of
     * a worker are spread evenly. Where all weights are 0 every worker counts the same.
     */
    void deal(final int workers, final short[] owners) {
        final int[] share = new int[workers];
        int sum = 0;
        for (int w = 0; w < workers; w++) {
            share[w] = w < weights.length ? weights[w] : 1;
            sum += share[w];
        }
        if (sum == 0) {
            Arrays.fill(share, 1);
            sum = workers;
        }
        final int[] behind = new int[workers];
        for (int bucket = 0; bucket < owners.length; bucket++) {
            int next = 0;
            for (int w = 0; w < workers; w++) {
                behind[w] += share[w];
                next = behind[w] > behind[next] ? w : next;
            }
            behind[next] -= sum;
            owners[bucket] = (short) next;
        }
    }
}
