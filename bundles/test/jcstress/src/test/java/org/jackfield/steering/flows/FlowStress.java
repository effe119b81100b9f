package org.jackfield.steering.flows;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two workers and the table of flows they share. */
public final class FlowStress {
    private static final int FLOW = 77;
    private static final int OTHER = 78;
    private static final long TIMEOUT_NS = 1 << 20;

    private FlowStress() {}

    /** One set, and a way into it for each of two workers. */
    public abstract static class TwoWorkers {
        final FlowTables tables = new FlowTables(2, new TableSize(FlowTable.WAYS, TIMEOUT_NS));
        final FlowCursor first = new FlowCursor(tables);
        final FlowCursor second = new FlowCursor(tables);

        static int begin(final FlowCursor worker, final int flow, final int value) {
            worker.start(0);
            return worker.seek(flow) ? worker.value() : worker.put(value);
        }

        int found(final int flow) {
            first.start(0);
            return first.seek(flow) ? first.value() : FlowCursor.NONE;
        }
    }

    /** Both meet a flow for the first time. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = ACCEPTABLE,
            desc = "One was faster, the other follows.")
    @Outcome(expect = FORBIDDEN, desc = "A flow in two places.")
    @State
    public static class Begin extends TwoWorkers {
        @Actor
        public void one(final II_Result result) {
            result.r1 = begin(first, FLOW, 1);
        }

        @Actor
        public void two(final II_Result result) {
            result.r2 = begin(second, FLOW, 2);
        }
    }

    /** Two flows find the same place free. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Both are known.")
    @Outcome(expect = FORBIDDEN, desc = "One was lost.")
    @State
    public static class TwoFlows extends TwoWorkers {
        @Actor
        public void one() {
            begin(first, FLOW, 1);
        }

        @Actor
        public void two() {
            begin(second, OTHER, 2);
        }

        @Arbiter
        public void left(final II_Result result) {
            result.r1 = found(FLOW);
            result.r2 = found(OTHER);
        }
    }

    /** One keeps a flow alive while the other one gives it another value. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "The other value counts.")
    @Outcome(expect = FORBIDDEN, desc = "The former value came back.")
    @State
    public static class KeepAgainstChange extends TwoWorkers {
        /** A flow that is known. */
        public KeepAgainstChange() {
            begin(first, FLOW, 1);
        }

        @Actor
        public void keeper() {
            first.start(TIMEOUT_NS / 2);
            first.seek(FLOW);
            first.keep();
        }

        @Actor
        public void changer() {
            second.start(0);
            second.seek(FLOW);
            while (second.put(2) != 2) {
                second.seek(FLOW);
            }
        }

        @Arbiter
        public void left(final I_Result result) {
            result.r1 = found(FLOW);
        }
    }
}
