package ${package};

import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Gives each worker as many buckets of flows as its weight says: a static hash for machines whose processors are not equal, or
 * have other work too. A changed configuration makes a new object, which the switch asks again; buckets that move are handed over
 * one by one, without reordering a flow. Immutable; any thread.
 */
@Component(service = SteeringPolicy.class, configurationPid = "org.jackfield.steering.${type}")
@Designate(ocd = ${typeClass}Configuration.class)
public final class ${typeClass}Steering implements SteeringPolicy {
    private final Weights weights;

    /** Refuses weights that cannot be read: the component does not start then, and the switch says why. */
    @Activate
    public ${typeClass}Steering(final ${typeClass}Configuration configuration) {
        this(Weights.of(configuration.weights()));
    }

    ${typeClass}Steering(final Weights weights) {
        this.weights = weights;
    }

    @Override
    public String policyName() {
        return "${type}";
    }

    /** The owner of a bucket changes only when workers or weights do, and then the switch hands it over in order. */
    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        weights.deal(state.workers(), owners);
    }
}
