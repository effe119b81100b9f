package org.jackfield.steering.adaptive;

import java.util.Arrays;
import java.util.Optional;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.osgi.service.component.annotations.Component;

/**
 * Lets as few workers own buckets as the load needs; the others sleep. It counts what is, not what it wanted: buckets moved by hand
 * or by another policy are the width it goes on from, and it moves none until it changes the width. One thread at a time.
 *
 * <p>Where the kernel chooses the queues of a port by itself, a worker without buckets is woken all the same, reads its part and hands
 * it over. Nobody would sleep longer for a smaller width, so all workers share the work evenly then.
 */
@Component(service = SteeringPolicy.class, property = "service.ranking:Integer=100")
public final class AdaptiveWidthSteering implements SteeringPolicy {
    static final long PERIOD_MS = 100;
    /** Asked twenty times less often, the policy costs an idle switch next to nothing; a load that comes waits that long for it. */
    static final long REST_MS = 2000;
    /** Below this part of one processor the only worker awake is far from any decision. */
    private static final double REST = 0.05;

    private final LoadSampler sampler = new LoadSampler();
    private final WidthDecision decision = new WidthDecision();

    private long periodMs = PERIOD_MS;
    private String lastDecision = "";

    @Override
    public String policyName() {
        return "adaptive-width";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        if (sampler.tooSoon(state)) {
            return;
        }
        final Optional<Load> load = sampler.next(state);
        if (state.workers() == 1) {
            Arrays.fill(owners, (short) 0);
            periodMs = 0;
            lastDecision = "there is one worker";
        } else if (state.unsteeredPorts() > 0) {
            even(state, owners);
        } else {
            adapt(state, load, owners);
        }
    }

    private void even(final SteeringState state, final short[] owners) {
        decision.restart();
        Buckets.even(owners, state.workers());
        periodMs = REST_MS;
        lastDecision = "all workers: the kernel chooses the queues of " + state.unsteeredPorts() + " port(s) by itself";
    }

    private void adapt(final SteeringState state, final Optional<Load> load, final short[] owners) {
        final int present = Math.max(1, Buckets.width(owners, state.workers()));
        final int width = load.isPresent() ? adapted(load.get(), present, state) : first(present, state);
        if (width != present || foreign(owners, state.workers())) {
            Buckets.spread(owners, state.workers(), width);
        }
        periodMs = width == 1 && load.map(Load::used).orElse(1.0) < REST ? REST_MS : PERIOD_MS;
    }

    private int adapted(final Load load, final int present, final SteeringState state) {
        final int width = decision.next(load, present, state.workers());
        lastDecision = width == present ? steady(load, present) : decision.reason();
        return width;
    }

    /** Before anything is measured, a switch that has not forwarded yet begins with one worker; others stay as they are. */
    private int first(final int present, final SteeringState state) {
        decision.restart();
        final boolean fresh = Arrays.stream(state.frames()).allMatch(frames -> frames == 0);
        lastDecision = fresh && present > 1
                ? "width " + present + " -> 1: no frame so far"
                : "width " + present + ": nothing measured yet";
        return fresh ? 1 : present;
    }

    private String steady(final Load load, final int width) {
        return "width " + width + ": " + load
                + (decision.reason().isEmpty() ? "" : "; last change: " + decision.reason());
    }

    private static boolean foreign(final short[] owners, final int workers) {
        for (final short owner : owners) {
            if (owner < 0 || owner >= workers) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long periodMs() {
        return periodMs;
    }

    @Override
    public String lastDecision() {
        return lastDecision;
    }
}
