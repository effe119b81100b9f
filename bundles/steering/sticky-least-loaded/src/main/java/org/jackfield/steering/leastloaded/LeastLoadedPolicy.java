package org.jackfield.steering.leastloaded;

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

/** A new flow goes to the worker that is least behind, and stays there until it is idle. Any thread. */
@Component(
        service = SteeringPolicy.class,
        configurationPid = LeastLoadedPolicy.PID,
        property = "service.ranking:Integer=-10")
@Designate(ocd = LeastLoadedConfiguration.class)
public final class LeastLoadedPolicy extends FlowPolicy {
    static final String PID = "org.jackfield.steering.leastloaded";
    private static final Range ENTRIES = new Range(PID, "entries", FlowTable.LEAST_ENTRIES, FlowTable.MOST_ENTRIES);
    /**
     * A worker that does not come back within a second is replaced, and its frames written off: none is overtaken
     * after that.
     */
    private static final Range IDLE_MS = new Range(PID, "idle-ms", 1000, 3_600_000);

    /** Refuses values that are not allowed: there is no such policy then. */
    @Activate
    public LeastLoadedPolicy(final LeastLoadedConfiguration configuration) {
        this(configuration.entries(), configuration.idle$_$ms());
    }

    LeastLoadedPolicy(final int entries, final int idleMs) {
        super(size(entries, idleMs));
    }

    /** Refuses values that are not allowed, and goes on with those before. */
    @Modified
    void modified(final LeastLoadedConfiguration configuration) {
        change(configuration.entries(), configuration.idle$_$ms());
    }

    void change(final int entries, final int idleMs) {
        change(size(entries, idleMs));
    }

    private static TableSize size(final int entries, final int idleMs) {
        return new TableSize((int) ENTRIES.check(entries), TimeUnit.MILLISECONDS.toNanos(IDLE_MS.check(idleMs)));
    }

    @Override
    public String policyName() {
        return "sticky-least-loaded";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    protected FrameSteering steering(final FlowTables shared, final int worker) {
        return new LeastLoadedSteering(shared);
    }
}
