package org.jackfield.steering.twochoices;

import java.util.concurrent.TimeUnit;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.steering.flows.FlowPolicy;
import org.jackfield.steering.flows.FlowTable;
import org.jackfield.steering.flows.FlowTables;
import org.jackfield.steering.flows.Range;
import org.jackfield.steering.flows.TableSize;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** A new flow goes to the less loaded of two workers, and stays there until it is idle. Any thread. */
@Component(
        service = SteeringPolicy.class,
        configurationPid = TwoChoicesPolicy.PID,
        property = "service.ranking:Integer=-10")
@Designate(ocd = TwoChoicesConfiguration.class)
public final class TwoChoicesPolicy extends FlowPolicy {
    static final String PID = "org.jackfield.steering.twochoices";
    private static final Range ENTRIES = new Range(PID, "entries", FlowTable.LEAST_ENTRIES, FlowTable.MOST_ENTRIES);
    /**
     * A worker that does not come back within a second is replaced, and its frames written off: none is overtaken
     * after that.
     */
    private static final Range IDLE_MS = new Range(PID, "idle-ms", 1000, 3_600_000);

    private static final Range SEED = new Range(PID, "seed", 0, Long.MAX_VALUE);

    /** Counts for workers that are put in force after it was set. */
    private volatile long seed;

    /** Refuses values that are not allowed: there is no such policy then. */
    @Activate
    public TwoChoicesPolicy(final TwoChoicesConfiguration configuration) {
        this(configuration.entries(), configuration.idle$_$ms(), configuration.seed());
    }

    TwoChoicesPolicy(final int entries, final int idleMs, final long seed) {
        super(size(entries, idleMs));
        this.seed = SEED.check(seed);
    }

    /** Refuses values that are not allowed, and goes on with those before. */
    @Modified
    void modified(final TwoChoicesConfiguration configuration) {
        change(configuration.entries(), configuration.idle$_$ms(), configuration.seed());
    }

    void change(final int entries, final int idleMs, final long nextSeed) {
        final TableSize size = size(entries, idleMs);
        seed = SEED.check(nextSeed);
        change(size);
    }

    private static TableSize size(final int entries, final int idleMs) {
        return new TableSize((int) ENTRIES.check(entries), TimeUnit.MILLISECONDS.toNanos(IDLE_MS.check(idleMs)));
    }

    @Override
    public String policyName() {
        return "power-of-two-choices";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    protected FrameSteering steering(final FlowTables shared, final int worker) {
        final long present = seed;
        return new TwoChoicesSteering(shared, worker, present == 0 ? System.nanoTime() : present);
    }
}
