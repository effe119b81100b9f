package org.jackfield.core.conductor;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jackfield.api.event.SwitchEvent.Kind;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.view.QueueView;

/** A port that goes on while its code is away: from the hand-over to new code, or to the end. The port's serial tasks. */
final class PortLinger {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");

    private final Publisher publisher;
    private final Handover handover;
    private final PortExit exit;
    private final EventLog events;
    private final LongSupplier clock;

    PortLinger(
            final Publisher publisher,
            final Handover handover,
            final PortExit exit,
            final EventLog events,
            final LongSupplier clock) {
        this.publisher = publisher;
        this.handover = handover;
        this.exit = exit;
        this.events = events;
        this.clock = clock;
    }

    /** Takes everything open from code that goes; false when it has to be closed by that code. */
    boolean begin(final PortEntry entry, final long lingerNs) throws PortException {
        final PortHandle handle = entry.handle;
        if (handle == null) {
            return false;
        }
        entry.lastKernelDrops = entry.kernelDrops();
        if (publisher.ask(() -> entry.queues.stream().anyMatch(queue -> queue.tx != null))) {
            holdBack(entry);
        }
        final PortEstate estate;
        try {
            final Optional<PortEstate> left = entry.code().handOver();
            if (left.isEmpty()) {
                return false;
            }
            estate = left.get();
        } catch (final RuntimeException | Error broken) { // the contract forbids it; it is closed instead
            LOG.log(Level.ERROR, "port " + entry.name + " threw from handOver", broken);
            return false;
        }
        handle.invalidate();
        entry.handle = null;
        entry.estate = estate;
        final String text = "lingers: its code has gone, it forwards on for up to " + lingerNs / 1_000_000_000 + " s";
        final boolean whole = publisher.ask(() -> {
            entry.port = null;
            entry.lingerUntilNs = clock.getAsLong() + lingerNs;
            entry.reason = text;
            return descriptors(entry.queues).equals(estate.queues());
        });
        events.tell(Kind.PORT_LINGERS, entry.name, text);
        return whole || !end(entry, "its code did not hand over the queues it had attached");
    }

    /**
     * From now on workers keep what they have for a port with queues in memory, until its next code has come or it is closed. Under the
     * second view homes have sent what was handed to them before, so nothing kept is overtaken.
     */
    private void holdBack(final PortEntry entry) throws PortException {
        publisher.changeAndAgree(() -> entry.waits = true);
        publisher.changeAndAgree(() -> {});
    }

    private static List<Integer> descriptors(final List<QueueView> queues) {
        return queues.stream().map(queue -> queue.fd).toList();
    }

    /** Closes a lingering port, unless code has come for it; true when it is closed, and is to be forgotten. */
    boolean end(final PortEntry entry, final String why) throws PortException {
        final boolean alone = publisher.ask(() -> {
            entry.lingerEnds |= entry.lingers();
            return entry.lingers();
        });
        if (!alone || entry.estate == null) {
            return false;
        }
        exit.closeEstate(entry);
        publisher.ask(() -> entry.mark(PortState.CLOSED, why));
        events.tell(Kind.PORT_CLOSED, entry.name, "closed: " + why);
        return true;
    }

    /** New code goes on with what the old code left; where it cannot, the port is opened anew after this. */
    void adopt(final PortEntry entry, final PortHandle handle) throws PortException {
        final PortEstate estate = Objects.requireNonNull(entry.estate);
        final PortSettings applied = Objects.requireNonNull(entry.applied);
        final Optional<KernelSteering> before = publisher.ask(() -> Optional.ofNullable(entry.steering));
        try {
            entry.code().adopt(handle, applied, estate);
        } catch (final PortException | RuntimeException | Error refused) {
            handle.invalidate();
            events.tell(
                    Kind.PORT_LINGERS,
                    entry.name,
                    "its new code cannot go on with what is open, so it is opened anew: " + PortLife.text(refused));
            exit.closeEstate(entry);
            return;
        }
        entry.handle = handle;
        entry.estate = null;
        publisher.ask(() -> {
            // What the old code offered is not to be called any more.
            entry.steering = before.isPresent() && entry.steering == before.get() ? null : entry.steering;
            return entry.mark(PortState.ACTIVE, "");
        });
        handover.activate(entry);
        if (entry.wanted.sameConfiguration(applied)) {
            final PortSettings wanted = entry.wanted;
            entry.applied = wanted;
            publisher.ask(() -> entry.settled(wanted, ""));
        }
        events.tell(Kind.PORT_LINGERS, entry.name, "goes on with its new code");
    }
}
