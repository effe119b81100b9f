package org.jackfield.core.conductor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The conductor never sleeps on a request or the agreement of a worker, nor sleeps or naps on a command. */
public final class ConductorStress {
    private ConductorStress() {}

    /** A conductor without a thread. */
    abstract static class Conductor {
        final SwitchConductor conductor = new SwitchConductor(Awaiter.blocking());
        /** Plain, as what workers leave in a ring may be for all the conductor knows. */
        boolean requested;
        /** Plain, too. */
        boolean agreed;

        Conductor() {
            conductor.requests(() -> requested);
            conductor.agreements(epoch -> agreed);
        }
    }

    /** A worker leaves a request and looks whether the conductor sleeps. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The worker woke the conductor.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The conductor saw the request; nobody woke it.")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "Both saw each other.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "The conductor sleeps on a request.")
    @State
    public static class Request extends Conductor {
        @Actor
        public void conductor(final ZZ_Result result) {
            result.r1 = conductor.fallAsleep(SwitchConductor.SLEEPING);
        }

        @Actor
        public void worker() {
            requested = true;
            conductor.wake();
        }

        @Arbiter
        public void end(final ZZ_Result result) {
            result.r2 = conductor.rests();
        }
    }

    /** A worker agrees to a view somebody waits for, and looks whether the conductor sleeps. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The worker woke the conductor.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The conductor saw the agreement; nobody woke it.")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "Both saw each other.")
    @Outcome(
            id = "true, true",
            expect = FORBIDDEN,
            desc = "The conductor sleeps while somebody waits for what is agreed.")
    @State
    public static class Agreed extends Conductor {
        {
            conductor.agreement(1);
        }

        @Actor
        public void conductor(final ZZ_Result result) {
            result.r1 = conductor.fallAsleep(SwitchConductor.SLEEPING);
        }

        @Actor
        public void worker() {
            agreed = true;
            conductor.wake();
        }

        @Arbiter
        public void end(final ZZ_Result result) {
            result.r2 = conductor.rests();
        }
    }

    /** A command comes while the conductor is about to nap. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The caller woke the conductor.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The conductor saw the command; nobody woke it.")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING, desc = "Both saw each other.")
    @Outcome(id = "true, true", expect = FORBIDDEN, desc = "The conductor naps on a command.")
    @State
    public static class Command extends Conductor {
        @Actor
        public void conductor(final ZZ_Result result) {
            result.r1 = conductor.fallAsleep(SwitchConductor.NAPPING);
        }

        @Actor
        public void caller() {
            conductor.post(() -> {});
        }

        @Arbiter
        public void end(final ZZ_Result result) {
            result.r2 = conductor.rests();
        }
    }
}
