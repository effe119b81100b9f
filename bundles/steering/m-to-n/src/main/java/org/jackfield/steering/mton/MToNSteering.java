package org.jackfield.steering.mton;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Map;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.shares.Dealing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Gives each worker as many buckets as its weight says, excluded ones none, so that ports of any number of queues load any number of
 * workers by these weights. The answer depends on configuration and number of workers alone; buckets move only where that asks for it.
 *
 * <p>A configuration comes on any thread and takes effect when the switch asks next, which it does because of it.
 */
@Component(
        service = SteeringPolicy.class,
        configurationPid = "org.jackfield.steering.mton",
        property = "service.ranking:Integer=-10")
@Designate(ocd = MToNConfiguration.class)
public final class MToNSteering implements SteeringPolicy {
    private static final System.Logger LOG = System.getLogger(MToNSteering.class.getName());

    /** Replaced by whoever configures; read once a decision. */
    private volatile Settings settings = Settings.EVEN;

    private int workers;
    private String lastDecision = "";

    /** A configuration that cannot be used leaves all workers equal until it is corrected, which a warning says. */
    @Activate
    public MToNSteering(final Map<String, Object> values) {
        configure(values, "all workers count the same until that is corrected");
    }

    /** Keeps the former configuration where the new one cannot be used. */
    @Modified
    void modified(final Map<String, Object> values) {
        configure(values, "the former configuration stays in force");
    }

    private void configure(final Map<String, Object> values, final String otherwise) {
        try {
            settings = Settings.of(values);
        } catch (final IllegalArgumentException refused) {
            LOG.log(
                    Level.WARNING,
                    "configuration org.jackfield.steering.mton refused: " + refused.getMessage() + "; " + otherwise);
        }
    }

    @Override
    public String policyName() {
        return "m-to-n";
    }

    /** The owner of a bucket changes only when workers or weights do, and then the switch hands it over in order. */
    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        final Settings now = settings;
        workers = state.workers();
        final long[] weights = now.weightsOf(workers);
        final boolean nobody = Arrays.stream(weights).allMatch(weight -> weight == 0);
        if (nobody) {
            Arrays.fill(weights, 1);
        }
        final int moved = Dealing.byWeights(owners, weights, new boolean[owners.length]);
        if (moved > 0 || lastDecision.isEmpty()) {
            lastDecision = reason(now, nobody, moved);
        }
    }

    private String reason(final Settings now, final boolean nobody, final int moved) {
        final String there = "; there are workers 0 to " + (workers - 1);
        if (nobody) {
            return now + ": none of them can process frames, so all do" + there + "; " + moved + " buckets moved";
        }
        return now + (now.beyond(workers).isEmpty() ? "" : there) + "; " + moved + " buckets moved";
    }

    @Override
    public String lastDecision() {
        return lastDecision;
    }
}
