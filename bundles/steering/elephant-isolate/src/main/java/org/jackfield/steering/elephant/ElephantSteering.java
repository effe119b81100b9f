package org.jackfield.steering.elephant;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.jackfield.steering.shares.Dealing;
import org.jackfield.steering.shares.WorkerLoad;
import org.osgi.service.component.annotations.Component;

/**
 * Gives flows that are a worker's fair share or more workers of their own, and spreads all others over the other workers. Workers count
 * flows, and that is all they do for it; what moves are buckets. Buckets moved by hand stay until an elephant comes or goes. One
 * thread at a time, but for what {@link FlowWatch} says.
 */
@Component(service = SteeringPolicy.class, property = "service.ranking:Integer=-10")
public final class ElephantSteering implements SteeringPolicy {
    static final long PERIOD_MS = 250;
    /** Asked that seldom, the policy costs an idle switch next to nothing. */
    static final long REST_MS = 2000;
    /** Load of the busiest worker, as a part of what it can carry, from which an elephant is in somebody's way. */
    static final double BUSY = 0.4;
    /** Part of a processor that the busiest worker uses below which the policy sleeps longer. */
    static final double REST = 0.05;
    /** Fewer frames say nothing about shares. */
    static final int FEWEST_FRAMES = 200;

    private final WorkerLoad meter = new WorkerLoad();
    /** All frames count as small ones: what workers have counted is not of the same time. Large ones look like less load than they are. */
    private static final double[] SMALL = {};

    private final Elephants elephants = new Elephants();

    private FlowWatch[] watches = new FlowWatch[0];
    /** Put in force since the last decision. */
    private boolean fresh;

    private int workers;
    private long periodMs = PERIOD_MS;
    private String lastDecision = "";

    @Override
    public String policyName() {
        return "elephant-isolate";
    }

    @Override
    public boolean preservesOrder() {
        return true;
    }

    /** Means that the policy is put in force: what was known is old. */
    @Override
    public Optional<FrameSteering> frameSteering(final int worker, final int count) {
        if (count == 1) {
            return Optional.empty();
        }
        watches = Arrays.copyOf(watches, count);
        final FlowWatch watch = new FlowWatch();
        watches[worker] = watch;
        fresh = true;
        return Optional.of(watch);
    }

    @Override
    public void decide(final SteeringState state, final short[] owners) {
        if (state.workers() == 1) {
            Arrays.fill(owners, (short) 0);
            workers = 1;
            periodMs = 0;
            lastDecision = "there is one worker";
        } else if (fresh || workers != state.workers() || Dealing.foreign(owners, state.workers())) {
            begin(state, owners);
        } else if (!meter.tooSoon(state)) {
            watch(state, owners);
        }
    }

    private void begin(final SteeringState state, final short[] owners) {
        fresh = false;
        workers = state.workers();
        elephants.clear();
        meter.next(state, SMALL);
        periodMs = PERIOD_MS;
        lastDecision = "begins evenly, " + Enclosures.fence(elephants.buckets(), owners, workers) + " buckets moved";
    }

    private void watch(final SteeringState state, final short[] owners) {
        final FlowShares shares = counted();
        final Optional<WorkerLoad.Loads> load = meter.next(state, SMALL);
        if (load.isEmpty()) {
            return;
        }
        periodMs = load.get().mostUsed() < REST ? REST_MS : PERIOD_MS;
        if (shares.sum() < (double) FEWEST_FRAMES * FlowWatch.FRAME) {
            return;
        }
        final Elephants.Strain strain = strain(load.get().most());
        final boolean changed = elephants.watch(shares, workers, owners, strain);
        final int moved = changed ? Enclosures.fence(elephants.buckets(), owners, workers) : 0;
        lastDecision = text(elephants.buckets())
                + (strain == Elephants.Strain.LIMIT
                        ? "; a worker is at its limit, " + load.get().text()
                        : "")
                + (changed ? ", " + moved + " buckets moved" : "");
    }

    private static Elephants.Strain strain(final double most) {
        if (most >= WorkerLoad.LIMIT) {
            return Elephants.Strain.LIMIT;
        }
        return most >= BUSY ? Elephants.Strain.BUSY : Elephants.Strain.NONE;
    }

    /** What workers have counted; each is asked for the next when that is read. One that sleeps gives it when it wakes. */
    private FlowShares counted() {
        final List<FlowWatch> ready = Arrays.stream(watches)
                .filter(Objects::nonNull)
                .filter(FlowWatch::ready)
                .toList();
        final FlowShares shares =
                FlowShares.of(ready.stream().map(FlowWatch::counted).toList(), workers);
        ready.forEach(FlowWatch::request);
        return shares;
    }

    private static String text(final Map<Integer, Double> elephants) {
        return elephants.isEmpty()
                ? "no elephant"
                : "elephants in "
                        + String.join(
                                ", ",
                                elephants.entrySet().stream()
                                        .map(bucket -> "bucket " + bucket.getKey() + " ("
                                                + Math.round(100 * bucket.getValue()) + " % of all)")
                                        .toList());
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
