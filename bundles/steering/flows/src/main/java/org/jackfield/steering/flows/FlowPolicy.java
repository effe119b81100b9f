package org.jackfield.steering.flows;

import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jspecify.annotations.Nullable;

/**
 * A policy whose workers share a table of flows. Buckets, which count for what the table does not know, are dealt in
 * turn: bucket b belongs to worker b mod W. Any thread.
 */
public abstract class FlowPolicy implements SteeringPolicy {
    private TableSize size;
    private @Nullable FlowTables tables;

    /** A policy with a table of this size. */
    protected FlowPolicy(final TableSize size) {
        this.size = size;
    }

    /** What one of the workers that share the tables uses. */
    protected abstract FrameSteering steering(FlowTables shared, int worker);

    /** Changes the size of the table in place: workers use the other one with their next batch. */
    protected final synchronized void change(final TableSize next) {
        size = next;
        if (tables != null) {
            tables.change(next);
        }
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        for (int bucket = 0; bucket < owners.length; bucket++) {
            owners[bucket] = (short) (bucket % state.workers());
        }
    }

    /**
     * Workers of a switch of another size, which may be there while one takes the other's place, never share a
     * table.
     */
    @Override
    public final synchronized Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        FlowTables shared = tables;
        if (shared == null || shared.workers() != workers) {
            shared = new FlowTables(workers, size);
            tables = shared;
        }
        return Optional.of(steering(shared, worker));
    }
}
