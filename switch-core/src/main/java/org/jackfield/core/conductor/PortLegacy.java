package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.PortState;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.linux.poll.IoEngine;

/**
 * A port that lingers while the switch itself is replaced, as plain values and back. Engine counters are named by their place, which
 * belongs to the platform and does not change while the process runs.
 */
final class PortLegacy {
    private PortLegacy() {}

    /** Everything the next version needs to go on with a port whose code has gone. */
    static Map<String, Object> of(final PortEntry entry) {
        final PortEstate estate = Objects.requireNonNull(entry.estate);
        final PortCounters counters = entry.counters;
        final Map<String, Object> values = new TreeMap<>();
        values.put("wanted", entry.wanted.values());
        values.put(
                "applied",
                Objects.requireNonNullElse(entry.applied, entry.wanted).values());
        values.put("change", entry.change);
        values.put("change-refused", entry.changeRefused);
        values.put("index", entry.index);
        values.put("generation", entry.generation);
        values.put("bridge", entry.bridge);
        values.put("fid", entry.fid);
        values.put("mtu", entry.mtu);
        values.put("offloads", entry.offloads);
        values.put("active", entry.active);
        values.put("waits", entry.waits);
        values.put("steered", entry.steered);
        values.put("carrier", entry.carrier.get());
        values.put("table", entry.table);
        values.put("table-queues", entry.tableQueues);
        values.put("forwarded", counters.sum(PortCounters.FORWARDED));
        values.put("copies", counters.sum(PortCounters.COPIES));
        values.put("drops", Reasons.byLabel(reason -> counters.sum(PortCounters.DROPS + reason.ordinal())));
        values.put("retired", entry.retired.clone());
        values.put("kernel-drops-before", entry.kernelDropsBefore);
        values.put("kernel-drops-last", entry.lastKernelDrops);
        values.put("queues", entry.queues.stream().map(PortLegacy::queue).toList());
        values.put("others", estate.others());
        values.put("facts", estate.facts());
        return values;
    }

    private static Map<String, Object> queue(final QueueView queue) {
        final long[] counters = new long[IoEngine.COUNTERS];
        for (int c = 0; c < counters.length; c++) {
            counters[c] = queue.sum(c);
        }
        return Map.of("fd", queue.fd, "kind", queue.kind.name(), "length", queue.txQueueLength, "counters", counters);
    }

    /** The port, waiting for its code; empty when this version cannot go on with it. */
    static Optional<PortEntry> restore(final Legacy left, final int workers) {
        final PortEntry entry =
                new PortEntry(null, new PortSettings(left.part("wanted").all()));
        if (!left.has("index")) {
            return Optional.empty();
        }
        for (final Legacy queue : left.parts("queues")) {
            final Optional<FdKind> kind = kind(queue.text("kind", ""));
            if (kind.isEmpty()) {
                return Optional.empty();
            }
            entry.queues.add(queue(entry.queues.size(), queue, kind.get(), workers));
        }
        entry.restored = true;
        entry.applied = new PortSettings(left.part("applied").all());
        entry.change = left.number("change", 0);
        entry.changeRefused = left.flag("change-refused");
        entry.index = (int) left.number("index", 0);
        entry.generation = (int) left.number("generation", 0);
        entry.bridge = left.text("bridge", "br0");
        entry.fid = (int) left.number("fid", 0);
        entry.mtu = (int) left.number("mtu", entry.mtu);
        entry.offloads = (int) left.number("offloads", 0);
        entry.active = left.flag("active");
        entry.waits = left.flag("waits");
        entry.steered = left.flag("steered");
        entry.carrier.set(left.flag("carrier"));
        entry.table = left.shorts("table");
        entry.tableQueues = (int) left.number("table-queues", 0);
        restoreCounters(entry, left, workers);
        entry.kernelDropsBefore = left.number("kernel-drops-before", PortEntry.NOT_OPEN);
        entry.lastKernelDrops = left.number("kernel-drops-last", -1);
        entry.estate = estate(entry, left);
        entry.mark(PortState.ACTIVE, "lingers: the switch was updated, and its code has not adopted it yet");
        return Optional.of(entry);
    }

    private static QueueView queue(final int index, final Legacy left, final FdKind kind, final int workers) {
        final QueueView queue =
                new QueueView(index, (int) left.number("fd", -1), kind, (int) left.number("length", 0), workers);
        final long[] before = left.longs("counters");
        final CounterBlock counters = new CounterBlock(IoEngine.COUNTERS);
        for (int c = 0; c < Math.min(before.length, IoEngine.COUNTERS); c++) {
            counters.add(c, before[c]);
        }
        queue.keep(0, counters);
        return queue;
    }

    private static void restoreCounters(final PortEntry entry, final Legacy left, final int workers) {
        entry.counters = new PortCounters(workers);
        final CounterBlock first = entry.counters.of(0); // no worker writes yet
        first.add(PortCounters.FORWARDED, left.number("forwarded", 0));
        first.add(PortCounters.COPIES, left.number("copies", 0));
        Reasons.restore(left.part("drops"), (reason, count) -> first.add(PortCounters.DROPS + reason.ordinal(), count));
        final long[] retired = left.longs("retired");
        System.arraycopy(retired, 0, entry.retired, 0, Math.min(retired.length, entry.retired.length));
    }

    private static PortEstate estate(final PortEntry entry, final Legacy left) {
        final List<Integer> fds = new ArrayList<>();
        entry.queues.forEach(queue -> fds.add(queue.fd));
        final Map<String, Integer> others = new HashMap<>();
        left.part("others").numbers().forEach((name, fd) -> others.put(name, fd.intValue()));
        final Map<String, String> facts = new HashMap<>();
        left.part("facts").all().forEach((name, value) -> facts.put(name, String.valueOf(value)));
        return new PortEstate(fds, others, facts);
    }

    private static Optional<FdKind> kind(final String name) {
        return Stream.of(FdKind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst();
    }
}
