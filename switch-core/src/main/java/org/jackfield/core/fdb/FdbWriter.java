package org.jackfield.core.fdb;

import java.util.function.BooleanSupplier;
import org.jackfield.api.frame.MacAddress;

/**
 * Writes the {@link FdbTable}: learns, moves, pins, evicts and forgets addresses. Conductor thread only, which every public
 * method asserts.
 *
 * <p>A bucket never fills its last entry: who takes the last but one evicts a neighbour, whose entry is free again after a grace
 * period. So an address that may be learned is learned at once, although entries are reused late. Evicted is a dynamic entry of
 * the port that holds the most, never one of a port that holds less than the learning port: a port flooded with forged
 * addresses pushes out its own. Limits count dynamic entries; entries that do not age count against none.
 *
 * <p>A port's entries are flushed by giving the port a new generation: workers then read them as missing. They cost the writer
 * nothing until the {@link FdbAger} passes, and their addresses can be learned again in place at once.
 */
public final class FdbWriter {
    /** A limit that never bites. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    private final FdbTable table;
    private final FdbShares shares;
    private final Quarantine quarantine;
    private final FdbRoom room;
    private final PortGenerations generations;
    private final BooleanSupplier onConductor;
    private final long[] outcomes = new long[Outcome.values().length];
    private long evictions;
    private int latestTick;
    /** Takes what {@link FdbTable#preload} reads, so that it is not optimised away. */
    private long preloaded;

    /** What became of an address. */
    public enum Outcome {
        /** It is new, or was stale, and has an entry now. */
        LEARNED,
        /** It has an entry now, and another dynamic entry had to go for it. */
        EVICTED_OTHER,
        /** It was known at this port. */
        REFRESHED,
        /** It was known at another port and is at this one now. */
        MOVED,
        /** A static or sticky entry holds it at another port. */
        REFUSED_STATIC,
        /** The port is at its limit, or the bridge's limit is 0. */
        REFUSED_LIMIT,
        /**
         * Its buckets have no room that is not in a grace period, static, or held by ports quieter than this one. A later frame may
         * have better luck.
         */
        REFUSED_FULL,
        /** It is a group address or all zeroes. */
        REFUSED_ADDRESS,
        /** The port is gone or was flushed since the address was seen. */
        REFUSED_STALE
    }

    /**
     * A writer for an empty table.
     *
     * @param onConductor whether the calling thread is the conductor
     */
    public FdbWriter(
            final FdbTable table,
            final PortGenerations generations,
            final GracePeriods grace,
            final BooleanSupplier onConductor) {
        this.table = table;
        this.shares = new FdbShares(table);
        this.quarantine = new Quarantine(grace, table.capacity());
        this.room = new FdbRoom(table, shares, quarantine, generations);
        this.generations = generations;
        this.onConductor = onConductor;
    }

    /**
     * Learns an address from traffic.
     *
     * @param generation generation of the port when the address was seen
     * @param tick tick of now, see {@link FdbAger#tick}
     */
    public Outcome learn(final int fid, final long mac, final int port, final int generation, final int tick) {
        assert onConductor.getAsBoolean() : "FDB learning belongs to the conductor";
        quarantine.releasePassed();
        latestTick = tick;
        final Outcome outcome;
        if (generations.generation(port) != generation) {
            outcome = Outcome.REFUSED_STALE;
        } else if (!isHost(mac)) {
            outcome = Outcome.REFUSED_ADDRESS;
        } else {
            outcome = learn(FdbTable.key(fid, mac), FdbTable.value(port, generation, 0, tick));
        }
        outcomes[outcome.ordinal()]++;
        return outcome;
    }

    /**
     * Begins to load what {@link #learn} will look at for these keys, all at once: in a large table each is two cache misses or more,
     * and the processor then waits for them together and not one by one.
     */
    public void preload(final long[] keys, final int n) {
        long all = 0;
        for (int i = 0; i < n; i++) {
            all ^= table.preload(keys[i]);
        }
        preloaded ^= all;
    }

    /** Pins an address to a port: traffic never moves it, time never removes it. An entry it had before is replaced. */
    public Outcome addStatic(final int fid, final long mac, final int port) {
        return fix(fid, mac, port, FdbTable.STATIC);
    }

    /** As {@link #addStatic} in all but the kind it is shown as: an address of traffic, pinned to the port where it belongs. */
    public Outcome addSticky(final int fid, final long mac, final int port) {
        return fix(fid, mac, port, FdbTable.STICKY);
    }

