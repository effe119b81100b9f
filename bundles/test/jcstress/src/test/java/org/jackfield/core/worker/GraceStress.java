package org.jackfield.core.worker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.fdb.FdbWriter;
import org.jackfield.core.fdb.GracePeriods;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An FDB entry is given to another address only when no worker can still mean the first one by its index. Two addresses take
 * turns in one bucket while a worker looks the first up, many times in each sample, because a single time rarely meets the moment.
 */
public final class GraceStress {
    private static final int BRIDGE = 1;
    private static final long FIRST = 0x02_00_00_00_00_0AL;
    private static final long OTHER = 0x02_00_00_00_00_0BL;
    private static final int FIRST_PORT = 1;
    private static final int OTHER_PORT = 2;
    private static final int TURNS = 20;
    private static final int CYCLES = 800;

    private GraceStress() {}

    /**
     * A data plane of one worker; the parts no actor uses are left out. The table has 16 entries, so that entries freed twenty
     * times must be reused.
     */
    abstract static class Fdb implements GracePeriods {
        final WorkerLink link = new WorkerLink(0, 1);
        final FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
        final DataPlane plane = StressPlane.of(List.of(link), table);
        final FdbWriter writer = new FdbWriter(table, port -> 1, this, () -> true);

        @Override
        public final long mark() {
            return plane.beginGrace();
        }

        @Override
        public final boolean passed(final long mark) {
            return plane.passed(mark);
        }

        /** Learns and forgets the two addresses in turn. */
        final void replace() {
            for (int turn = 0; turn < TURNS; turn++) {
                writer.learn(BRIDGE, FIRST, FIRST_PORT, 1, 0);
                writer.remove(BRIDGE, FIRST);
                writer.learn(BRIDGE, OTHER, OTHER_PORT, 1, 0);
                writer.remove(BRIDGE, OTHER);
            }
        }

        /** One cycle of the worker, in the order of {@link Worker}: counts where it would send frames for the first address to. */
        final void cycle(final II_Result result) {
            final long grace = plane.graceMark();
            final int index = table.find(FdbTable.key(BRIDGE, FIRST));
            final long value = index < 0 ? 0 : table.value(index);
            if (value != 0 && FdbTable.port(value) != FIRST_PORT) {
                result.r1++;
            }
            if (FdbTable.port(value) == FIRST_PORT) {
                result.r2 = 1;
            }
            link.pass(grace);
        }
    }

    /** A worker at work. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The address was never there when looked for.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "The address was found while it came and went.")
    @Outcome(expect = FORBIDDEN, desc = "A frame for one address went to the port of another.")
    @State
    public static class Working extends Fdb {
        @Actor
        public void worker(final II_Result result) {
            for (int i = 0; i < CYCLES; i++) {
                cycle(result);
            }
        }

        @Actor
        public void conductor() {
            replace();
        }
    }

    /** A worker that sleeps after each cycle: it counts as having let go, and may wake up just then. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The address was never there when looked for.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "The address was found while it came and went.")
    @Outcome(expect = FORBIDDEN, desc = "A frame for one address went to the port of another.")
    @State
    public static class Sleeping extends Fdb {
        @Actor
        public void worker(final II_Result result) {
            for (int i = 0; i < CYCLES; i++) {
                link.awake();
                cycle(result);
                link.fallAsleep();
            }
        }

        @Actor
        public void conductor() {
            replace();
        }
    }
}
