package org.jackfield.lab.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Outcome;

/**
 * Lets time pass, from event to event: a frame arrives, a worker goes on, the conductor has to act; of what happens at the same time in that
 * order. To be used once, by one thread.
 */
public final class Simulator {
    private final Setup setup;
    private final FrameStore store;
    private final Books books;
    private final Kernel kernel;
    private final List<Worker> workers = new ArrayList<>();
    private final Processors processors;
    private final Conductor conductor;
    private final FrameSource source;
    private long nowNs;
    private boolean more;

    /** Before anything happens. */
    public Simulator(final Setup setup) {
        this.setup = setup;
        final FrameSteering[] steering = steering(setup);
        store = new FrameStore(steering.length > 0);
        books = new Books(setup, store);
        kernel = new Kernel(setup, store);
        final Floor floor = new Floor(setup, store, books, kernel, workers);
        final int[] queues = new int[Kernel.PORTS];
        Arrays.fill(queues, setup.queues());
        final View first = new View(0, Buckets.even(setup.workers()), queues, null);
        for (int w = 0; w < setup.workers(); w++) {
            workers.add(new Worker(w, floor, first));
        }
        if (steering.length > 0) {
            final Ring[] rings = workers.stream().map(worker -> worker.ring).toArray(Ring[]::new);
            floor.decider = new Decider(setup.policy().policyName(), steering, rings, store);
        }
        processors = new Processors(floor, first);
        conductor = new Conductor(floor, processors, first);
        source = setup.workload().open(setup.seed());
    }

    /** What the policy gives each worker; empty when owners of buckets are all there is. */
    private static FrameSteering[] steering(final Setup setup) {
        final SteeringPolicy policy = setup.policy();
        final List<FrameSteering> each = new ArrayList<>();
        for (int w = 0; w < setup.workers(); w++) {
            final Optional<FrameSteering> one = policy.frameSteering(w, setup.workers());
            one.ifPresent(each::add);
        }
        if (!each.isEmpty() && each.size() < setup.workers()) {
            throw new IllegalStateException("policy " + policy.policyName() + " decides for each frame on "
                    + each.size() + " of " + setup.workers() + " workers; all or none must");
        }
        return each.toArray(new FrameSteering[0]);
    }

    /** Runs until every frame that arrived is delivered or lost. */
    public Outcome run() {
        conductor.start();
        advanceSource();
        while (more || store.count() > 0 || conductor.moves()) {
            final long workersNs = processors.nextNs();
            final long conductorNs = conductor.nextNs();
            final long eventNs = Math.min(workersNs, conductorNs);
            if (more && source.atNs() <= eventNs) {
                arrive();
            } else if (eventNs == Long.MAX_VALUE || !more && workersNs == Long.MAX_VALUE && !conductor.moves()) {
                throw new IllegalStateException(
                        "simulation: " + store.count() + " frames wait for nothing, an error of the model");
            } else {
                nowNs = eventNs;
                act(workersNs <= conductorNs);
            }
        }
        conductor.finish();
        books.depths.finish(nowNs);
        return new Report(setup, books, workers, conductor.reason()).outcome(nowNs);
    }

    private void act(final boolean worker) {
        if (worker) {
            processors.run(nowNs);
            conductor.advance(nowNs);
        } else {
            conductor.run(nowNs);
        }
    }

    private void arrive() {
        if (source.atNs() < nowNs) {
            throw new IllegalStateException("workload " + setup.workload().name() + ": a frame arrives at "
                    + source.atNs() + " ns, the one ahead of it at " + nowNs + " ns");
        }
        nowNs = source.atNs();
        books.offered++;
        final int frame = kernel.receive(source);
        final KernelQueue queue = kernel.queueFor(frame, source);
        if (queue.offer(frame)) {
            final int reader = queue.index % setup.workers();
            books.depths.change(reader, nowNs, 1);
            processors.wake(workers.get(reader), nowNs);
        } else {
            books.lose(frame, Loss.QUEUE_FULL);
        }
        advanceSource();
    }

    private void advanceSource() {
        more = source.next() && source.atNs() < setup.value(Setup.Whole.LIMIT_NS);
    }
}
