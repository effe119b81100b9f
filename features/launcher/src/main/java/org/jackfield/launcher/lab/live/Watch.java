package org.jackfield.launcher.lab.live;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jackfield.lab.api.Measure;
import org.jackfield.lab.api.Outcome;
import org.jackfield.lab.experiment.Topology;
import org.jackfield.lab.experiment.Trial;
import org.jackfield.launcher.bench.cpu.CpuMeter;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** What a switch and the machine did while traffic ran. One thread; made before traffic begins. */
final class Watch {
    private static final long REST_MS = 30_000;
    private static final long LOOK_MS = 60;
    /** Looks in a row that show the same: a switch that gets no processor for a moment is not at rest. */
    private static final int RESTING_LOOKS = 3;

    private static final double NS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    private final LiveSwitch live;
    private final Topology topology;
    private final long startNs;
    private final long movedBefore;
    private final long sleepsBefore;
    private final Counters before;
    private final CpuMeter meter;
    private final Sampler sampler;
    /** Whether workers measure themselves. */
    private final boolean inside;

    private long endNs;
    private double busySeconds;

    /**
     * Begins.
     *
     * @param startNs when traffic begins, by {@link System#nanoTime}; the switch is at rest
     */
    Watch(final SwitchSpace space, final LiveSwitch live, final Trial trial, final long startNs) throws BenchException {
        this.live = live;
        this.topology = trial.topology();
        this.startNs = startNs;
        inside = !Collections.disjoint(trial.measures(), Trial.ON_DEMAND);
        if (inside) {
            live.measure();
        }
        movedBefore = moved(live.steering());
        sleepsBefore = live.sleeps();
        before = Counters.of(startNs, live.statistics());
        meter = new CpuMeter(space.processes());
        sampler = new Sampler(live, topology.events(), before, movedBefore, startNs);
    }

    private static long moved(final JsonObject steering) {
        return steering.get("bucketsMoved").getAsLong();
    }

    /**
     * What came out.
     *
     * @param grown what was counted
     * @param values measures
     * @param series over the time
     * @param notes what a reader must know
     */
    record Seen(Counters grown, Map<Measure, Double> values, List<Outcome.Series> series, List<String> notes) {}

    /** Traffic has ended: what the machine does from now on is not its cost. Refuses when the switch could not be looked at. */
    void stop() throws BenchException {
        busySeconds = meter.stop().busySeconds();
        endNs = System.nanoTime();
        sampler.stop();
    }

    /**
     * Waits until the switch has come to rest, everything sent has been delivered or lost, and says what came out.
     *
     * @param delivered frames that arrived, where somebody else than the switch counted them; otherwise 0
     */
    Seen finish(final long delivered) throws BenchException {
        final Counters grown = awaitRest(live).since(before);
        live.refuseDead();
        final JsonObject steering = live.steering();
        sampler.moved(steering);
        final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        sampler.measure(topology.workers(), values);
        final double read = Math.max(1, grown.read());
        values.put(Measure.HANDOFFS, grown.handoffs() / read);
        values.put(Measure.WAKE_UPS, (live.sleeps() - sleepsBefore) / (double) Math.max(1, grown.allProcessed()));
        values.put(Measure.BATCH, grown.allProcessed() / (double) Math.max(1, grown.batches()));
        values.put(Measure.BUCKET_MOVES, (moved(steering) - movedBefore) * NS_PER_SECOND / (endNs - startNs));
        final double arrived = Math.max(1, delivered == 0 ? grown.forwarded() : delivered);
        values.put(Measure.CPU_PER_FRAME, grown.cpuNs() / arrived);
        values.put(Measure.CHAIN_CPU, busySeconds * MILLION / arrived);
        final List<String> notes = notes(grown, steering);
        if (inside) {
            final Inside measured = Inside.of(live.measures());
            measured.measure(endNs - startNs, values);
            notes.addAll(measured.notes());
        }
        return new Seen(grown, values, sampler.series(topology.workers()), notes);
    }

    /** Waits until a switch has nothing left to do; returns what it has counted then. */
    static Counters awaitRest(final LiveSwitch live) throws BenchException {
        Counters last = Counters.of(System.nanoTime(), live.statistics());
        int equal = 0;
        final long untilNs = System.nanoTime() + REST_MS * 1_000_000;
        while (System.nanoTime() - untilNs < 0) {
            Programs.sleep(LOOK_MS);
            final Counters now = Counters.of(System.nanoTime(), live.statistics());
            final boolean same = now.read() == last.read() && now.allProcessed() == last.allProcessed();
            equal = same ? equal + 1 : 0;
            if (equal == RESTING_LOOKS) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private List<String> notes(final Counters grown, final JsonObject steering) {
        final List<String> notes = new ArrayList<>();
        notes.add("live: " + topology.workers() + " workers, " + topology.queues() + " queues for each port, "
                + (topology.kernelSteering()
                        ? "the kernel steers by the switch's table"
                        : "the kernel steers by its own table of flows"));
        grown.drops().forEach((reason, count) -> {
            if (count > 0) {
                notes.add(count + " frames were dropped: " + reason);
            }
        });
        final JsonArray unsteered = steering.getAsJsonArray("unsteeredPorts");
        if (topology.kernelSteering() && !unsteered.isEmpty()) {
            notes.add("the kernel chose the queues by itself all the same, of "
                    + unsteered.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(", ")));
        }
        if (sampler.missedEvents() > 0) {
            notes.add(sampler.missedEvents() + " changes of queues were due after traffic had ended");
        }
        final String reason = steering.get("reason").getAsString();
        if (!reason.isEmpty()) {
            notes.add("last decision of the policy: " + reason);
        }
        return notes;
    }
}
