package org.jackfield.core.fdb;

/**
 * Finds room for an address in its two buckets, and who must go when there is none. Decides only; {@link FdbWriter} acts.
 * Conductor thread.
 *
 * <p>The last free entry of a bucket is taken only if another is evicted from the same bucket, so that there is always one that is
 * free or will be after a grace period.
 */
final class FdbRoom {
    /** No entry. */
    static final int NONE = -1;
    /** In place of the learning port: the administrator, who may evict any dynamic entry. */
    static final int ADMINISTRATOR = -1;

    private static final int MOST_USED = FdbTable.BUCKET - 1;
    /**
     * A first bucket with fewer entries takes the next without a look at the other, because a reader looks there first. At half
     * the table 1 of 7 addresses then stands in its second bucket instead of 1 of 3, and hardly more are evicted (see FdbTable).
     */
    private static final int READILY_USED = FdbTable.BUCKET / 2;

    private final FdbTable table;
    private final FdbShares shares;
    private final Quarantine quarantine;
    private final PortGenerations generations;

    FdbRoom(
            final FdbTable table,
            final FdbShares shares,
            final Quarantine quarantine,
            final PortGenerations generations) {
        this.table = table;
        this.shares = shares;
        this.quarantine = quarantine;
        this.generations = generations;
    }

    /** An entry that may be taken without evicting: from the first bucket while that is half empty, else from the emptier one. */
    int spareFor(final long key) {
        final int first = table.firstBucket(key);
        final int second = table.secondBucket(key);
        final int usedFirst = used(first);
        if (usedFirst < READILY_USED) {
            final int spare = spareIn(first, key);
            if (spare != NONE) {
                return spare;
            }
        }
        final int usedSecond = used(second);
        final int emptier = usedFirst <= usedSecond ? first : second;
        final int fuller = usedFirst <= usedSecond ? second : first;
        final int spare = Math.min(usedFirst, usedSecond) < MOST_USED ? spareIn(emptier, key) : NONE;
        return spare == NONE && Math.max(usedFirst, usedSecond) < MOST_USED ? spareIn(fuller, key) : spare;
    }

    /**
     * The entry to evict for a key, in a bucket that has a spare entry: a stale one, else the least recently seen dynamic one of
     * the port that holds the most, if that is the learning port or holds more than it.
     */
    int victimFor(final long key, final int learner, final int tick) {
        final int first = table.firstBucket(key);
        final int second = table.secondBucket(key);
        int victim = NONE;
        long most = 0;
        for (int i = 0; i < 2 * FdbTable.BUCKET; i++) {
            final int index = i < FdbTable.BUCKET ? first + i : second + i - FdbTable.BUCKET;
            final long weight = weight(table.value(index), learner, tick);
            if (weight > most && spareBeside(index) != NONE) {
                victim = index;
                most = weight;
            }
        }
        return victim;
    }

    /** A spare entry in the bucket of another. */
    int spareBeside(final int index) {
        return spareIn(index & -FdbTable.BUCKET);
    }

    /** 0 must stay; the more entries the port holds and, among equals, the older the entry, the more. */
    private long weight(final long value, final int learner, final int tick) {
        if (value == 0) {
            return 0;
        }
        if (generations.isStale(value)) {
            return Long.MAX_VALUE;
        }
        final int port = FdbTable.port(value);
        final int held = shares.port(port).dynamics;
        final boolean fair = port == learner || learner == ADMINISTRATOR || held > shares.port(learner).dynamics;
        final int age = (tick - FdbTable.tick(value)) & 0xFF;
        return FdbTable.isDynamic(value) && fair ? (long) held << Byte.SIZE | age : 0;
    }

    private int used(final int bucket) {
        int used = 0;
        for (int i = bucket; i < bucket + FdbTable.BUCKET; i++) {
            used += table.keyAt(i) == 0 ? 0 : 1;
        }
        return used;
    }

    private int spareIn(final int bucket, final long key) {
        final int favourite = table.favouriteIn(bucket, key);
        return isSpare(favourite) ? favourite : spareIn(bucket);
    }

    private int spareIn(final int bucket) {
        for (int i = bucket; i < bucket + FdbTable.BUCKET; i++) {
            if (isSpare(i)) {
                return i;
            }
        }
        return NONE;
    }

    private boolean isSpare(final int index) {
        return table.keyAt(index) == 0 && !quarantine.holds(index);
    }
}
