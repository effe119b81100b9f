package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WaitingCopy;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.linux.keep.Kept;

/**
 * How one version of the switch follows another while ports stay open: the old one ends so that no frame is inside any more, and leaves
 * all it knows as plain values; the new one begins with them. Names of values are read by versions not yet written: add to them, do
 * not change them; who must change them raises {@link #FORMAT}, and the versions before it then open every port anew.
 */
final class Succession {
    /** Of the values as they are here. */
    private static final int FORMAT = 1;

    private final SwitchState state;
    private final DataPlane plane;
    private final Publisher publisher;
    private final Handover handover;
    private final FdbControl fdb;
    private final SteeringControl steering;
    private final Totals totals;
    private final EventLog events;
    private final PortRegistry registry;
    private final WorkerCpus cpus;

    Succession(
            final SwitchState state,
            final DataPlane plane,
            final Publisher publisher,
            final Handover handover,
            final FdbControl fdb,
            final SteeringControl steering,
            final Totals totals,
            final EventLog events,
            final PortRegistry registry,
            final WorkerCpus cpus) {
        this.state = state;
        this.plane = plane;
        this.publisher = publisher;
        this.handover = handover;
        this.fdb = fdb;
        this.steering = steering;
        this.totals = totals;
        this.events = events;
        this.registry = registry;
        this.cpus = cpus;
    }

    /**
     * Reads no more; returns when every frame that was read has left the switch. Under the first view workers take what the kernel had
     * given and what their rings hold, under the second the rings' last frames, and under the third they leave what waits for the code of
     * ports. A thread that may wait, while no bucket moves.
     */
    void empty() throws PortException {
        publisher.changeAndAgree(() -> {
            for (final PortEntry entry : state.ports.values()) {
                entry.queues.forEach(QueueView::hold);
            }
        });
        publisher.changeAndAgree(() -> {});
        publisher.changeAndAgree(plane::leave);
    }

    /** All that is known, and some more, once no worker runs. The conductor, or who knows that it has ended. */
    Kept estate(final Map<String, Object> more) {
        final Map<String, Object> values = new TreeMap<>(more);
        values.put("format", FORMAT);
        values.put("workers", state.workers);
        values.put("state", state.estate());
        values.put("fdb", fdb.estate());
        values.put("steering", steering.estate());
        values.put("worker-cpus", cpus.estate());
        values.put("handover", Map.of("moves", handover.moves(), "buckets-moved", handover.bucketsMoved()));
        values.put("totals", totals.estate());
        values.put("events", events.estate());
        values.put(
                "worker-counters",
                plane.links.stream().map(Succession::counters).toList());
        final List<Object> ports = new ArrayList<>();
        final List<Integer> descriptors = new ArrayList<>();
        for (final PortEntry entry : state.ports.values()) {
            final PortEstate estate = entry.estate;
            if (estate != null && entry.index >= 0) {
                ports.add(PortLegacy.of(entry));
                descriptors.addAll(estate.queues());
                descriptors.addAll(estate.others().values());
            }
        }
        values.put("ports", ports);
        values.put("waiting", plane.links.stream().map(Succession::waiting).toList());
        return new Kept(descriptors, values);
    }

    /** What waits with one worker, as lists of port, size class and bytes. */
    private static List<Object> waiting(final WorkerLink link) {
        return link.waiting().stream()
                .map(copy -> (Object) List.of(copy.port(), copy.sizeClass(), copy.slot()))
                .toList();
    }

    private static long[] counters(final WorkerLink link) {
        final long[] counters = new long[WorkerCounters.SIZE];
        for (int c = 0; c < counters.length; c++) {
            counters[c] = link.counters.get(c);
        }
        return counters;
    }

    /** Names of the ports in what is left. */
    Set<String> names(final Kept kept) {
        final Set<String> names = new TreeSet<>();
        for (final Legacy port : new Legacy(kept.values()).parts("ports")) {
            names.add(new PortSettings(port.part("wanted").all()).name());
        }
        return names;
    }

    /** Why this version cannot go on with what another left; empty when it can. */
    static Optional<String> refusal(final Kept kept) {
        final long format = new Legacy(kept.values()).number("format", 0);
        return format == FORMAT
                ? Optional.empty()
                : Optional.of("it left its state in format " + format + ", this version knows " + FORMAT);
    }

    /**
     * Begins with what the version before left. Before conductor and workers start.
     *
     * @return descriptors of ports this version cannot go on with; the caller closes them
     */
    List<Integer> restore(final Kept kept) {
        final Legacy left = new Legacy(kept.values());
        state.restore(left.part("state"), (int) left.number("workers", 0));
        final List<Integer> unused = new ArrayList<>(kept.descriptors());
        for (final Legacy port : left.parts("ports")) {
            PortLegacy.restore(port, state.workers).ifPresent(entry -> {
                state.rejoin(entry);
                fdb.limit(entry, limit(entry));
                registry.restored(entry);
                entry.queues.forEach(queue -> unused.remove(Integer.valueOf(queue.fd)));
                unused.removeAll(
                        entry.estate == null ? List.of() : entry.estate.others().values());
            });
        }
        fdb.restore(left.part("fdb"));
        totals.restore(left.part("totals"));
        events.restore(left.part("events"));
        steering.restore(left.part("steering"));
        handover.restore(left.part("handover"));
        cpus.restore(left.part("worker-cpus"));
        restoreWorkers(left.list("worker-counters"));
        restoreWaiting(left.list("waiting"));
        state.publish(plane);
        return unused;
    }

    private static int limit(final PortEntry entry) {
        try {
            return (int) entry.wanted.number(PortSettings.FDB_LIMIT, 0, 0, Integer.MAX_VALUE);
        } catch (final PortException refusedBefore) {
            return 0;
        }
    }

    /** Each worker gets what waited with that of its number, who owned the same flows. */
    private void restoreWaiting(final List<?> all) {
        for (int w = 0; w < all.size(); w++) {
            final WorkerLink link = plane.links.get(w % plane.links.size());
            final List<WaitingCopy> copies = new ArrayList<>(link.waiting());
            for (final Object each : all.get(w) instanceof List<?> list ? list : List.of()) {
                if (each instanceof List<?> parts
                        && parts.size() == 3
                        && parts.get(0) instanceof Integer port
                        && parts.get(1) instanceof Integer sizeClass
                        && parts.get(2) instanceof byte[] slot) {
                    copies.add(new WaitingCopy(port, sizeClass, slot));
                }
            }
            link.waiting(copies);
        }
    }

    /** What workers counted that are no more, the first one counts on. */
    private void restoreWorkers(final List<?> all) {
        for (int w = 0; w < all.size(); w++) {
            if (all.get(w) instanceof long[] before) {
                final CounterBlock counters = plane.links.get(w < plane.links.size() ? w : 0).counters;
                for (int c = 0; c < Math.min(before.length, WorkerCounters.SIZE); c++) {
                    counters.add(c, before[c]);
                }
            }
        }
    }
}
