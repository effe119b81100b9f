package org.jackfield.core.fdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import org.jackfield.api.frame.HotPath;

/**
 * The filtering database as workers see it: which port an address (in a bridge) was last seen on. A table of fixed size whose
 * reads never wait and never fail.
 *
 * <p>An entry is two longs. Key: FID (12 bits), MAC (48); 0 is a free entry. Value: port (16), generation (16), flags (8), age
 * tick (8), spare (16); 0 is no value. An address may stand in either of two buckets of eight entries, chosen by two parts of
 * one hash with a random seed, so nobody outside can aim addresses at a bucket; a third part names the entry of a bucket where
 * it stands if that is free (decision 0018). Filled to 6/10 the table has evicted next to nothing for want of room, to 8/10 17 of
 * 1000 addresses (measured); with one bucket for each address it would be 40 of 1000 at 6/10 (computed).
 *
 * <p>Threads: any number of workers read; one writer, {@link FdbWriter}. The only field workers write is the tick, by
 * {@link #touch}. No reader mixes two entries: a value is one long; a new entry's value is stored before its key; a freed entry
 * gets value 0 and then key 0, and takes another key only after a grace period. So an index found by {@link #find} means the
 * same address until the reader's batch ends, and reading the key a second time would tell nothing new.
 *
 * <p>Memory: 16 bytes an entry on the heap, 1 MiB for the default of 65536 entries, 32 MiB for the most, 2097152. The writer
 * keeps about 10 bytes more an entry.
 */
@HotPath
public final class FdbTable {
    /** Entries unless configured. */
    public static final int DEFAULT_CAPACITY = 65_536;
    /** Least entries. */
    public static final int LEAST_CAPACITY = 16;
    /** Most entries. */
    public static final int MOST_CAPACITY = 1 << 21;
    /** Most FIDs: 12 bits. */
    public static final int FIDS = 4096;
    /** Most ports: 16 bits. */
    public static final int PORTS = 65_536;

    /** Entries of a bucket. */
    static final int BUCKET = 8;
    /** Flag of every entry, so that no value in use is 0. */
    static final int IN_USE = 1;
    /** Flag of an entry made by the administrator that never moves. */
    static final int STATIC = 2;
    /** Flag of an entry pinned to its port. */
    static final int STICKY = 4;

    private static final int FID_SHIFT = 48;
    private static final long MAC_MASK = (1L << FID_SHIFT) - 1;
    private static final int PORT_SHIFT = 48;
    private static final int GENERATION_SHIFT = 32;
    private static final int FLAGS_SHIFT = 24;
    private static final int TICK_SHIFT = 16;
    private static final long TICK_MASK = 0xFFL << TICK_SHIFT;
    private static final long FIXED_MASK = (long) (STATIC | STICKY) << FLAGS_SHIFT;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /**
     * Words before the first entry. G1 puts an array of half a region or more at the start of a region, with 16 bytes of header: there
     * each bucket is two whole cache lines and no part of a third. Elsewhere it costs nothing.
     */
    private static final int FIRST = 6;

    private final long[] words;
    private final int bucketMask;
    private final long seed;
    private final long multiplier;

    /**
     * An empty table.
     *
     * @param capacity entries, {@value #LEAST_CAPACITY} to {@value #MOST_CAPACITY}, rounded up to a power of two
     */
    public FdbTable(final int capacity) {
        this(capacity, new SecureRandom().nextLong());
    }

    /** An empty table with a seed of the caller's choice, for tests that need the same layout again. */
    public FdbTable(final int capacity, final long seed) {
        if (capacity < LEAST_CAPACITY || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException("FDB capacity " + capacity + " refused; choose " + LEAST_CAPACITY
                    + " to " + MOST_CAPACITY + " entries");
        }
        final int entries = Integer.highestOneBit(capacity * 2 - 1);
        this.words = new long[FIRST + entries * 2];
        this.bucketMask = entries / BUCKET - 1;
        this.seed = seed;
        this.multiplier = mixed(seed) | 1;
    }

    /** The key of an address in a bridge. */
    public static long key(final int fid, final long mac) {
        return (long) fid << FID_SHIFT | mac;
    }

    /** FID of a key. */
    public static int fid(final long key) {
        return (int) (key >>> FID_SHIFT);
    }

    /** Address of a key. */
    public static long mac(final long key) {
        return key & MAC_MASK;
    }

    /** Port of a value. */
    public static int port(final long value) {
        return (int) (value >>> PORT_SHIFT);
    }

    /** Generation of a value, 0 to 65535. */
    public static int generation(final long value) {
        return (int) (value >>> GENERATION_SHIFT) & 0xFFFF;
    }

    /** Age tick of a value, 0 to 255. */
    public static int tick(final long value) {
        return (int) (value >>> TICK_SHIFT) & 0xFF;
    }

    /** Whether this is an entry learned from traffic, which ages and moves; false for value 0. */
    public static boolean isDynamic(final long value) {
        return value != 0 && (value & FIXED_MASK) == 0;
    }

    /** Whether the administrator made this entry and it never moves. */
    public static boolean isStatic(final long value) {
        return (value & (long) STATIC << FLAGS_SHIFT) != 0;
    }

    /** Whether the address is pinned to its port. */
    public static boolean isSticky(final long value) {
        return (value & (long) STICKY << FLAGS_SHIFT) != 0;
    }

    /** Entries in all, used or not. */
    public int capacity() {
        return words.length - FIRST >>> 1;
    }

    /** Index of the entry of a key, valid until the caller's batch ends; -1 when there is none. */
    public int find(final long key) {
        final long hash = hash(key);
        int index = first(hash) + favourite(hash);
        if (opaqueKey(index) != key) {
            index = elsewhere(hash, key);
        }
        if (index < 0 || key == 0) {
            return -1;
        }
        VarHandle.acquireFence(); // orders the load of the key before the caller's load of the value, stored before the
        // key
        return index;
    }