    /** Forgets an address, however it was learned; false when it was not known. */
    public boolean remove(final int fid, final long mac) {
        assert onConductor.getAsBoolean() : "removing FDB entries belongs to the conductor";
        final int index = table.find(FdbTable.key(fid, mac));
        if (index < 0) {
            return false;
        }
        final boolean known = !generations.isStale(table.value(index));
        free(index);
        return known;
    }

    /**
     * To be called right after the generation of a port has changed. Its dynamic entries no longer count, and the ager sweeps
     * them; its static and sticky entries get the new generation. When the port is gone they are removed, and its limit and
     * its count of refusals are forgotten.
     *
     * @return how many dynamic entries the port had
     */
    public int flush(final int port) {
        assert onConductor.getAsBoolean() : "flushing FDB entries belongs to the conductor";
        final int generation = generations.generation(port);
        for (final int index : shares.fixedOf(port)) {
            if (generation < 0) {
                free(index);
            } else {
                table.store(index, FdbTable.withGeneration(table.value(index), generation));
            }
        }
        final int dynamics = shares.forgetDynamics(port);
        if (generation < 0) {
            shares.forgetPort(port);
        }
        return dynamics;
    }

    /** Limits the dynamic entries of a port; the least used ones beyond it go at once. 0 means that it learns none. */
    public void setPortLimit(final int port, final int limit) {
        assert onConductor.getAsBoolean() : "FDB limits belong to the conductor";
        final FdbShares.Port holder = shares.port(port);
        holder.limit = checked(limit);
        while (holder.dynamics > limit) {
            evict(shares.victim(port));
        }
    }

    /** Limits the dynamic entries of a bridge; those beyond it go at once, first from the port that holds the most. */
    public void setBridgeLimit(final int fid, final int limit) {
        assert onConductor.getAsBoolean() : "FDB limits belong to the conductor";
        final FdbShares.Bridge bridge = shares.bridge(fid);
        bridge.limit = checked(limit);
        while (bridge.dynamics > limit) {
            evict(shares.largestVictim(fid));
        }
    }

    /** Shows every entry that is not stale, in no order; the visitor must not change the FDB. */
    public void forEach(final FdbVisitor visitor) {
        assert onConductor.getAsBoolean() : "walking the FDB belongs to the conductor";
        for (int i = 0; i < table.capacity(); i++) {
            final long key = table.keyAt(i);
            final long value = table.value(i);
            if (key != 0 && !generations.isStale(value)) {
                visitor.visit(FdbTable.fid(key), FdbTable.mac(key), value);
            }
        }
    }

    /** Dynamic entries of a bridge. */
    public int dynamicsOfBridge(final int fid) {
        return shares.bridge(fid).dynamics;
    }

    /** Dynamic entries of a port. */
    public int dynamicsOfPort(final int port) {
        return shares.port(port).dynamics;
    }

    /** Addresses refused since the start because this port was at its limit. */
    public long limitRefusals(final int port) {
        return shares.port(port).refusals;
    }

    /** How often {@link #learn} ended like this since the start. */
    public long count(final Outcome outcome) {
        return outcomes[outcome.ordinal()];
    }

    /** Entries evicted since the start to make room or to keep a limit. */
    public long evictions() {
        return evictions;
    }

    /** Forgets an entry if it is stale, or dynamic with an age above the given one; not if a worker stamps it meanwhile. */
    void sweep(final int index, final int tick, final int mostAge) {
        final long value = table.value(index);
        if (value == 0) {
            return;
        }
        final int age = (tick - FdbTable.tick(value)) & 0xFF;
        if (generations.isStale(value)) {
            free(index); // unconditionally: a worker with an old view may still stamp it, and its generation will be
            // used again
        } else if (FdbTable.isDynamic(value) && age > mostAge && table.storeIf(index, value, 0)) {
            release(index, value);
        }
    }

    private Outcome learn(final long key, final long value) {
        final int index = table.find(key);
        if (index < 0) {
            return insert(key, value);
        }
        final long old = table.value(index);
        if (generations.isStale(old)) {
            return relearn(index, key, value);
        }
        if (FdbTable.port(old) == FdbTable.port(value)) {
            table.store(index, FdbTable.withTick(old, FdbTable.tick(value)));
            return Outcome.REFRESHED;
        }
        return FdbTable.isDynamic(old) ? move(index, key, value) : Outcome.REFUSED_STATIC;
    }

