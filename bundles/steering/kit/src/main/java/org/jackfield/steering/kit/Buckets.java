package org.jackfield.steering.kit;

/** Owners of buckets where frames decide: what the kernel steers by, and what frames follow that a policy leaves alone. */
public final class Buckets {
    private Buckets() {}

    /** Bucket b belongs to worker b mod W, as under symmetric-hash. */
    public static void inTurn(final int workers, final short[] owners) {
        for (int bucket = 0; bucket < owners.length; bucket++) {
            owners[bucket] = (short) (bucket % workers);
        }
    }
}
