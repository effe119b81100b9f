package org.jackfield.steering.follow;

import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.flows.FlowTable;
import org.jackfield.steering.flows.Range;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** A frame goes to the worker that reads what its receiver sends of the same flow. Any thread. */
@Component(
        service = SteeringPolicy.class,
        configurationPid = FollowPolicy.PID,
        property = "service.ranking:Integer=-100")
@Designate(ocd = FollowConfiguration.class)
public final class FollowPolicy implements SteeringPolicy {
    static final String PID = "org.jackfield.steering.follow";
    private static final Range ENTRIES = new Range(PID, "entries", FlowTable.LEAST_ENTRIES, FlowTable.MOST_ENTRIES);

    private Transmitters transmitters;
    private int workersOfTable;
    private int entries;

    /** Refuses values that are not allowed: there is no such policy then. */
    @Activate
    public FollowPolicy(final FollowConfiguration configuration) {
        this(configuration.entries());
    }

    FollowPolicy(final int entries) {
        this.entries = (int) ENTRIES.check(entries);
        this.transmitters = new Transmitters(this.entries);
    }

    /** Refuses values that are not allowed, and goes on with those before. */
    @Modified
    void modified(final FollowConfiguration configuration) {
        change(configuration.entries());
    }

    /** Workers begin with an empty table, and know all flows that send in both directions again a round trip later. */
    synchronized void change(final int next) {
        entries = (int) ENTRIES.check(next);
        transmitters.resize(entries);
    }

    @Override
    public String policyName() {
        return "receive-follows-transmit";
    }

    /** No: what a worker has taken out of its ring and not yet forwarded cannot be seen from here. */
    @Override
    public boolean preservesOrder() {
        return false;
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
    public synchronized Optional<FrameSteering> frameSteering(final int worker, final int workers) {
        if (workersOfTable != workers) {
            workersOfTable = workers;
            transmitters = new Transmitters(entries);
        }
        return Optional.of(new FollowSteering(transmitters, worker, workers));
    }
}