    private Outcome move(final int index, final long key, final long value) {
        if (isAtLimit(FdbTable.port(value))) {
            return Outcome.REFUSED_LIMIT;
        }
        replace(index, key, value);
        return Outcome.MOVED;
    }

    private Outcome relearn(final int index, final long key, final long value) {
        shares.unlink(index, key, table.value(index)); // linked still if the port's flush was not told
        if (isRefused(key, value)) {
            return Outcome.REFUSED_LIMIT;
        }
        final boolean evicted = evictBeyondBridgeLimit(key, value);
        replace(index, key, value);
        return evicted ? Outcome.EVICTED_OTHER : Outcome.LEARNED;
    }

    private Outcome insert(final long key, final long value) {
        if (isRefused(key, value)) {
            return Outcome.REFUSED_LIMIT;
        }
        final long evictedBefore = evictions;
        final int index = room(key, FdbTable.port(value));
        if (index == FdbRoom.NONE) {
            return Outcome.REFUSED_FULL;
        }
        evictBeyondBridgeLimit(key, value);
        table.publish(index, key, value);
        shares.link(index, key, value);
        return evictions > evictedBefore ? Outcome.EVICTED_OTHER : Outcome.LEARNED;
    }

    private Outcome fix(final int fid, final long mac, final int port, final int flag) {
        assert onConductor.getAsBoolean() : "adding FDB entries belongs to the conductor";
        quarantine.releasePassed();
        final int generation = generations.generation(port);
        if (generation < 0) {
            return Outcome.REFUSED_STALE;
        }
        if (!isHost(mac)) {
            return Outcome.REFUSED_ADDRESS;
        }
        final long key = FdbTable.key(fid, mac);
        final long value = FdbTable.value(port, generation, flag, latestTick);
        int index = table.find(key);
        if (index >= 0) {
            replace(index, key, value);
            return Outcome.LEARNED;
        }
        final long evictedBefore = evictions;
        index = room(key, FdbRoom.ADMINISTRATOR);
        if (index == FdbRoom.NONE) {
            return Outcome.REFUSED_FULL;
        }
        table.publish(index, key, value);
        shares.link(index, key, value);
        return evictions > evictedBefore ? Outcome.EVICTED_OTHER : Outcome.LEARNED;
    }

    private boolean isRefused(final long key, final long value) {
        return isAtLimit(FdbTable.port(value)) || shares.bridge(FdbTable.fid(key)).limit == 0;
    }

    private boolean isAtLimit(final int port) {
        final FdbShares.Port holder = shares.port(port);
        if (holder.dynamics < holder.limit) {
            return false;
        }
        holder.refusals++;
        return true;
    }

    private boolean evictBeyondBridgeLimit(final long key, final long value) {
        final int fid = FdbTable.fid(key);
        final FdbShares.Bridge bridge = shares.bridge(fid);
        if (bridge.dynamics < bridge.limit) {
            return false;
        }
        evict(shares.victim(fid, FdbTable.port(value)));
        return true;
    }

    /** The same address, so no grace period: a worker that holds the index reads either the old value or the new one. */
    private void replace(final int index, final long key, final long value) {
        shares.unlink(index, key, table.value(index));
        table.store(index, value);
        shares.link(index, key, value);
    }

    /** A free entry for a key, made by evicting another if need be; {@link FdbRoom#NONE} when there is none. */
    private int room(final long key, final int learner) {
        final int spare = room.spareFor(key);
        if (spare != FdbRoom.NONE) {
            return spare;
        }
        final int victim = room.victimFor(key, learner, latestTick);
        if (victim == FdbRoom.NONE) {
            return FdbRoom.NONE;
        }
        final int made = room.spareBeside(victim);
        evict(victim);
        return made;
    }

    private void evict(final int index) {
        evictions++;
        free(index);
    }

    private void free(final int index) {
        release(index, table.value(index));
    }

    private void release(final int index, final long value) {
        shares.unlink(index, table.keyAt(index), value);
        table.free(index);
        quarantine.add(index);
    }

    private static int checked(final int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("FDB limit " + limit + " refused; choose 0 or more entries");
        }
        return limit;
    }

    private static boolean isHost(final long mac) {
        return mac != 0 && !MacAddress.isGroup(mac);
    }
}
