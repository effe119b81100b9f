package ${package};

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.stage.EgressDecision;
import org.jackfield.api.stage.StageContext;
import org.jackfield.api.stage.StageWorker;

/**
 * What one worker does with each batch: a drop for each frame whose source is not listed and that nobody has dropped yet. The switch
 * counts it. Nothing here allocates, blocks, throws or logs; HotPathGateTest looks at the bytecode.
 */
@HotPath
final class ${typeClass}Worker implements StageWorker {
    private final long[] macs;

    ${typeClass}Worker(final long[] macs) {
        this.macs = macs;
    }

    @Override
    public void process(final FrameBatch batch, final StageContext context) {
        for (int i = 0; i < batch.count; i++) {
            if (!EgressDecision.isDrop(batch.egress[i]) && !maySend(batch.src[i])) {
                batch.egress[i] = EgressDecision.DROP;
            }
        }
    }

    private boolean maySend(final long source) {
        for (final long mac : macs) {
            if (mac == source) {
                return true;
            }
        }
        return false;
    }
}
