package org.jackfield.core.fdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds the entries of the FDB: counts and limits of bridges and ports, and for each pair of bridge and port its dynamic
 * entries in the order they were learned. Conductor thread.
 *
 * <p>Chains run through two int arrays with one element an entry, so that learning allocates nothing. The order is that of
 * learning, not of use, because workers stamp entries without telling; {@link #leastUsed} corrects for it by second chance:
 * an entry stamped since it was put in the chain goes to the young end once.
 */
final class FdbShares {
    /** No entry. */
    static final int NONE = -1;

    private static final int UNLINKED = -2;
    private static final int SECOND_CHANCES = 8;

    private final FdbTable table;
    private final int[] older;
    private final int[] younger;
    private final byte[] linkedTick;
    /** By FID and by port index, grown to the highest seen: asked for several times for each address. */
    private @Nullable Bridge[] bridges = new Bridge[8];

    private @Nullable Port[] ports = new Port[8];

    /** A chain of entries. */
    static final class Share {
        final int fid;
        int oldest = NONE;
        int youngest = NONE;
        int size;

        Share(final int fid) {
            this.fid = fid;
        }
    }

    /** The dynamic entries of a bridge. */
    static final class Bridge {
        final List<Share> shares = new ArrayList<>();
        int limit = FdbWriter.NO_LIMIT;
        int dynamics;
    }

    /** The entries of a port; those that do not age are in {@link #fixed}. */
    static final class Port {
        final List<Share> shares = new ArrayList<>();
        final Share fixed = new Share(NONE);
        int limit = FdbWriter.NO_LIMIT;
        int dynamics;
        long refusals;
    }

    FdbShares(final FdbTable table) {
        this.table = table;
        this.older = new int[table.capacity()];
        this.younger = new int[table.capacity()];
        this.linkedTick = new byte[table.capacity()];
        Arrays.fill(older, UNLINKED);
    }

    Bridge bridge(final int fid) {
        final Bridge known = fid < bridges.length ? bridges[fid] : null;
        return known == null ? newBridge(fid) : known;
    }

    private Bridge newBridge(final int fid) {
        bridges = fid < bridges.length ? bridges : Arrays.copyOf(bridges, 2 * fid);
        final Bridge bridge = new Bridge();
        bridges[fid] = bridge;
        return bridge;
    }

    Port port(final int port) {
        final Port known = port < ports.length ? ports[port] : null;
        return known == null ? newPort(port) : known;
    }

    private Port newPort(final int index) {
        ports = index < ports.length ? ports : Arrays.copyOf(ports, 2 * index);
        final Port port = new Port();
        ports[index] = port;
        return port;
    }

    /** Counts an entry for its port and bridge. */
    void link(final int index, final long key, final long value) {
        final Port port = port(FdbTable.port(value));
        if (FdbTable.isDynamic(value)) {
            final Bridge bridge = bridge(FdbTable.fid(key));
            append(share(bridge, port, FdbTable.fid(key)), index, value);
            bridge.dynamics++;
            port.dynamics++;
        } else {
            append(port.fixed, index, value);
        }
    }

    /** Takes an entry out of the counts; nothing happens when {@link #forgetDynamics} has done so before. */
    void unlink(final int index, final long key, final long value) {
        if (older[index] == UNLINKED) {
            return;
        }
        final Port port = port(FdbTable.port(value));
        if (FdbTable.isDynamic(value)) {
            final Bridge bridge = bridge(FdbTable.fid(key));
            remove(share(bridge, port, FdbTable.fid(key)), index);
            bridge.dynamics--;
            port.dynamics--;
        } else {
            remove(port.fixed, index);
        }
    }

    /** Takes all dynamic entries of a port out of the counts; returns how many. Walks them: some 20 ns each. */
    int forgetDynamics(final int portIndex) {
        final Port port = port(portIndex);
        final int forgotten = port.dynamics;
        for (final Share share : port.shares) {
            final Bridge bridge = bridge(share.fid);
            bridge.dynamics -= share.size;
            bridge.shares.remove(share);
            for (int i = share.oldest; i != NONE; i = younger[i]) {
                older[i] = UNLINKED;
            }
        }
        port.shares.clear();
        port.dynamics = 0;
        return forgotten;
    }

    /** Forgets limit and counts of a port that holds nothing. */
    void forgetPort(final int portIndex) {
        if (portIndex < ports.length) {
            ports[portIndex] = null;
        }
    }

    /** Indexes of the entries of a port that do not age. */
    int[] fixedOf(final int portIndex) {
        final Share fixed = port(portIndex).fixed;
        final int[] indexes = new int[fixed.size];
        int n = 0;
        for (int i = fixed.oldest; i != NONE; i = younger[i]) {
            indexes[n++] = i;
        }
        return indexes;
    }

    /**
     * The dynamic entry to evict from a bridge for an address of a port: the least used one of the port that holds the most
     * there, which is the learning port itself when no other holds more; {@link #NONE} when the bridge has no dynamic entry.
     */
    int victim(final int fid, final int learner) {
        final Bridge bridge = bridge(fid);
        return leastUsed(largest(bridge, share(bridge, port(learner), fid)));
    }

    /** The least used dynamic entry of the port that holds the most in a bridge that has some. */
    int largestVictim(final int fid) {
        final Bridge bridge = bridge(fid);
        return leastUsed(largest(bridge, bridge.shares.get(0)));
    }

    /** The least used dynamic entry of a port, {@link #NONE} when it has none. */
    int victim(final int portIndex) {
        for (final Share share : port(portIndex).shares) {
            if (share.size > 0) {
                return leastUsed(share);
            }
        }
        return NONE;
    }

    /** The largest share of a bridge; the preferred one if no other is larger. */
    private static Share largest(final Bridge bridge, final Share preferred) {
        Share largest = preferred;
        for (final Share share : bridge.shares) {
            largest = share.size > largest.size ? share : largest;
        }
        return largest;
    }

    private int leastUsed(final Share share) {
        for (int chance = 0; chance < SECOND_CHANCES && share.size > 1; chance++) {
            final int index = share.oldest;
            final long value = table.value(index);
            if ((byte) FdbTable.tick(value) == linkedTick[index]) {
                return index;
            }
            remove(share, index);
            append(share, index, value);
        }
        return share.oldest;
    }

    private static Share share(final Bridge bridge, final Port port, final int fid) {
        for (final Share share : port.shares) {
            if (share.fid == fid) {
                return share;
            }
        }
        final Share share = new Share(fid);
        port.shares.add(share);
        bridge.shares.add(share);
        return share;
    }

    private void append(final Share share, final int index, final long value) {
        linkedTick[index] = (byte) FdbTable.tick(value);
        older[index] = share.youngest;
        younger[index] = NONE;
        if (share.youngest == NONE) {
            share.oldest = index;
        } else {
            younger[share.youngest] = index;
        }
        share.youngest = index;
        share.size++;
    }

    private void remove(final Share share, final int index) {
        final int before = older[index];
        final int after = younger[index];
        if (before == NONE) {
            share.oldest = after;
        } else {
            younger[before] = after;
        }
        if (after == NONE) {
            share.youngest = before;
        } else {
            older[after] = before;
        }
        older[index] = UNLINKED;
        share.size--;
    }
}
