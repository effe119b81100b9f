package org.jackfield.core.conductor;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortState;
import org.jspecify.annotations.Nullable;

/**
 * How a port leaves: it is taken out of the switch, then closed by its code or, where that has gone already, by us. The port's serial
 * tasks.
 */
final class PortExit {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");

    private final SwitchState state;
    private final Publisher publisher;
    private final Handover handover;
    private final FdbControl fdb;
    private final Totals totals;
    private final PortOps ops;
    private final IntConsumer closeDescriptor;

    PortExit(
            final SwitchState state,
            final Publisher publisher,
            final Handover handover,
            final FdbControl fdb,
            final Totals totals,
            final PortOps ops,
            final IntConsumer closeDescriptor) {
        this.state = state;
        this.publisher = publisher;
        this.handover = handover;
        this.fdb = fdb;
        this.totals = totals;
        this.ops = ops;
        this.closeDescriptor = closeDescriptor;
    }

    /** Closes an open port; returns when no worker knows it any more. False: it was not open. */
    boolean close(final PortEntry entry, final PortState then) throws PortException {
        final PortHandle handle = entry.handle;
        if (handle == null) {
            return false;
        }
        entry.handle = null;
        entry.applied = null;
        final long kernelDrops = entry.kernelDropsSinceOpening();
        publisher.ask(() -> keepKernelDrops(entry, kernelDrops));
        handle.invalidate(); // first: a queue attached meanwhile by a thread of the port's would stay behind
        withdraw(entry);
        closeWhenEmpty(entry, entry.code());
        publisher.ask(() -> entry.mark(then, entry.reason));
        return true;
    }

    /** Takes a port out of the switch whose descriptors are ours, and closes them. */
    void closeEstate(final PortEntry entry) throws PortException {
        final PortEstate estate = Objects.requireNonNull(entry.estate);
        final long kernelDrops = Math.max(0, entry.lastKernelDrops - entry.kernelDropsBefore);
        publisher.ask(() -> keepKernelDrops(entry, kernelDrops));
        withdraw(entry);
        entry.estate = null;
        entry.applied = null;
        // Not while a hand-over may still write a kernel table through one of them.
        handover.alone(() -> {
            estate.queues().forEach(closeDescriptor::accept);
            estate.others().values().forEach(closeDescriptor::accept);
        });
    }

    /** Closes the port, now or when the last thread has left its code. */
    private void closeWhenEmpty(final PortEntry entry, final Port code) {
        if (!entry.quarantine.inside()) {
            close(entry, code);
            return;
        }
        final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        final CompletableFuture<?> empty = entry.quarantine.empty();
        entry.quarantine.outUntil(closed);
        empty.thenRun(() -> ops.submit(entry, () -> {
            close(entry, code);
            closed.complete(null);
        }));
    }

    private static void close(final PortEntry entry, final Port code) {
        try {
            code.close();
        } catch (final RuntimeException | Error broken) { // the contract forbids it; the switch goes on
            LOG.log(Level.ERROR, "port " + entry.name + " threw from close", broken);
        }
    }

    private boolean keepKernelDrops(final PortEntry entry, final long frames) {
        entry.kernelDropsBefore = PortEntry.NOT_OPEN; // the code may still tell them when it is closed
        return totals.keepKernelDrops(frames);
    }

    /** Two views: under the first workers collect what their queues and rings hold, under the second the rings' last frames. */
    void withdraw(final PortEntry entry) throws PortException {
        publisher.changeAndAgree(() -> {
            if (entry.index >= 0) {
                entry.mark(PortState.DRAINING, entry.reason);
                state.hide(entry);
                fdb.flush(entry);
            }
        });
        publisher.changeAndAgree(() -> {});
        publisher.ask(() -> {
            if (entry.index >= 0) {
                entry.queues.forEach(entry::retire);
                entry.queues.clear();
                totals.keep(entry);
                entry.steering = null;
                state.release(entry);
            }
            return true;
        });
    }
}
