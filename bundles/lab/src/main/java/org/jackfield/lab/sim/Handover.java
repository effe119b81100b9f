package org.jackfield.lab.sim;

import org.jspecify.annotations.Nullable;

/** Carries out one {@link Move} after the other, in its phases, each when all workers have agreed to the one before. One thread. */
final class Handover {
    private final Floor floor;
    private final Views views;
    private @Nullable Move move;
    private int serial;
    /** Whether one is under way, until the new owners are in charge everywhere. */
    private boolean running;
    /** Until when the kernel follows new tables; {@link Long#MAX_VALUE} while it does not. */
    private long writtenNs = Long.MAX_VALUE;

    Handover(final Floor floor, final Views views) {
        this.floor = floor;
        this.views = views;
    }

    /** Whether one is under way. */
    boolean isRunning() {
        return running;
    }

    /** When something is to be done; {@link Long#MAX_VALUE} for not before workers have agreed. */
    long nextNs() {
        return writtenNs;
    }

    /**
     * Begins one; none is under way.
     *
     * @param owners of the buckets afterwards
     * @param counts how many queues of each port are used afterwards
     */
    void begin(final short[] owners, final int[] counts, final long nowNs) {
        short[][] before = null;
        short[][] after = null;
        if (floor.setup.kernelSteering()) {
            before = new short[Kernel.PORTS][];
            after = new short[Kernel.PORTS][];
            for (int port = 0; port < Kernel.PORTS; port++) {
                before[port] = floor.kernel.table(port);
                after[port] = Buckets.queues(owners, counts[port], floor.setup.workers());
            }
        }
        running = true;
        move = new Move(++serial, floor.decider != null, Move.Phase.PREPARE, owners, before, after);
        views.publish(views.present().with(move), nowNs);
        advance(nowNs);
    }

    /** The kernel follows the new tables. */
    void written(final long nowNs) {
        writtenNs = Long.MAX_VALUE;
        enter(Move.Phase.DRAIN, nowNs);
    }

    /** Goes on to the next phase as long as all workers have agreed to the present one. */
    void advance(final long nowNs) {
        while (running && writtenNs == Long.MAX_VALUE && !views.agreeing()) {
            final Move present = move;
            if (present == null) {
                running = false;
                return;
            }
            switch (present.phase()) {
                case PREPARE -> write(present, nowNs);
                case DRAIN -> enter(Move.Phase.STOP, nowNs);
                case STOP -> enter(Move.Phase.FLUSH, nowNs);
                case FLUSH -> commit(present, nowNs);
            }
        }
    }

    private void write(final Move present, final long nowNs) {
        final short[][] tables = present.after();
        if (tables == null) {
            enter(Move.Phase.DRAIN, nowNs);
            return;
        }
        for (int port = 0; port < tables.length; port++) {
            floor.kernel.write(port, tables[port]);
        }
        writtenNs = nowNs + Math.round(floor.costs.tableWrite());
    }

    private void enter(final Move.Phase phase, final long nowNs) {
        final Move present = move;
        if (present != null) {
            move = present.in(phase);
            views.publish(views.present().with(move), nowNs);
        }
    }

    private void commit(final Move present, final long nowNs) {
        move = null;
        views.publish(views.present().with(present.newOwners()), nowNs);
    }
}
