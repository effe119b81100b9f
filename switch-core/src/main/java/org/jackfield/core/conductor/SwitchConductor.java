package org.jackfield.core.conductor;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jackfield.api.port.PortException;
import org.jspecify.annotations.Nullable;

/**
 * The single thread that changes forwarding state. Others send it commands and may wait for their futures; it never waits for
 * anybody. {@link #doWork} is called by its own thread, or by a test in its place.
 */
public final class SwitchConductor {
    private static final int COMMANDS_A_CYCLE = 64;
    /** A conductor that nobody wakes and no duty wants looks around all the same, so that its clock is never far behind. */
    private static final long MOST_IDLE_NS = 5_000_000_000L;

    private static final long NAP_NS = 50_000;
    private static final int AWAKE = 0;
    /** Resting until {@link #NAP_NS} have passed or a command comes. */
    static final int NAPPING = 1;
    /** Resting until a command, a request or a deadline comes. */
    static final int SLEEPING = 2;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<Agreement> agreements = new ArrayList<>();
    private final List<Duty> duties = new ArrayList<>();
    private final Awaiter awaiter;

    private BooleanSupplier requested = () -> false;
    private LongPredicate agreed = epoch -> false;
    private volatile @Nullable Thread thread;
    private volatile boolean running;
    /** {@link #AWAKE}, {@link #NAPPING} or {@link #SLEEPING}. */
    private final AtomicInteger rest = new AtomicInteger();

    private record Agreement(long epoch, CompletableFuture<@Nullable Void> reached) {}

    private record Duty(IntSupplier work, LongSupplier nsToNext) {}

    /** A conductor whose callers wait in this way. */
    public SwitchConductor(final Awaiter awaiter) {
        this.awaiter = awaiter;
    }

    /**
     * Adds work done in every cycle. Before the first cycle only.
     *
     * @param work does what is due; returns how much that was
     * @param nsToNext asked before sleeping: in how many nanoseconds something will be due that nobody wakes the conductor for;
     *     {@link Long#MAX_VALUE} for never
     */
    void duty(final IntSupplier work, final LongSupplier nsToNext) {
        duties.add(new Duty(work, nsToNext));
    }

    /** Tells whether workers have left requests, looked at before sleeping. Before the first cycle only. */
    void requests(final BooleanSupplier waiting) {
        requested = waiting;
    }

    /** Tells whether all workers have agreed to the view of an epoch; whoever agrees wakes. Before the first cycle only. */
    void agreements(final LongPredicate byAll) {
        agreed = byAll;
    }

    /** One cycle; returns how much was done. */
    public int doWork() {
        int work = 0;
        Runnable command = commands.poll();
        while (command != null) {
            command.run();
            work++;
            command = work < COMMANDS_A_CYCLE ? commands.poll() : null;
        }
        for (final Duty duty : duties) {
            work += duty.work.getAsInt();
        }
        return work + completeAgreements();
    }

    /** Completes futures whose views all workers have agreed to. */
    private int completeAgreements() {
        int done = 0;
        final Iterator<Agreement> all = agreements.iterator();
        while (all.hasNext()) {
            final Agreement agreement = all.next();
            if (agreed.test(agreement.epoch)) {
                all.remove();
                agreement.reached.complete(null);
                done++;
            }
        }
        return done;
    }

    /** A future that completes when all workers have agreed to the view of this epoch. Conductor only. */
    CompletableFuture<@Nullable Void> agreement(final long epoch) {
        assert onConductor();
        final CompletableFuture<@Nullable Void> reached = new CompletableFuture<>();
        agreements.add(new Agreement(epoch, reached));
        return reached;
    }

    /** Runs a command on the conductor. Any thread. */
    void post(final Runnable command) {
        commands.add(command);
        VarHandle.fullFence(); // orders the command before the load of the state
        final int resting = rest.get();
        if (resting != AWAKE) {
            unpark(resting);
        }
    }

