package org.jackfield.steering.flowtable;

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

/** A flow belongs to the worker that reads it from the port which began it. Any thread. */
@Component(
        service = SteeringPolicy.class,
        configurationPid = FlowTablePolicy.PID,
        property = "service.ranking:Integer=-100")
@Designate(ocd = FlowTableConfiguration.class)
public final class FlowTablePolicy extends FlowPolicy {
    static final String PID = "org.jackfield.steering.flowtable";
    private static final Range ENTRIES = new Range(PID, "entries", FlowTable.LEAST_ENTRIES, FlowTable.MOST_ENTRIES);
    private static final Range TIMEOUT_MS = new Range(PID, "timeout-ms", 100, 3_600_000);

    /** Refuses values that are not allowed: there is no such policy then. */
    @Activate
    public FlowTablePolicy(final FlowTableConfiguration configuration) {
        this(configuration.entries(), configuration.timeout$_$ms());
    }

    FlowTablePolicy(final int entries, final int timeoutMs) {
        super(size(entries, timeoutMs));
    }

    /** Refuses values that are not allowed, and goes on with those before. */
    @Modified
    void modified(final FlowTableConfiguration configuration) {
        change(configuration.entries(), configuration.timeout$_$ms());
    }

    void change(final int entries, final int timeoutMs) {
        change(size(entries, timeoutMs));
    }

    private static TableSize size(final int entries, final int timeoutMs) {
        return new TableSize((int) ENTRIES.check(entries), TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS.check(timeoutMs)));
    }

    @Override
    public String policyName() {
        return "flow-table";
    }

    /** No: where a port's peer sends a flow by another queue, the flow follows at once. */
    @Override
    public boolean preservesOrder() {
        return false;
    }

    @Override
    protected FrameSteering steering(final FlowTables shared, final int worker) {
        return new FlowTableSteering(shared, worker);
    }
}
