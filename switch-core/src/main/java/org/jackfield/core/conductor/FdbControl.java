package org.jackfield.core.conductor;

import com.lmax.disruptor.EventPoller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.core.fdb.FdbAger;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
import org.jackfield.core.fdb.GracePeriods;
import org.jackfield.core.pipeline.LearnRequests.LearnRequest;
import org.jackfield.core.worker.DataPlane;
import org.jspecify.annotations.Nullable;

/**
 * The conductor's hand on the FDB: learns what workers ask for, ages, and keeps static and sticky entries by the name of their
 * port, so that they return with it. Conductor thread only.
 */
final class FdbControl implements GracePeriods {
    private static final int SWEEP_ENTRIES = 4096;
    /** Requests of one cycle: half a millisecond, so that commands do not wait longer while addresses pour in. */
    private static final int LEARNED_A_CYCLE = 2048;
    /** Requests whose buckets are loaded together. */
    private static final int LEARNED_TOGETHER = 32;

    private final SwitchState state;
    private final DataPlane plane;
    private final LongSupplier clock;
    private final FdbWriter writer;
    private final FdbAger ager;
    private final int bridgeLimit;
    private final long ageingConfigured;
    private final TreeMap<Pin, Boolean> pins =
            new TreeMap<>(Comparator.comparing(Pin::bridge).thenComparingLong(Pin::mac));
    private final EventPoller.Handler<LearnRequest> taker = this::take;
    private final long[] keys = new long[LEARNED_TOGETHER];
    private final int[] ports = new int[LEARNED_TOGETHER];
    private final int[] generations = new int[LEARNED_TOGETHER];
    private int together;
    private int learned;
    private int tick;

    /** An address an administrator gave to a port; the map's value tells whether it is sticky. */
    private record Pin(String bridge, long mac, String port) {}

    FdbControl(
            final SwitchState state,
            final DataPlane plane,
            final SwitchConductor conductor,
            final SwitchOptions options,
            final LongSupplier clock) {
        this.state = state;
        this.plane = plane;
        this.clock = clock;
        this.writer = new FdbWriter(plane.table, state, this, conductor::onConductor);
        this.ager =
                new FdbAger(plane.table, writer, TimeUnit.SECONDS.toNanos(options.ageingSeconds()), clock.getAsLong());
        this.ageingConfigured = options.ageingSeconds();
        this.bridgeLimit = options.fdbLimit() == 0 ? FdbWriter.NO_LIMIT : options.fdbLimit();
    }

    @Override
    public long mark() {
        return plane.beginGrace();
    }

    @Override
    public boolean passed(final long mark) {
        return plane.passed(mark);
    }

    /** Part of each cycle of the conductor. */
    int duty() {
        final long now = clock.getAsLong();
        final int present = ager.tick(now);
        if (present != tick) {
            tick = present;
            plane.ageTick(present);
        }
        final int learned = learn();
        return learned + (ager.step(now, SWEEP_ENTRIES) ? 1 : 0);
    }

    /** Nanoseconds until the age tick changes or a sweep begins; workers wake the conductor for what is to be learned. */
    long nsToDuty() {
        return ager.nextNs() - clock.getAsLong();
    }

    private int learn() {
        learned = 0;
        try {
            plane.requests.poll(taker);
        } catch (final Exception impossible) { // declared by the interface; the handler throws nothing checked
            throw new IllegalStateException("learning failed", impossible);
        }
        learnTogether();
        return learned;
    }

    private boolean take(final LearnRequest request, final long sequence, final boolean endOfBatch) {
        keys[together] = request.key;
        ports[together] = request.port;
        generations[together] = request.generation;
        together++;
        if (together == LEARNED_TOGETHER) {
            learnTogether();
        }
        return ++learned < LEARNED_A_CYCLE;
    }

    private void learnTogether() {
        writer.preload(keys, together);
        for (int i = 0; i < together; i++) {
            writer.learn(FdbTable.fid(keys[i]), FdbTable.mac(keys[i]), ports[i], generations[i], tick);
        }
        together = 0;
    }

    /** Sets a port's limit of dynamic entries, 0 for none of its own, and its bridge's. */
    void limit(final PortEntry entry, final int limit) {
        writer.setPortLimit(entry.index, limit == 0 ? FdbWriter.NO_LIMIT : limit);
        writer.setBridgeLimit(entry.fid, bridgeLimit);
    }

    /** To be called when the port's generation has changed or it has left the view; returns the dynamic entries it had. */
    int flush(final PortEntry entry) {
        return writer.flush(entry.index);
    }

    /** Writes the entries pinned to a port that has become active. */
    void pin(final PortEntry entry) {
        pins.forEach((pin, sticky) -> {
            if (pin.port.equals(entry.name) && pin.bridge.equals(entry.bridge)) {
                write(entry, pin.mac, sticky);
            }
        });
    }

    /** Removes the entries pinned to a port from its present bridge. */
    void unpin(final PortEntry entry) {
        pins.forEach((pin, sticky) -> {
            if (pin.port.equals(entry.name)) {
                writer.remove(entry.fid, pin.mac);
            }
        });
    }

    private FdbWriter.Outcome write(final PortEntry entry, final long mac, final boolean sticky) {
        return sticky ? writer.addSticky(entry.fid, mac, entry.index) : writer.addStatic(entry.fid, mac, entry.index);
    }

