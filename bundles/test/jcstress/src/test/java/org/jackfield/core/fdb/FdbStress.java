package org.jackfield.core.fdb;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The FDB between one worker and the conductor, with entries that are never reused. */
public final class FdbStress {
    private static final int BRIDGE = 1;
    private static final long MAC = 0x02_00_00_00_00_0AL;
    private static final long KEY = FdbTable.key(BRIDGE, MAC);
    private static final int OLD_PORT = 1;
    private static final int NEW_PORT = 2;
    private static final int NOT_FOUND = -1;
    private static final int FREED = 0;
    private static final int LATER_TICK = 9;

    private FdbStress() {}

    /** A table of two buckets and its writer. */
    abstract static class Fdb {
        final FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
        final FdbWriter writer = new FdbWriter(table, port -> 1, new NeverPassed(), () -> true);

        final void learn(final int port) {
            writer.learn(BRIDGE, MAC, port, 1, 0);
        }

        /** As a worker looks a destination up. */
        final int lookup() {
            final int index = table.find(KEY);
            return index < 0 ? NOT_FOUND : FdbTable.port(table.value(index));
        }

        /** As a worker stamps a source it knows at a port. */
        final void touch(final int port) {
            final int index = table.find(KEY);
            final long value = index < 0 ? 0 : table.value(index);
            if (FdbTable.port(value) == port) {
                table.touch(index, value, LATER_TICK);
            }
        }
    }

    private static final class NeverPassed implements GracePeriods {
        @Override
        public long mark() {
            return 0;
        }

        @Override
        public boolean passed(final long mark) {
            return false;
        }
    }

    /** A worker that finds a new key sees its value. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not learned yet.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Learned.")
    @Outcome(expect = FORBIDDEN, desc = "The key was seen before its value.")
    @State
    public static class Learn extends Fdb {
        @Actor
        public void conductor() {
            learn(OLD_PORT);
        }

        @Actor
        public void worker(final I_Result result) {
            result.r1 = lookup();
        }
    }

    /** A worker never goes back from the new port of an address to the old one. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Not moved yet.")
    @Outcome(id = "1, 2", expect = ACCEPTABLE_INTERESTING, desc = "Moved between two frames.")
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Moved.")
    @Outcome(expect = FORBIDDEN, desc = "Went back, or lost the address.")
    @State
    public static class Move extends Fdb {
        public Move() {
            learn(OLD_PORT);
        }

        @Actor
        public void conductor() {
            learn(NEW_PORT);
        }

        @Actor
        public void worker(final II_Result result) {
            result.r1 = lookup();
            result.r2 = lookup();
        }
    }

    /** A worker that holds the index of a removed entry reads its value or none. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Not removed yet.")
    @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "Removed between find and value.")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Removed.")
    @Outcome(expect = FORBIDDEN, desc = "A value nobody stored.")
    @State
    public static class Remove extends Fdb {
        public Remove() {
            learn(OLD_PORT);
        }

        @Actor
        public void conductor() {
            writer.remove(BRIDGE, MAC);
        }

        @Actor
        public void worker(final I_Result result) {
            result.r1 = lookup();
        }
    }

    /** A late stamp does not bring back the port an address has left. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Moved; the stamp came before it or failed.")
    @Outcome(expect = FORBIDDEN, desc = "The stamp brought the old port back, or stamped the new one by mistake.")
    @State
    public static class TouchAgainstMove extends Fdb {
        public TouchAgainstMove() {
            learn(OLD_PORT);
        }

        @Actor
        public void conductor() {
            learn(NEW_PORT);
        }

        @Actor
        public void worker() {
            touch(OLD_PORT);
        }

        @Arbiter
        public void end(final II_Result result) {
            final long value = table.value(table.find(KEY));
            result.r1 = FdbTable.port(value);
            result.r2 = FdbTable.tick(value);
        }
    }

    /** A late stamp does not bring a removed entry back. */
    @JCStressTest
    @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "Removed.")
    @Outcome(expect = FORBIDDEN, desc = "A removed entry has a key or a value.")
    @State
    public static class TouchAgainstRemove extends Fdb {
        private final int index;

        public TouchAgainstRemove() {
            learn(OLD_PORT);
            index = table.find(KEY);
        }

        @Actor
        public void conductor() {
            writer.remove(BRIDGE, MAC);
        }

        @Actor
        public void worker() {
            touch(OLD_PORT);
        }

        @Arbiter
        public void end(final II_Result result) {
            result.r1 = table.find(KEY);
            result.r2 = table.value(index) == 0 ? FREED : 1;
        }
    }

    /** An address that is seen in the moment it expires is kept if the stamp came first. */
    @JCStressTest
    @Outcome(id = "9, 1", expect = ACCEPTABLE, desc = "Seen in time.")
    @Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "Expired first.")
    @Outcome(id = "9, -1", expect = FORBIDDEN, desc = "Forgotten although it was stamped.")
    @Outcome(expect = FORBIDDEN, desc = "Neither kept nor gone.")
    @State
    public static class TouchAgainstExpiry extends Fdb {
        private static final long EXPIRED_NS = FdbAger.LEAST_AGEING_NS * 105 / 100;

        private final FdbAger ager = new FdbAger(table, writer, FdbAger.LEAST_AGEING_NS, 0);
        private final int index;
        private final long value;

        public TouchAgainstExpiry() {
            learn(OLD_PORT);
            index = table.find(KEY);
            value = table.value(index);
        }

        @Actor
        public void conductor() {
            ager.step(EXPIRED_NS, table.capacity());
        }

        @Actor
        public void worker(final II_Result result) {
            table.touch(index, value, LATER_TICK);
            result.r1 = FdbTable.tick(table.value(index));
        }

        @Arbiter
        public void end(final II_Result result) {
            result.r2 = lookup();
        }
    }
}
