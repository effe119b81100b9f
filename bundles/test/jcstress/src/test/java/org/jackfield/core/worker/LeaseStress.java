package org.jackfield.core.worker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** A thread that comes back from a call and a conductor that revokes its lease never both win, and who revokes sees what was counted. */
public final class LeaseStress {
    private LeaseStress() {}

    /** One call, and a revocation at any moment. */
    @JCStressTest
    @Outcome(id = "true, false, -1", expect = ACCEPTABLE, desc = "The thread left the call and goes on.")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "The lease was revoked, the thread's counts are seen.")
    @Outcome(expect = FORBIDDEN, desc = "Both go on, or none, or a count is missed.")
    @State
    public static class LeaveAgainstRevoke {
        @SuppressWarnings("NullAway") // neither worker nor queue is looked at
        private final WorkerLease lease = new WorkerLease(null);

        private int counted;

        @Actor
        @SuppressWarnings("NullAway") // as above
        public void worker(final ZZI_Result result) {
            counted = 1;
            lease.enter(null, "call");
            try {
                lease.leave();
                result.r1 = true;
                counted = 2;
            } catch (final WorkerLease.Lost lost) {
                result.r1 = false;
            }
        }

        @Actor
        public void conductor(final ZZI_Result result) {
            result.r2 = lease.revoke(1);
            result.r3 = result.r2 ? counted : -1;
        }
    }
}
