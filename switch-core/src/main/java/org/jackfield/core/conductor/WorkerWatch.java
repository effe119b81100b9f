package org.jackfield.core.conductor;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.StageView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLease;
import org.jackfield.core.worker.WorkerLink;
import org.jspecify.annotations.Nullable;

/**
 * Finds workers that do not come back from the code of a plug-in, and lets another thread go on in their place. A worker is lost when it
 * has been in one call for a second and was seen there in ten checks: a machine that was suspended, or a process that was
 * stopped, does not count. Conductor thread only.
 */
final class WorkerWatch {
    private static final long CHECK_NS = 100_000_000;
    /** While no worker was seen in a call: a call that begins is seen this late, and lost that much later. */
    private static final long REST_NS = 400_000_000;

    private static final long LOST_NS = 1_000_000_000;
    private static final int LEAST_CHECKS = 10;
    private static final long RESTART_NS = 1_000_000_000;

    private final DataPlane plane;
    private final PortRegistry ports;
    private final StageRegistry stages;
    private final SteeringControl steering;
    private final SwitchConductor conductor;
    private final EventLog events;
    private final LongSupplier clock;
    private final Sighting[] sightings;
    private IntFunction<CompletableFuture<Void>> threads;
    private long nextNs;

    /** What was last seen of one worker. */
    private static final class Sighting {
        private @Nullable WorkerLease lease;
        private long call;
        private long sinceNs;
        private int checks;
        /** Whether no thread could be started in place of a lost one, and when that is tried again. */
        private boolean missing;

        private long restartNs;
    }

    /**
     * @param threads starts a new thread for a worker; the future fails when that is not possible
     */
    WorkerWatch(
            final DataPlane plane,
            final PortRegistry ports,
            final StageRegistry stages,
            final SteeringControl steering,
            final SwitchConductor conductor,
            final EventLog events,
            final LongSupplier clock,
            final IntFunction<CompletableFuture<Void>> threads) {
        this.plane = plane;
        this.ports = ports;
        this.stages = stages;
        this.steering = steering;
        this.conductor = conductor;
        this.events = events;
        this.clock = clock;
        this.threads = threads;
        this.sightings = new Sighting[plane.links.size()];
        for (int w = 0; w < sightings.length; w++) {
            sightings[w] = new Sighting();
        }
    }

    /** Has lost workers replaced in another way; for tests that drive workers without threads. */
    void replaceBy(final IntFunction<CompletableFuture<Void>> other) {
        threads = other;
    }

    /** Looks at all workers now and then; part of each cycle of the conductor. Returns how many were lost. */
    int duty() {
        final long now = clock.getAsLong();
        if (now - nextNs < 0) {
            return 0;
        }
        nextNs = now + CHECK_NS;
        int lost = 0;
        for (final WorkerLink link : plane.links) {
            lost += check(link, sightings[link.index], now);
        }
        return lost;
    }

    /** Nanoseconds until workers have to be looked at: never while no plug-in has code they call. */
    long nsToDuty() {
        final long now = clock.getAsLong();
        long due = hasCode() ? nextNs + REST_NS - now : Long.MAX_VALUE;
        for (final Sighting sighting : sightings) {
            if (sighting.missing) {
                due = Math.min(due, Math.max(nextNs, sighting.restartNs) - now);
            } else if (sighting.call > 0) {
                due = Math.min(due, nextNs - now);
            }
        }
        return due;
    }

    private boolean hasCode() {
        return ports.inMemory() || stages.inForce() || steering.decidesFrames();
    }

    private int check(final WorkerLink link, final Sighting sighting, final long now) {
        if (sighting.missing) {
            if (now - sighting.restartNs >= 0) {
                restart(link.index);
            }
            return 0;
        }
        final WorkerLease lease = link.lease();
        final long call = lease == null ? 0 : lease.call();
        if (lease == null || call <= 0 || lease != sighting.lease || call != sighting.call) {
            sighting.lease = lease;
            sighting.call = call;
            sighting.sinceNs = now;
            sighting.checks = 0;
            return 0;
        }
        sighting.checks++;
        if (now - sighting.sinceNs < LOST_NS || sighting.checks < LEAST_CHECKS) {
            return 0;
        }
        final String stack = stack(lease.thread()); // while it is still known to be there
        if (!lease.revoke(call)) {
            return 0;
        }
        lost(link.index, lease, stack);
        return 1;
    }

    private void lost(final int worker, final WorkerLease lease, final String stack) {
        final String call = call(lease);
        final String owner = takeOut(worker, lease, call);
        final String off = lease.writeOff();
        final String text =
                "did not come back from " + call + " of " + owner + ", so another thread takes its place; " + off;
        events.tell(Kind.WORKER, "worker " + worker, text);
        System.getLogger("org.jackfield.core")
                .log(System.Logger.Level.ERROR, "worker " + worker + " " + text + ". It stands at" + stack);
        lease.back()
                .thenRun(() -> events.tell(
                        Kind.WORKER, "worker " + worker, "its lost thread has come back from " + owner + " and ends"));
        restart(worker);
    }

    private static String call(final WorkerLease lease) {
        return lease.stuckStage() == null && lease.stuckSteering() == null
                ? lease.stuckOperation() + " of queue " + lease.stuckQueue().queue
                : lease.stuckOperation();
    }

    /** Takes the port, stage or policy out whose code does not return; tells which it is. */
    private String takeOut(final int worker, final WorkerLease lease, final String call) {
        final StageView stage = lease.stuckStage();
        final ActiveSteering policy = lease.stuckSteering();
        final String reason = "worker " + worker + " did not come back from " + call;
        if (policy != null) {
            steering.blocked(policy, reason);
            return "policy " + policy.name;
        }
        if (stage == null) {
            return "port " + ports.blocked(lease.stuckPort(), lease.stuckQueue(), reason, lease.back());
        }
        stages.blocked(stage.stage, reason, lease.back());
        return "stage " + stage.stage.name;
    }

    private void restart(final int worker) {
        sightings[worker].missing = false;
        threads.apply(worker).whenComplete((started, refused) -> {
            if (refused != null) {
                conductor.post(() -> missing(worker, refused));
            }
        });
    }

    private void missing(final int worker, final Throwable refused) {
        sightings[worker].missing = true;
        sightings[worker].restartNs = clock.getAsLong() + RESTART_NS;
        events.tell(Kind.WORKER, "worker " + worker, "has no thread, tried again in a second: " + refused);
    }

    private static String stack(final Thread thread) {
        final StringBuilder text = new StringBuilder();
        for (final StackTraceElement element : thread.getStackTrace()) {
            text.append("\n\tat ").append(element);
        }
        return text.toString();
    }
}
