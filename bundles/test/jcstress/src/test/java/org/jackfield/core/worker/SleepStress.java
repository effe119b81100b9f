package org.jackfield.core.worker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A worker never sleeps on a frame or a view that was published for it, and is woken once. */
public final class SleepStress {
    private static final int[] FRAMES = {7};

    private SleepStress() {}

    /** One producer: either the worker sees the frame before it sleeps, or the producer wakes it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The worker saw the frame; nobody was to be woken.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The producer woke the worker.")
    @Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Both saw each other; one wake-up too many.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The worker sleeps on a frame.")
    @State
    public static class OneProducer {
        private final WorkerLink link = new WorkerLink(0, 2);

        @Actor
        public void worker(final ZZ_Result result) {
            link.fallAsleep();
            result.r1 = link.ring.hasWork();
        }

        @Actor
        public void producer(final ZZ_Result result) {
            link.ring.offer(null, FRAMES, 0, 1);
            result.r2 = link.wakeIfSleeping();
        }
    }

    /** Two producers find a worker asleep: exactly one of them wakes it. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The first producer woke the worker.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The second producer woke the worker.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "Two system calls for one wake-up.")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "The worker sleeps on a frame.")
    @State
    public static class TwoProducers {
        private final WorkerLink link = new WorkerLink(0, 2);

        public TwoProducers() {
            link.fallAsleep();
        }

        @Actor
        public void first(final ZZ_Result result) {
            link.ring.offer(null, FRAMES, 0, 1);
            result.r1 = link.wakeIfSleeping();
        }

        @Actor
        public void second(final ZZ_Result result) {
            link.ring.offer(null, FRAMES, 0, 1);
            result.r2 = link.wakeIfSleeping();
        }
    }

    /** A view: either the worker sees it before it sleeps, or it is woken, which clears its flag. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The worker saw the view; nobody was to be woken.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "The conductor woke the worker.")
    @Outcome(id = "true, false", expect = ACCEPTABLE_INTERESTING, desc = "Both saw each other; one wake-up too many.")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "The worker sleeps on an old view.")
    @State
    public static class View {
        private final WorkerLink link = new WorkerLink(0, 1);
        private final FdbTable table = new FdbTable(FdbTable.LEAST_CAPACITY, 1);
        private final DataPlane plane = StressPlane.of(List.of(link), table);
        private final ForwardingView old = plane.view();
        private final ForwardingView next = new ForwardingView(1, new PortView[0], old.steering.owners, null);

        @Actor
        public void worker(final ZZ_Result result) {
            link.fallAsleep();
            result.r1 = plane.view() != old;
        }

        @Actor
        public void conductor() {
            plane.publish(next);
        }

        @Arbiter
        public void end(final ZZ_Result result) {
            result.r2 = link.parked();
        }
    }
}
