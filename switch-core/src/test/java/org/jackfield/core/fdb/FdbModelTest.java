package org.jackfield.core.fdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on the FDB and on a map that says what it should hold. */
class FdbModelTest {
    private static final int OPERATIONS = 20_000;
    private static final int ADDRESSES = 300;

    /** What the FDB should know of an address. */
    private static final class Known {
        int port;
        boolean fixed;
        long seenNs;

        Known(final int port, final boolean fixed, final long seenNs) {
            this.port = port;
            this.fixed = fixed;
            this.seenNs = seenNs;
        }
    }

    private FdbRig rig;
    private Random random;
    private final Map<Long, Known> model = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldHoldWhatAMapWouldHold(final long seed) {
        rig = new FdbRig(1024, seed);
        random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            operate();
            if (i % 500 == 0) {
                compare();
            }
        }
        compare();
        assertEquals(0, rig.writer.evictions(), "the table has room for all");
    }

    private void operate() {
        final long key = FdbTable.key(1 + random.nextInt(3), 1 + random.nextInt(ADDRESSES));
        final int port = random.nextInt(FdbRig.PORTS);
        switch (random.nextInt(40)) {
            case 0 -> flush(port);
            case 1, 2 -> remove(key);
            case 3 -> fix(key, port);
            case 4 -> rig.grace();
            case 5, 6 -> pass();
            case 7, 8, 9, 10, 11 -> touch(key);
            default -> learn(key, port);
        }
    }

    private void learn(final long key, final int port) {
        final FdbWriter.Outcome outcome = rig.learn(FdbTable.fid(key), FdbTable.mac(key), port);
        final Known known = model.get(key);
        if (known == null) {
            assertEquals(FdbWriter.Outcome.LEARNED, outcome);
            model.put(key, new Known(port, false, rig.nowNs));
        } else if (known.port == port) {
            assertEquals(FdbWriter.Outcome.REFRESHED, outcome);
            known.seenNs = rig.nowNs;
        } else if (known.fixed) {
            assertEquals(FdbWriter.Outcome.REFUSED_STATIC, outcome);
        } else {
            assertEquals(FdbWriter.Outcome.MOVED, outcome);
            known.port = port;
            known.seenNs = rig.nowNs;
        }
    }

    private void touch(final long key) {
        final Known known = model.get(key);
        if (known != null && !known.fixed) {
            final int index = rig.table.find(key);
            rig.table.touch(index, rig.table.value(index), rig.ager.tick(rig.nowNs));
            known.seenNs = rig.nowNs;
        }
    }

    private void flush(final int port) {
        final long before = model.size();
        model.values().removeIf(known -> !known.fixed && known.port == port);
        assertEquals(before - model.size(), rig.flush(port));
    }

    private void remove(final long key) {
        assertEquals(model.remove(key) != null, rig.writer.remove(FdbTable.fid(key), FdbTable.mac(key)));
    }

    private void fix(final long key, final int port) {
        if (random.nextBoolean()) {
            rig.writer.addStatic(FdbTable.fid(key), FdbTable.mac(key), port);
        } else {
            rig.writer.addSticky(FdbTable.fid(key), FdbTable.mac(key), port);
        }
        model.put(key, new Known(port, true, rig.nowNs));
    }

    /** Lets some time pass; the model learns which addresses went, which must be neither too soon nor too late. */
    private void pass() {
        rig.passSweeping(random.nextInt(20) * FdbRig.TICK_NS + random.nextInt(1000));
        final TreeMap<Long, Integer> shown = rig.shown();
        model.entrySet().removeIf(entry -> {
            final Known known = entry.getValue();
            final long ageNs = rig.nowNs - known.seenNs;
            final boolean gone = !shown.containsKey(entry.getKey());
            if (gone
                    ? known.fixed || ageNs <= FdbRig.AGEING_NS
                    : !known.fixed && ageNs > FdbRig.AGEING_NS * 107 / 100) {
                throw new AssertionError((gone ? "forgotten" : "kept") + " at an age of " + ageNs + " ns");
            }
            return gone;
        });
    }

    private void compare() {
        final TreeMap<Long, Integer> expected = new TreeMap<>();
        final int[] dynamics = new int[FdbRig.PORTS];
        model.forEach((key, known) -> {
            expected.put(key, known.port);
            dynamics[known.port] += known.fixed ? 0 : 1;
            assertEquals(known.port, rig.lookup(FdbTable.fid(key), FdbTable.mac(key)));
        });
        assertEquals(expected, rig.shown());
        int bridges = 0;
        for (int fid = 1; fid <= 3; fid++) {
            bridges += rig.writer.dynamicsOfBridge(fid);
        }
        for (int port = 0; port < FdbRig.PORTS; port++) {
            assertEquals(dynamics[port], rig.writer.dynamicsOfPort(port));
            bridges -= dynamics[port];
        }
        assertEquals(0, bridges);
    }
}
