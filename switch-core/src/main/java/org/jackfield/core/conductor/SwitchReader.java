package org.jackfield.core.conductor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.FlowInfo;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.MeasuresInfo;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.admin.StageInfo;
import org.jackfield.api.admin.SteeringChange;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.admin.SteeringLimits;
import org.jackfield.api.admin.SteeringTableInfo;
import org.jackfield.api.admin.SwitchView;
import org.jackfield.api.admin.WorkerInfo;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortException;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.StageCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.core.worker.WorkerLink;
import org.jackfield.linux.poll.IoEngine;

/** Answers questions about the switch with snapshots taken on the conductor. Any thread but workers and conductor. */
final class SwitchReader implements SwitchView {
    /** Behind a frame, as in a slot: headers may be looked for beyond the end of a short one. */
    private static final int HEADER_ROOM = 256;

    private final SwitchState state;
    private final DataPlane plane;
    private final Publisher publisher;
    private final FdbControl fdb;
    private final SteeringControl steering;
    private final BucketWatch buckets;
    private final SteeringTrace trace;
    private final Totals totals;
    private final StageRegistry stages;
    private final EventLog events;
    private final IntToLongFunction workerCpuNs;
    private final WorkerCpus cpus;
    private final InstrumentControl instruments;
    private volatile String engineReason = "";

    SwitchReader(
            final SwitchState state,
            final DataPlane plane,
            final Publisher publisher,
            final FdbControl fdb,
            final SteeringControl steering,
            final BucketWatch buckets,
            final SteeringTrace trace,
            final Totals totals,
            final StageRegistry stages,
            final EventLog events,
            final IntToLongFunction workerCpuNs,
            final WorkerCpus cpus,
            final InstrumentControl instruments) {
        this.state = state;
        this.plane = plane;
        this.publisher = publisher;
        this.fdb = fdb;
        this.steering = steering;
        this.buckets = buckets;
        this.trace = trace;
        this.totals = totals;
        this.stages = stages;
        this.events = events;
        this.workerCpuNs = workerCpuNs;
        this.cpus = cpus;
        this.instruments = instruments;
    }

    /** Why workers have the engine they have. */
    void engineReason(final String reason) {
        engineReason = reason;
    }

    @Override
    public List<PortInfo> ports() {
        return ask(() -> List.copyOf(state.ports.values())).stream()
                .map(this::info)
                .toList();
    }

    @Override
    public Optional<PortInfo> port(final String name) {
        return ask(() -> Optional.ofNullable(state.ports.get(name))).map(this::info);
    }

    /** Details and kernel counters come from the port's own code and so are asked outside the conductor. */
    private PortInfo info(final PortEntry entry) {
        final Map<String, String> details = entry.details();
        final long kernelDrops = entry.kernelDrops();
        return ask(() -> snapshot(entry, details, kernelDrops));
    }

    private PortInfo snapshot(final PortEntry entry, final Map<String, String> details, final long kernelDrops) {
        final List<PortInfo.QueueInfo> queues = new ArrayList<>();
        for (final QueueView queue : entry.queues) {
            queues.add(new PortInfo.QueueInfo(
                    queue.queue,
                    queue.queue % state.workers,
                    queue.sum(IoEngine.READ_FRAMES),
                    queue.sum(IoEngine.READ_BYTES),
                    queue.sum(IoEngine.WRITTEN_FRAMES),
                    queue.sum(IoEngine.WRITTEN_BYTES)));
        }
        return new PortInfo(
                entry.name,
                entry.type,
                entry.bridge,
                entry.state,
                entry.reason,
                entry.change,
                entry.changeRefused,
                entry.index,
                entry.generation,
                entry.mtu,
                entry.steered,
                kernelDrops,
                Totals.received(entry),
                entry.engineSum(IoEngine.READ_BYTES),
                entry.counters.sum(PortCounters.FORWARDED),
                entry.engineSum(IoEngine.WRITTEN_FRAMES),
                entry.engineSum(IoEngine.WRITTEN_BYTES),
                entry.counters.sum(PortCounters.COPIES),
                Totals.drops(entry),
                queues,
                withOffloads(details, entry.offloads));
    }

    /** The port's own code may say more about it, such as why there is none. */
    private static Map<String, String> withOffloads(final Map<String, String> details, final int offloads) {
        final Map<String, String> all = new LinkedHashMap<>(details);
        all.putIfAbsent("offload", Offload.text(offloads));
        return all;
    }

    @Override
    public List<WorkerInfo> workers() {
        final int[] owned = ask(() -> {
            final int[] buckets = new int[state.workers];
            for (final short owner : state.steering.owners) {
                buckets[owner]++;
            }
            return buckets;
        });
        final long[] poolEmpty = ask(this::poolEmpty);
        return plane.links.stream()
                .map(link -> worker(link, owned[link.index], poolEmpty[link.index]))
                .toList();
    }

