package org.jackfield.testkit.contract;

import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.Stage;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StageException;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StagePlan;
import org.jackfield.api.stage.StageScope;
import org.jackfield.api.stage.StageSettings;
import org.jackfield.api.stage.StageWorker;

/** A small stage: each worker lets only so many broadcast frames pass in a millisecond. The example of the API's README. */
final class BroadcastLimit implements Stage {
    @Override
    public StagePhase phase() {
        return StagePhase.FILTER;
    }

    @Override
    public StagePlan plan(final StageSettings settings, final int workers) throws StageException {
        final long most = settings.number("frames", 100, 1, 1_000_000);
        return new StagePlan(StageScope.everything(), List.of(), worker -> new Limit(most));
    }

    @Override
    public Map<String, String> details() {
        return Map.of();
    }

    @Override
    public void close() {}

    @HotPath
    private static final class Limit implements StageWorker {
        private static final long PERIOD_NS = 1_000_000;
        private static final long EVERYBODY = 0xFFFF_FFFF_FFFFL;

        private final long most;
        private long passed;
        private long sinceNs;

        Limit(final long most) {
            this.most = most;
        }

        @Override
        public void process(final FrameBatch batch, final StageContext context) {
            final long now = context.nowNs();
            if (now - sinceNs >= PERIOD_NS) {
                sinceNs = now;
                passed = 0;
            }
            for (int i = 0; i < batch.count; i++) {
                if (batch.dst[i] == EVERYBODY && batch.egress[i] == EgressDecision.NONE && ++passed > most) {
                    batch.egress[i] = EgressDecision.DROP;
                }
            }
        }
    }
}
