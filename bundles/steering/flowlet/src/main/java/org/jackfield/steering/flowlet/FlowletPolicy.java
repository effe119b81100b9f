package org.jackfield.steering.flowlet;

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

/** A burst of a flow stays with one worker, and the next one may go to another that is less behind. Any thread. */
@Component(
        service = SteeringPolicy.class,
        configurationPid = FlowletPolicy.PID,
        property = "service.ranking:Integer=-100")
@Designate(ocd = FlowletConfiguration.class)
public final class FlowletPolicy extends FlowPolicy {
    static final String PID = "org.jackfield.steering.flowlet";
    private static final Range ENTRIES = new Range(PID, "entries", FlowTable.LEAST_ENTRIES, FlowTable.MOST_ENTRIES);
    private static final Range GAP_US = new Range(PID, "gap-us", 50, 1_000_000);

    /** Refuses values that are not allowed: there is no such policy then. */
    @Activate
    public FlowletPolicy(final FlowletConfiguration configuration) {
        this(configuration.entries(), configuration.gap$_$us());
    }

    FlowletPolicy(final int entries, final int gapUs) {
        super(size(entries, gapUs));
    }

    /** Refuses values that are not allowed, and goes on with those before. */
    @Modified
    void modified(final FlowletConfiguration configuration) {
        change(configuration.entries(), configuration.gap$_$us());
    }

    void change(final int entries, final int gapUs) {
        change(size(entries, gapUs));
    }

    private static TableSize size(final int entries, final int gapUs) {
        return new TableSize((int) ENTRIES.check(entries), TimeUnit.MICROSECONDS.toNanos(GAP_US.check(gapUs)));
    }

    @Override
    public String policyName() {
        return "flowlet";
    }

    /** No: a worker may be behind by more than the gap. */
    @Override
    public boolean preservesOrder() {
        return false;
    }

    @Override
    protected FrameSteering steering(final FlowTables shared, final int worker) {
        return new FlowletSteering(shared);
    }
}
