package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.steering.Transition;
import org.jackfield.core.view.ActiveSteering;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Transition}s, one at a time: buckets that change owner, or a port whose buckets move to other queues. Runs on
 * port-ops threads, which hold the steering lock while they do; a port becomes active under the same lock, so that the kernel
 * never has a table the workers do not know.
 */
final class Handover {
    private final SwitchState state;
    private final Publisher publisher;
    private final SwitchConductor conductor;
    private final Executor kernelWrites;
    private final SteeringTrace trace;
    private final ReentrantLock steering = new ReentrantLock(true);

    private int serial;
    private final AtomicLong moves = new AtomicLong();
    private final AtomicLong bucketsMoved = new AtomicLong();

    /**
     * What is to change.
     *
     * @param ports of which ports, all of one scope
     * @param from that scope; its owners and who decides for each frame are replaced, unless the ports go to another
     * @param owners owners of buckets afterwards
     * @param frames who decides for each frame afterwards
     * @param to the scope the ports go to; null when they stay
     * @param port what changes for one of the ports besides
     */
    private record Plan(
            List<PortEntry> ports,
            SteeringScope from,
            short[] owners,
            @Nullable ActiveSteering frames,
            @Nullable SteeringScope to,
            PortChange port) {
        int moved() {
            int moved = 0;
            for (int b = 0; b < owners.length; b++) {
                moved += owners[b] == from.owners[b] ? 0 : 1;
            }
            return moved;
        }

        boolean decidesAlike() {
            return from.frames == frames;
        }

        String text() {
            return to == null ? port.text(decidesAlike()) : "port " + ports.get(0).name + " follows another policy";
        }
    }

    /**
     * What changes for one port besides owners.
     *
     * @param port whose; null for none's
     * @param queues how many of its queues are used
     * @param offered what steers it from now on; null for as before
     * @param ends whether nothing does any more
     */
    private record PortChange(
            @Nullable PortEntry port, int queues, @Nullable KernelSteering offered, boolean ends) {
        static final PortChange NONE = new PortChange(null, 0, null, false);

        String text(final boolean same) {
            if (port == null) {
                return same ? "buckets moved" : "another decides for each frame";
            }
            if (ends) {
                return "the kernel steers port " + port.name + " by itself";
            }
            return offered == null
                    ? "port " + port.name + " uses " + queues + " queue(s)"
                    : "the kernel steers port " + port.name + " by our table";
        }
    }

    /** Queues of the buckets of one port in a running hand-over. */
    private record Row(
            PortEntry entry,
            KernelSteering kernel,
            int queues,
            short[] before,
            short[] after,
            boolean begins,
            boolean ends) {}

    /**
     * @param kernelWrites runs writes of kernel tables, on a thread of its own: callers of this class wait for them
     */
    Handover(
            final SwitchState state,
            final Publisher publisher,
            final SwitchConductor conductor,
            final Executor kernelWrites,
            final SteeringTrace trace) {
        this.state = state;
        this.publisher = publisher;
        this.conductor = conductor;
        this.kernelWrites = kernelWrites;
        this.trace = trace;
    }

    /** Hand-overs done. */
    long moves() {
        return moves.get();
    }

    /** Buckets moved by them. */
    long bucketsMoved() {
        return bucketsMoved.get();
    }

    /** Counts on from where the version before ended. */
    void restore(final Legacy left) {
        moves.set(left.number("moves", 0));
        bucketsMoved.set(left.number("buckets-moved", 0));
    }

    /** Gives every bucket of a scope the owner named; returns when the new owners are in charge. */
    void moveTo(final SteeringScope scope, final short[] owners) throws PortException {
        steering.lock();
        try {
            run(publisher.ask(
                    () -> new Plan(state.portsOf(scope), scope, owners, scope.frames, null, PortChange.NONE)));
        } finally {
            steering.unlock();
        }
    }

    /**
     * The same, and from then on another policy, or none, decides for each frame.
     *
     * @param buckets where frames of buckets are counted from now on; null for nowhere
     */
    void moveTo(
            final SteeringScope scope,
            final short[] owners,
            final @Nullable ActiveSteering frames,
            final @Nullable BucketCounters buckets)
            throws PortException {
        steering.lock();
        try {
            publisher.changeAndAgree(() -> scope.buckets = buckets);
            run(publisher.ask(() -> new Plan(state.portsOf(scope), scope, owners, frames, null, PortChange.NONE)));
        } finally {
            steering.unlock();
        }
    }