    /** Pins an address to an active port. */
    boolean add(final String bridge, final long mac, final String port, final boolean sticky) throws AdminException {
        final String what = "adding FDB entry " + MacAddress.format(mac) + " on bridge " + bridge + " failed: ";
        final PortEntry entry = state.ports.get(port);
        if (entry == null) {
            throw new AdminException(what + "there is no port " + port + "; see 'jackfield port list'");
        }
        if (MacAddress.isGroup(mac) || mac == 0) {
            throw new AdminException(what + "it is not the address of a station; group addresses are always flooded");
        }
        if (!entry.active || !entry.bridge.equals(bridge)) {
            throw new AdminException(what + "port " + port + " is "
                    + (entry.active ? "on bridge " + entry.bridge : entry.state.toString())
                    + "; choose an active port of "
                    + bridge);
        }
        final FdbWriter.Outcome outcome = write(entry, mac, sticky);
        if (outcome != FdbWriter.Outcome.LEARNED
                && outcome != FdbWriter.Outcome.MOVED
                && outcome != FdbWriter.Outcome.REFRESHED
                && outcome != FdbWriter.Outcome.EVICTED_OTHER) {
            throw new AdminException(what + "no room (" + outcome + "); remove entries or raise fdb-capacity");
        }
        pins.keySet().removeIf(pin -> pin.mac == mac && pin.bridge.equals(bridge));
        pins.put(new Pin(bridge, mac, port), sticky);
        return true;
    }

    /** Forgets one address. */
    boolean remove(final String bridge, final long mac) throws AdminException {
        final int fid = state.knownFid(bridge);
        final boolean pinned = pins.keySet().removeIf(pin -> pin.mac == mac && pin.bridge.equals(bridge));
        if (!(fid >= 0 && writer.remove(fid, mac)) && !pinned) {
            throw new AdminException("removing FDB entry " + MacAddress.format(mac) + " failed: bridge " + bridge
                    + " does not know it; see 'jackfield fdb list'");
        }
        return true;
    }

    /** Forgets the dynamic entries of one port, or of all with an empty name: each gets a new generation. */
    long flush(final String port) throws AdminException {
        if (!port.isEmpty() && !state.ports.containsKey(port)) {
            throw new AdminException(
                    "flushing the FDB failed: there is no port " + port + "; see 'jackfield port list'");
        }
        long flushed = 0;
        for (final PortEntry entry : state.ports.values()) {
            if (entry.active && (port.isEmpty() || entry.name.equals(port))) {
                state.renew(entry);
                flushed += flush(entry);
            }
        }
        return flushed;
    }

    /** Forgets what was pinned to a port that will not come back. */
    void forget(final String port) {
        pins.keySet().removeIf(pin -> pin.port.equals(port));
    }

    /** For the next version of the switch: dynamic entries as they are, the others by name of their port. */
    Map<String, Object> estate() {
        final LongStream.Builder keys = LongStream.builder();
        final IntStream.Builder ports = IntStream.builder();
        final LongStream.Builder ages = LongStream.builder();
        writer.forEach((fid, mac, value) -> {
            if (FdbTable.isDynamic(value)) {
                keys.add(FdbTable.key(fid, mac));
                ports.add(FdbTable.port(value));
                ages.add(ager.ageSeconds(value));
            }
        });
        final List<Object> pinned = new ArrayList<>();
        pins.forEach((pin, sticky) -> pinned.add(List.of(pin.bridge, pin.mac, pin.port, sticky)));
        return Map.of(
                "keys", keys.build().toArray(),
                "ports", ports.build().toArray(),
                "ages", ages.build().toArray(),
                "pins", pinned,
                "ageing-configured", ageingConfigured,
                "ageing", ageingSeconds());
    }

    /** Goes on with what the version before knew; its ports are back already. */
    void restore(final Legacy left) {
        final long ageing = left.number("ageing", ageingConfigured);
        if (left.number("ageing-configured", ageingConfigured) == ageingConfigured && ageing != ageingConfigured) {
            ageing(ageing); // as set by command, unless the configuration has changed
        }
        for (final Legacy.Row pin : left.rows("pins")) {
            pins.put(new Pin(pin.text(0), pin.number(1), pin.text(2)), pin.flag(3));
        }
        state.ports.values().forEach(this::pin);
        final long[] keys = left.longs("keys");
        final int[] ports = left.ints("ports");
        final long[] ages = left.longs("ages");
        for (int i = 0; i < keys.length; i++) {
            final int ticks = (int) Math.min(FdbAger.TICKS, ages[i] * FdbAger.TICKS / ageingSeconds());
            writer.learn(
                    FdbTable.fid(keys[i]),
                    FdbTable.mac(keys[i]),
                    ports[i],
                    state.generation(ports[i]),
                    (tick - ticks) & 0xFF);
        }
    }

    /** Sets the ageing time. */
    void ageing(final long seconds) {
        ager.setAgeing(TimeUnit.SECONDS.toNanos(seconds), clock.getAsLong());
    }

    long ageingSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(ager.ageingNs());
    }

    /** Entries of one bridge, or of all with an empty name, sorted. */
    List<FdbEntryInfo> list(final String bridge) {
        final List<FdbEntryInfo> entries = new ArrayList<>();
        writer.forEach((fid, mac, value) -> {
            final String name = state.bridge(fid);
            final @Nullable PortEntry port = state.at(FdbTable.port(value));
            if (port != null && (bridge.isEmpty() || bridge.equals(name))) {
                entries.add(
                        new FdbEntryInfo(name, MacAddress.format(mac), port.name, kind(value), ager.ageSeconds(value)));
            }
        });
        entries.sort(Comparator.comparing(FdbEntryInfo::bridge).thenComparing(FdbEntryInfo::mac));
        return entries;
    }

    private static String kind(final long value) {
        if (FdbTable.isStatic(value)) {
            return "static";
        }
        return FdbTable.isSticky(value) ? "sticky" : "dynamic";
    }
}