    /**
     * Whether the table is larger than the caches nearest to a processor, so that {@link #preload(long[], int, int)} is worth its
     * two nanoseconds an address. Up to the default size it is not: what is in use of it is mostly near.
     */
    public boolean isLarge() {
        return words.length > 2 * DEFAULT_CAPACITY + FIRST;
    }

    /**
     * Begins to load the likeliest entries of all addresses of a batch at once. {@link #find} for one after the other would wait for
     * main memory each time: it cannot begin with the next address before a branch has told where this one is.
     *
     * @return nothing of meaning, to be stored somewhere lest the loads are optimised away
     */
    public long preload(final long[] macs, final int n, final int fid) {
        long all = 0;
        long last = -1;
        for (int i = 0; i < n; i++) {
            if (macs[i] != last) {
                last = macs[i];
                final long hash = hash(key(fid, last));
                all ^= opaqueKey(first(hash) + favourite(hash));
            }
        }
        return all;
    }

    /** Value of an entry found in this batch; 0 when it was freed meanwhile. */
    public long value(final int index) {
        return (long) LONGS.getAcquire(words, valueAt(index));
    }

    /**
     * Stamps an entry with the tick of now. One compare-and-set; it fails, and that is right, when the conductor moved or freed
     * the entry or another worker stamped it.
     *
     * @param seen the value read before, not 0
     */
    public void touch(final int index, final long seen, final int tick) {
        if (seen != 0) {
            LONGS.compareAndSet(words, valueAt(index), seen, withTick(seen, tick));
        }
    }

    static long value(final int port, final int generation, final int flags, final int tick) {
        return (long) port << PORT_SHIFT
                | (long) generation << GENERATION_SHIFT
                | (long) (flags | IN_USE) << FLAGS_SHIFT
                | (long) (tick & 0xFF) << TICK_SHIFT;
    }

    static long withTick(final long value, final int tick) {
        return value & ~TICK_MASK | (long) (tick & 0xFF) << TICK_SHIFT;
    }

    static long withGeneration(final long value, final int generation) {
        return value & ~(0xFFFFL << GENERATION_SHIFT) | (long) generation << GENERATION_SHIFT;
    }

    /** Index of the first entry of a key's first bucket. */
    int firstBucket(final long key) {
        return first(hash(key));
    }

    /**
     * The entry of a bucket that a key had best stand in: readers look there first. In three of four cases they then read one cache
     * line and need not guess where a scan ends.
     */
    int favouriteIn(final int bucket, final long key) {
        return bucket + favourite(hash(key));
    }

    /** Index of the first entry of a key's other bucket. */
    int secondBucket(final long key) {
        return second(hash(key));
    }

    /** Key of an entry, 0 when free. The writer only. */
    long keyAt(final int index) {
        return words[wordAt(index)]; // plain: only the writer's own thread stores keys
    }

    /** Makes a free entry, whose grace period is over, the entry of a key. The writer only. */
    void publish(final int index, final long key, final long value) {
        LONGS.setOpaque(words, valueAt(index), value);
        LONGS.setRelease(words, wordAt(index), key); // orders the value before the key, see find
    }

    /** Gives an entry another value; a stamp made meanwhile is lost. The writer only. */
    void store(final int index, final long value) {
        LONGS.setRelease(words, valueAt(index), value);
    }

    /** Gives an entry another value unless a worker has just stamped it. The writer only. */
    boolean storeIf(final int index, final long seen, final long value) {
        return LONGS.compareAndSet(words, valueAt(index), seen, value);
    }

    /** Frees an entry: readers that hold its index read value 0 from now on. The writer only. */
    void free(final int index) {
        LONGS.setRelease(words, valueAt(index), 0L);
        LONGS.setRelease(words, wordAt(index), 0L);
    }

    /** Reads a word of each cache line of a key's buckets; the result means nothing. The writer only. */
    long preload(final long key) {
        final long hash = hash(key);
        final int first = first(hash);
        final int second = second(hash);
        final int half = BUCKET / 2;
        return keyAt(first) ^ keyAt(first + half) ^ keyAt(second) ^ keyAt(second + half);
    }

    private static int wordAt(final int index) {
        return FIRST + index * 2;
    }

    private static int valueAt(final int index) {
        return FIRST + index * 2 + 1;
    }

    private int elsewhere(final long hash, final long key) {
        final int index = scan(first(hash), key);
        return index < 0 ? scan(second(hash), key) : index;
    }

    private int scan(final int from, final long key) {
        for (int i = from; i < from + BUCKET; i++) {
            if (opaqueKey(i) == key) {
                return i;
            }
        }
        return -1;
    }

    private long opaqueKey(final int index) {
        return (long) LONGS.getOpaque(words, wordAt(index));
    }

    private long hash(final long key) {
        long hash = (key ^ seed) * multiplier;
        hash ^= hash >>> 32;
        return hash * multiplier;
    }

    /** Any seed to a random-looking number (the last steps of SplittableRandom). */
    private static long mixed(final long seed) {
        long mixed = seed + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }

    private int first(final long hash) {
        return ((int) (hash >>> 44) & bucketMask) * BUCKET;
    }

    private static int favourite(final long hash) {
        return (int) (hash >>> 21) & BUCKET - 1;
    }

    /** Never the same bucket as the first. */
    private int second(final long hash) {
        final int other = (int) (hash >>> 24) & bucketMask;
        final int first = (int) (hash >>> 44) & bucketMask;
        return (other == first ? other ^ 1 : other) * BUCKET;
    }
}