    /** Runs a command on the conductor and gives its result. Any thread. */
    <T> CompletableFuture<T> submit(final Callable<T> command) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        post(() -> {
            try {
                result.complete(command.call());
            } catch (final Exception failed) { // whatever a command throws belongs to whoever asked
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    /** Runs a command on the conductor and waits for it. Any thread but workers and the conductor. */
    <T> T call(final Callable<T> command) throws PortException {
        return await(submit(command));
    }

    /** Waits for a future the conductor will complete. Any thread but workers and the conductor. */
    <T> T await(final CompletableFuture<T> future) throws PortException {
        try {
            return awaiter.await(future);
        } catch (final ExecutionException failed) {
            if (failed.getCause() instanceof PortException cause) {
                throw cause;
            }
            throw new PortException(
                    "the switch failed: " + failed.getCause(), Objects.requireNonNullElse(failed.getCause(), failed));
        } catch (final TimeoutException late) {
            throw new PortException(
                    "the workers did not follow a change within " + Awaiter.DEADLINE_MS / 1000
                            + " s; look for a worker that does not come back with 'jackfield worker list'",
                    late);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PortException("interrupted while waiting for the switch", interrupted);
        }
    }

    /**
     * Makes a sleeping conductor look for work. Any thread, workers included: one call to unpark when it sleeps, by one of all who
     * find it asleep. A conductor that naps is not disturbed.
     */
    public void wake() {
        VarHandle.fullFence(); // orders the caller's publication before the load of the state
        if (rest.get() == SLEEPING) {
            unpark(SLEEPING);
        }
    }

    private void unpark(final int resting) {
        final Thread sleeper = thread;
        if (rest.compareAndSet(resting, AWAKE) && sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Whether the caller is the conductor; also true while it has no thread of its own. */
    boolean onConductor() {
        final Thread own = thread;
        return own == null || own == Thread.currentThread();
    }

    /** Starts a thread that runs cycles until {@link #stop}. */
    void start() {
        running = true;
        final Thread started = new Thread(this::run, "jackfield-conductor");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Ends the thread and waits for it. */
    void stop() {
        running = false;
        final Thread own = thread;
        if (own != null) {
            LockSupport.unpark(own);
            try {
                own.join(1000);
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        boolean lastAsked = false;
        while (running) {
            try {
                final boolean asked = requested.getAsBoolean();
                if (doWork() == 0) {
                    rest(lastAsked);
                }
                lastAsked = asked;
            } catch (final RuntimeException | Error broken) { // the conductor must survive a broken command
                System.getLogger("org.jackfield.core").log(System.Logger.Level.ERROR, "conductor", broken);
            }
        }
    }

    /**
     * Nothing to do. A conductor that has just learned naps first: more addresses are likely to come, and a worker that had to wake it
     * for each batch of them would spend more on that than on forwarding (8 us measured). Requests collect in their ring meanwhile;
     * commands end the nap.
     */
    private void rest(final boolean nap) {
        if (fallAsleep(nap ? NAPPING : SLEEPING) && running) {
            LockSupport.parkNanos(this, nap ? NAP_NS : nsToDeadline());
        }
        rest.set(AWAKE);
    }

    /** How long the conductor may sleep unless somebody wakes it: at least 1, which is not at all. */
    long nsToDeadline() {
        long least = MOST_IDLE_NS;
        for (final Duty duty : duties) {
            least = Math.min(least, duty.nsToNext.getAsLong());
        }
        return Math.max(1, least);
    }

    /** Whether nobody has woken the conductor since it fell asleep; any thread. */
    boolean rests() {
        return rest.get() != AWAKE;
    }

    /** Sets the state, then looks once more: volatile order makes either this look or the producer's see the other. */
    boolean fallAsleep(final int kind) {
        rest.set(kind);
        return commands.isEmpty() && (kind == NAPPING || !requested.getAsBoolean() && !anyAgreed());
    }

    private boolean anyAgreed() {
        for (final Agreement agreement : agreements) {
            if (agreed.test(agreement.epoch)) {
                return true;
            }
        }
        return false;
    }
}
