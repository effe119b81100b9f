package org.jackfield.core.stats;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jackfield.api.frame.CounterBlock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Counters written without fences by one worker each: whoever reads them sees them grow, whole, and misses none in the end. */
public final class CounterStress {
    private static final int TURNS = 100;
    /** One in both halves, so that a value made of two writes shows. */
    private static final long STEP = 1L << 32 | 1;

    private CounterStress() {}

    /** A reader sees what was counted, sooner or later. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "The count was seen.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "The reader never sees the count.")
    @State
    public static class Seen {
        private final CounterBlock block = new CounterBlock(1);

        @Actor
        public void reader() {
            while (block.get(0) == 0) {
                continue;
            }
        }

        @Signal
        public void worker() {
            block.add(0, 1);
        }
    }

    /** Two workers count for one port; the thread of one of them adds both blocks up between its own counts. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Every sum was whole and none less than the one before.")
    @Outcome(expect = FORBIDDEN, desc = "A sum went back, was torn, or lost a count.")
    @State
    public static class Sum {
        private final PortCounters counters = new PortCounters(2);

        @Actor
        public void first() {
            final CounterBlock block = counters.of(0);
            for (int turn = 0; turn < TURNS; turn++) {
                block.add(PortCounters.COPIES, STEP);
            }
        }

        @Actor
        public void secondAndReader(final II_Result result) {
            final CounterBlock block = counters.of(1);
            long before = 0;
            for (int turn = 0; turn < TURNS; turn++) {
                block.add(PortCounters.COPIES, STEP);
                final long sum = counters.sum(PortCounters.COPIES);
                if (sum < before || (int) sum != (int) (sum >>> 32)) {
                    result.r1 = 1;
                }
                before = sum;
            }
        }

        @Arbiter
        public void end(final II_Result result) {
            result.r2 = counters.sum(PortCounters.COPIES) == 2 * TURNS * STEP ? 0 : 1;
        }
    }
}
