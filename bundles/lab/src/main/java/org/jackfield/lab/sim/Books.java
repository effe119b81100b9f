package org.jackfield.lab.sim;

import org.jackfield.lab.measure.Arrivals;
import org.jackfield.lab.measure.Balance;
import org.jackfield.lab.measure.Depths;

/** What is counted while a simulation runs. One thread. */
final class Books {
    final Arrivals arrivals;
    final Balance balance;
    final Depths depths;

    long offered;
    long read;
    long handedOff;
    long wakeUps;
    long batches;
    long processed;
    long moves;
    long bucketsMoved;
    /** Changes of the number of queues that were carried out. */
    int queueChanges;
    /** Those that were due when nothing was left to do. */
    int missedChanges;

    private final FrameStore store;
    private final long[] lost = new long[Loss.values().length];

    Books(final Setup setup, final FrameStore store) {
        final long windowNs = setup.value(Setup.Whole.WINDOW_NS);
        this.store = store;
        arrivals = new Arrivals(setup.workers(), windowNs, setup.groupOf());
        balance = new Balance(setup.workers(), windowNs);
        depths = new Depths(setup.workers(), windowNs);
    }

    /** A frame is lost; it is not under way any more. */
    void lose(final int frame, final Loss where) {
        lost[where.ordinal()]++;
        store.release(frame);
    }

    /** A frame is delivered; it is not under way any more. */
    void deliver(final int frame, final int worker, final long nowNs) {
        arrivals.arrived(
                store.flow[frame], store.sequence[frame], store.arrivedNs[frame], nowNs, worker, store.length[frame]);
        store.release(frame);
    }

    /** A worker has processed some frames at a time. */
    void processed(final int worker, final long nowNs, final int frames) {
        batches++;
        processed += frames;
        balance.processed(worker, nowNs, frames);
    }

    long lost(final Loss where) {
        return lost[where.ordinal()];
    }
}
