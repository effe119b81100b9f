package org.jackfield.core.worker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A view that was published reaches workers, and once all have agreed to it none acts on the one before. */
public final class ViewStress {
    private static final int CYCLES = 100;
    private static final int LOOKS = 400;

    private ViewStress() {}

    /** A data plane of two workers, and the view that follows its first. */
    abstract static class Plane {
        final WorkerLink other = new WorkerLink(0, 1);
        final WorkerLink link = new WorkerLink(1, 1);
        final DataPlane plane = StressPlane.of(List.of(other, link), new FdbTable(FdbTable.LEAST_CAPACITY, 1));
        final ForwardingView old = plane.view();
        final ForwardingView next = new ForwardingView(1, new PortView[0], old.steering.owners, null);
    }

    /** A worker that looks often enough sees the view. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "The worker follows the view.")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "The worker acts on the old view for ever.")
    @State
    public static class Publication extends Plane {
        @Actor
        public void worker() {
            while (plane.view() == old) {
                continue;
            }
        }

        @Signal
        public void conductor() {
            plane.publish(next);
        }
    }

    /**
     * What only the old view refers to is closed when both workers have agreed to the next: nobody then uses it any more. One of them
     * has agreed from the beginning.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker was never seen to agree.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE_INTERESTING, desc = "Closed after both had agreed.")
    @Outcome(expect = FORBIDDEN, desc = "A worker used under the old view what was closed.")
    @State
    public static class Agreement extends Plane {
        private boolean closed;

        public Agreement() {
            other.agree(next.epoch);
        }

        @Actor
        public void worker(final II_Result result) {
            for (int i = 0; i < CYCLES; i++) {
                final ForwardingView view = plane.view();
                if (view == old && closed) {
                    result.r1 = 1;
                }
                link.agree(view.epoch);
            }
        }

        @Actor
        public void conductor(final II_Result result) {
            plane.publish(next);
            for (int look = 0; look < LOOKS && result.r2 == 0; look++) {
                if (plane.agreed(next.epoch)) {
                    closed = true;
                    result.r2 = 1;
                }
            }
        }
    }
}
