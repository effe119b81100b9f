package org.jackfield.steering.pinned;

import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;

/** Gives each frame that a rule matches to the worker of the rule; others are left to the owners of their buckets. One worker. */
@HotPath
final class PinnedSteering implements FrameSteering {
    private final RuleTable rules;
    private final Header header = new Header();

    PinnedSteering(final RuleTable rules) {
        this.rules = rules;
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final FrameMemory memory = batch.pool().memory();
        final Header frame = header;
        final RuleTable table = rules;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            if (frame.read(memory.buffer(id), memory.data(id), batch.len[i])) {
                final int worker = table.find(frame);
                if (worker != RuleTable.NONE) {
                    owners[i] = (short) worker;
                }
            }
        }
    }
}