    private long[] poolEmpty() {
        final long[] times = new long[state.workers];
        for (final PortEntry entry : state.ports.values()) {
            for (final QueueView queue : entry.queues) {
                for (int w = 0; w < times.length; w++) {
                    times[w] += queue.count(w, IoEngine.POOL_EMPTY);
                }
            }
        }
        return times;
    }

    private WorkerInfo worker(final WorkerLink link, final int owned, final long poolEmpty) {
        return new WorkerInfo(
                link.index,
                link.engineName(),
                engineReason,
                link.parked(),
                link.counters.get(WorkerCounters.CYCLES),
                link.counters.get(WorkerCounters.ENTRIES),
                link.counters.get(WorkerCounters.BATCHES),
                link.counters.get(WorkerCounters.RX_FRAMES),
                link.counters.get(WorkerCounters.PROCESSED),
                link.counters.get(WorkerCounters.HANDOFF_OUT),
                link.counters.get(WorkerCounters.HANDOFF_IN),
                link.counters.get(WorkerCounters.WAKE_UPS),
                link.counters.get(WorkerCounters.PARKED),
                poolEmpty,
                link.counters.get(WorkerCounters.LEARN_LOST),
                link.counters.get(WorkerCounters.FAULTS),
                workerCpuNs.applyAsLong(link.index),
                owned,
                cpus.of(link.index));
    }

    @Override
    public List<StageInfo> stages() {
        return ask(stages::all).stream().map(this::info).toList();
    }

    private StageInfo info(final StageEntry entry) {
        final Map<String, String> details = entry.details();
        return ask(() -> new StageInfo(
                entry.name,
                entry.type,
                entry.phase.toString(),
                state.stages.get(entry.name) == entry || entry.gone ? entry.state.toString() : "WAITING",
                entry.reason,
                entry.ranking,
                portsOf(entry),
                entry.counters.sum(StageCounters.FRAMES),
                entry.counters.sum(StageCounters.DROPPED),
                entry.counters.sum(StageCounters.COPIES),
                entry.counters.sum(StageCounters.NO_COPY),
                details));
    }

    private List<String> portsOf(final StageEntry entry) {
        final StageEntry.InForce inForce = entry.inForce;
        return inForce == null ? List.of() : StageOrder.ports(inForce.scope(), state);
    }

    @Override
    public List<FdbEntryInfo> fdb(final String bridge) {
        return ask(() -> fdb.list(bridge));
    }

    @Override
    public SteeringInfo steering() {
        return ask(steering::info);
    }

    @Override
    public SteeringLimits steeringLimits() {
        return steering.limits();
    }

    @Override
    public SteeringTableInfo steeringTable() {
        return ask(() -> buckets.look(state.steering));
    }

    @Override
    public Optional<SteeringTableInfo> steeringTable(final String port) {
        return ask(() -> Optional.ofNullable(state.ports.get(port)).map(entry -> buckets.look(state.inForce(entry))));
    }

    @Override
    public List<SteeringChange> steeringChanges(final long after) {
        return trace.after(after);
    }

    @Override
    public List<ShadowInfo> shadows() {
        return instruments.shadows();
    }

    @Override
    public MeasuresInfo measures() {
        try {
            return instruments.measures();
        } catch (final PortException stopped) {
            throw new IllegalStateException(stopped.getMessage(), stopped);
        }
    }

    @Override
    public FlowInfo flow(final byte[] frame) {
        if (frame.length < FrameLayout.ETHERNET_BYTES) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes has no Ethernet header");
        }
        final int hash =
                FlowHash.of(ByteBuffer.wrap(Arrays.copyOf(frame, frame.length + HEADER_ROOM)), 0, frame.length);
        return ask(() -> steering.flow(hash));
    }

    @Override
    public LedgerInfo ledger() {
        long kernelDrops = 0;
        for (final PortEntry entry : ask(() -> List.copyOf(state.ports.values()))) {
            kernelDrops += entry.kernelDropsSinceOpening();
        }
        final long dropped = kernelDrops;
        return ask(() -> totals.ledger(state.ports.values(), dropped));
    }

    @Override
    public List<EventInfo> events(final long after) {
        return events.after(after);
    }

    @Override
    public long ageingSeconds() {
        return ask(fdb::ageingSeconds);
    }

    private <T> T ask(final Callable<T> question) {
        try {
            return publisher.ask(question);
        } catch (final PortException stopped) {
            throw new IllegalStateException(stopped.getMessage(), stopped);
        }
    }
}