    /** Has a port follow the policy it is given to; returns when it does. */
    void settle(final PortEntry entry) throws PortException {
        steering.lock();
        try {
            final SteeringScope to = publisher.ask(() -> state.scopeOf(entry));
            final SteeringScope from = publisher.ask(() -> state.inForce(entry));
            if (from != to) {
                final boolean active = publisher.ask(() -> entry.active);
                if (active) {
                    run(publisher.ask(() -> new Plan(List.of(entry), from, to.owners, to.frames, to, PortChange.NONE)));
                } else {
                    publisher.changeAndAgree(() -> entry.scope = to);
                }
            }
        } finally {
            steering.unlock();
        }
    }

    private Plan forPort(final PortEntry entry, final PortChange change) throws PortException {
        return publisher.ask(() -> {
            final SteeringScope scope = state.inForce(entry);
            return new Plan(List.of(entry), scope, scope.owners, scope.frames, null, change);
        });
    }

    /** Spreads the buckets of an active port over its first {@code queues} queues; returns when no other is used. */
    void useQueues(final PortEntry entry, final int queues) throws PortException {
        steering.lock();
        try {
            run(forPort(entry, new PortChange(entry, queues, null, false)));
        } finally {
            steering.unlock();
        }
    }

    /**
     * Has an active port steered by this from now on, or by nothing; returns when the kernel and all workers follow. A port that is steered
     * already gets its tables written by this from now on.
     */
    void steer(final PortEntry entry, final @Nullable KernelSteering offered) throws PortException {
        steering.lock();
        try {
            final boolean steered = publisher.ask(() -> entry.steered && entry.steering != null);
            if (offered == null && steered || offered != null && !steered) {
                final int queues = publisher.ask(() -> Math.max(1, entry.queues.size()));
                run(forPort(entry, new PortChange(entry, queues, offered, offered == null)));
            }
            publisher.changeAndAgree(() -> {
                entry.steering = offered;
                entry.steered &= offered != null;
            });
        } finally {
            steering.unlock();
        }
    }

    /** Writes a port's first kernel table, if it has one, and lets it forward; returns when all workers know. */
    void activate(final PortEntry entry) throws PortException {
        steering.lock();
        try {
            final KernelSteering kernel =
                    publisher.ask(() -> new Object[] {entry.steering})[0] instanceof KernelSteering offered
                            ? offered
                            : null;
            final SteeringScope scope = publisher.ask(() -> state.scopeOf(entry));
            final short[] table = publisher.ask(
                    () -> IndirectionTable.queues(scope.owners, Math.max(1, entry.queues.size()), state.workers));
            final boolean steered = kernel != null && write(entry, kernel, table);
            publisher.changeAndAgree(() -> {
                entry.scope = scope;
                entry.steered = steered;
                entry.table = table;
                entry.tableQueues = entry.queues.size();
                entry.active = true;
                entry.waits = false;
            });
        } finally {
            steering.unlock();
        }
    }

    /** Runs something while no kernel table is written. */
    void alone(final Runnable action) {
        steering.lock();
        try {
            action.run();
        } finally {
            steering.unlock();
        }
    }

    private void run(final Plan plan) throws PortException {
        final int moved = conductor.call(plan::moved);
        final boolean same = conductor.call(plan::decidesAlike);
        if (moved == 0 && same && plan.port.port == null) {
            if (plan.to != null) {
                publisher.changeAndAgree(() -> settled(plan));
            }
            return;
        }
        final List<Row> rows = conductor.call(() -> rows(plan));
        final short[] before = conductor.call(() -> plan.from.owners);
        final SteeringTrace.Start start = trace.begin();
        final String text = conductor.call(plan::text);
        try {
            phases(plan, rows);
        } catch (final PortException stuck) {
            publisher.change(() -> abandon(rows)); // the old owners stay; handoff covers what the kernel steers anew
            trace.ended(start, before, before, "was given up: " + stuck.getMessage());
            throw stuck;
        }
        trace.ended(start, before, plan.owners, text);
        moves.incrementAndGet();
        bucketsMoved.addAndGet(moved);
    }

    private void abandon(final List<Row> rows) {
        state.transition = null;
        rows.forEach(row -> row.entry.steered &= !row.begins);
    }

