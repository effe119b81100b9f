package org.jackfield.core.conductor;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jackfield.api.steering.BucketLoad;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/** Gives all buckets to one worker, and frames to whom the test wants; remembers what it was asked. */
final class ScriptedPolicy implements SteeringPolicy {
    private final String name;
    private final boolean byFrame;
    FrameSteering script = (batch, owners, context) -> {};
    IntPredicate decidesOn = worker -> true;
    int owner;
    long periodMs;
    boolean measures;

    @Nullable
    RuntimeException broken;

    /** What it says of its last decision; null for which worker it was. */
    @Nullable
    String reason;

    BucketLoad load = new BucketLoad(new long[0], new long[0]);
    SteeringState seen = new SteeringState(0, 0, 0, new long[0], new long[0], new long[0], 0, 0);
    int decisions;

    ScriptedPolicy(final String name, final boolean byFrame, final int owner) {
        this.name = name;
        this.byFrame = byFrame;
        this.owner = owner;
    }

    @Override
    public String policyName() {
        return name;
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        decisions++;
        seen = state;
        if (broken != null) {
            throw broken;
        }
        Arrays.fill(owners, (short) owner);
    }

    @Override
    public long periodMs() {
        return periodMs;
    }

    @Override
    public String lastDecision() {
        return reason == null ? "all to " + owner : reason;
    }

    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        return byFrame && decidesOn.test(worker)
                ? Optional.of((batch, owners, context) -> script.assign(batch, owners, context))
                : Optional.empty();
    }

    @Override
    public boolean measuresBuckets() {
        return measures;
    }

    @Override
    public void measured(final BucketLoad now) {
        load = now;
    }
}
