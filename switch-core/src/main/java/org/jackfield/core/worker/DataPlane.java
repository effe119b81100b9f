package org.jackfield.core.worker;

import java.util.List;
import java.util.function.LongSupplier;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.pipeline.LearnRequests;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;

/** What all workers of a switch share, and where the conductor publishes. */
public final class DataPlane {
    private static final int PARKING_EIGHTHS = 5;
    private static final int WAITING_EIGHTHS = 2;

    /** One link for each worker, by index. */
    public final List<WorkerLink> links;
    /** Free frames. */
    public final FrameReserve reserve;
    /** How many frames may wait while buckets move. */
    final ParkingRoom parking;
    /** How many copies may wait for the code of ports. */
    final ParkingRoom waiting;
    /** The filtering database. */
    public final FdbTable table;
    /** Addresses to be learned. */
    public final LearnRequests requests;
    /** What workers report. */
    public final WorkerReports reports;
    /** Makes the conductor look at its requests; called by workers, must not block. */
    public final Runnable conductorWake;
    /** Nanoseconds that never go back. */
    public final LongSupplier clock;

    private volatile ForwardingView view;
    private volatile long graceMark;
    private volatile int ageTick;
    private volatile boolean leaving;

    /** A data plane whose first view is empty. */
    public DataPlane(
            final List<WorkerLink> links,
            final FrameReserve reserve,
            final FdbTable table,
            final LearnRequests requests,
            final WorkerReports reports,
            final Runnable conductorWake,
            final LongSupplier clock) {
        this.links = List.copyOf(links);
        this.reserve = reserve;
        this.parking = new ParkingRoom(reserve, PARKING_EIGHTHS);
        this.waiting = new ParkingRoom(reserve, WAITING_EIGHTHS);
        this.table = table;
        this.requests = requests;
        this.reports = reports;
        this.conductorWake = conductorWake;
        this.clock = clock;
        this.view = new ForwardingView(0, new PortView[0], IndirectionTable.even(links.size()), null);
    }

    /** The view in force; one acquire load. */
    public ForwardingView view() {
        return view;
    }

    /** Publishes a view and wakes sleeping workers, so that all agree to it. The conductor only. */
    public void publish(final ForwardingView next) {
        view = next;
        for (final WorkerLink link : links) {
            link.wakeIfSleeping();
        }
    }

    /** Whether every worker has agreed to the view of this epoch, see {@link Worker}. */
    public boolean agreed(final long epoch) {
        for (final WorkerLink link : links) {
            if (link.agreed() < epoch) {
                return false;
            }
        }
        return true;
    }

    /** The present grace mark; read by workers at the start of a cycle. */
    long graceMark() {
        return graceMark;
    }

    /** Begins a grace period: it is over when {@link #passed} says so for the returned mark. The conductor only. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    public long beginGrace() {
        final long next = graceMark + 1;
        graceMark = next;
        return next;
    }

    /** Whether every worker has ended a cycle begun after the mark, or sleeps. */
    public boolean passed(final long mark) {
        for (final WorkerLink link : links) {
            if (link.passed() < mark && !link.parked()) {
                return false;
            }
        }
        return true;
    }

    /** From the next view on workers leave what waits for ports' code with their links: another version goes on. The conductor only. */
    public void leave() {
        leaving = true;
    }

    /** Whether another version goes on with what waits. */
    boolean isLeaving() {
        return leaving;
    }

    /** The present FDB age tick. */
    int ageTick() {
        return ageTick;
    }

    /** Sets the FDB age tick. The conductor only. */
    public void ageTick(final int tick) {
        ageTick = tick;
    }
}