    private void phases(final Plan plan, final List<Row> rows) throws PortException {
        publisher.changeAndAgree(() -> state.transition = begin(plan, rows));
        final List<Row> refused = writeAll(rows);
        for (final Transition.Phase phase :
                new Transition.Phase[] {Transition.Phase.DRAIN, Transition.Phase.STOP, Transition.Phase.FLUSH}) {
            publisher.changeAndAgree(() -> enter(phase));
        }
        publisher.changeAndAgree(() -> commit(plan, rows, refused));
    }

    private List<Row> rows(final Plan plan) {
        final List<Row> rows = new ArrayList<>();
        final PortChange change = plan.port;
        for (final PortEntry entry : plan.ports) {
            final boolean changes = entry == change.port;
            final boolean begins = changes && change.offered != null;
            final KernelSteering kernel = begins ? change.offered : entry.steering;
            if (entry.active && (entry.steered || begins) && kernel != null) {
                final int count = changes ? change.queues : entry.tableQueues;
                rows.add(new Row(
                        entry,
                        kernel,
                        count,
                        begins ? Transition.anyQueue() : entry.table,
                        changes && change.ends
                                ? Transition.anyQueue()
                                : IndirectionTable.queues(plan.owners, count, state.workers),
                        begins,
                        changes && change.ends));
            }
        }
        return rows;
    }

    private Transition begin(final Plan plan, final List<Row> rows) {
        boolean[] touched = new boolean[0];
        for (final PortEntry entry : plan.ports) {
            if (entry.index >= 0) {
                touched = Arrays.copyOf(touched, Math.max(touched.length, entry.index + 1));
                touched[entry.index] = true;
            }
        }
        final short[][] before = new short[touched.length][];
        final short[][] after = new short[touched.length][];
        for (final Row row : rows) {
            if (row.entry.index >= 0) {
                before[row.entry.index] = row.before;
                after[row.entry.index] = row.after;
            }
            row.entry.steered |= row.begins; // so that its queues are waited for
        }
        final Transition begins = Transition.prepare(++serial, touched, plan.owners, before, after);
        final boolean byFrame = plan.from.frames != null || plan.frames != null;
        return byFrame ? begins.withFrameSteering(!plan.decidesAlike()) : begins;
    }

    private void enter(final Transition.Phase phase) {
        final Transition running = state.transition;
        state.transition = running == null ? null : running.in(phase);
    }

    private void commit(final Plan plan, final List<Row> rows, final List<Row> refused) {
        state.transition = null;
        settled(plan);
        for (final Row row : rows) {
            row.entry.table = row.ends ? row.before : row.after;
            row.entry.tableQueues = row.queues;
            row.entry.steered &= !row.ends && !refused.contains(row);
        }
    }

    private static void settled(final Plan plan) {
        if (plan.to != null) {
            plan.ports.forEach(entry -> entry.scope = plan.to);
        } else {
            plan.from.moves.moved(plan.from.owners, plan.owners);
            plan.from.owners = plan.owners;
            plan.from.frames = plan.frames;
        }
    }

    /** Writes the tables that change; returns the rows whose port refused, which the kernel steers by itself from now on. */
    private List<Row> writeAll(final List<Row> rows) throws PortException {
        final CompletableFuture<List<Row>> done = new CompletableFuture<>();
        kernelWrites.execute(() -> {
            final List<Row> refused = new ArrayList<>();
            for (final Row row : rows) {
                if (!(row.ends ? release(row) : write(row.entry, row.kernel, row.after))) {
                    refused.add(row);
                }
            }
            done.complete(refused);
        });
        return conductor.await(done);
    }

    private static boolean release(final Row row) {
        try {
            row.kernel.release();
            return true;
        } catch (final PortException | RuntimeException refused) {
            System.getLogger("org.jackfield.core")
                    .log(
                            System.Logger.Level.WARNING,
                            "port " + row.entry.name + ": the kernel may go on by our table: " + refused.getMessage());
            return false;
        }
    }

    private static boolean write(final PortEntry entry, final KernelSteering kernel, final short[] table) {
        try {
            kernel.write(table);
            return true;
        } catch (final PortException | RuntimeException refused) {
            System.getLogger("org.jackfield.core")
                    .log(
                            System.Logger.Level.WARNING,
                            "port " + entry.name + ": the kernel steers by itself: " + refused.getMessage());
            return false;
        }
    }
}
