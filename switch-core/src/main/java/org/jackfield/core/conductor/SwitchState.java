package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jackfield.core.fdb.PortGenerations;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.stats.QueueMeasures;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.steering.Transition;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.Instruments;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.QueueView;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * The mutable truth behind the views: which ports exist, which bridge they belong to, who owns which bucket. Conductor thread
 * only. {@link #publish} turns it into the next {@link ForwardingView}.
 */
final class SwitchState implements PortGenerations {
    private static final int GENERATIONS = 1 << 16;

    final int workers;
    /** Every port seen and not forgotten, by name. */
    final TreeMap<String, PortEntry> ports = new TreeMap<>();
    /** Every stage seen and not forgotten, by name. */
    final TreeMap<String, StageEntry> stages = new TreeMap<>();
    /** What the switch's policy decides, for all ports that are given to no other. */
    final SteeringScope steering;
    /** What policies decide that ports are given to, by policy; of these, those in force. */
    final TreeMap<String, SteeringScope> scopes = new TreeMap<>();
    /** Which ports are given to whom. */
    private ScopeWishes wishes = ScopeWishes.NONE;
    /** What looks at frames without touching any. */
    Instruments instruments = Instruments.NONE;
    /** The running hand-over. */
    @Nullable
    Transition transition;

    /** Happens whenever a port is seen for the first time. */
    final Signal joined = new Signal();

    /** Indices of ports that are in no view any more; a set of bits, because every address learned asks. */
    private final BitSet hidden = new BitSet();

    private final Map<String, Integer> fids = new HashMap<>();
    private final List<@Nullable PortEntry> byIndex = new ArrayList<>();
    private int[] generations = new int[0];
    private long epoch;

    SwitchState(final int workers) {
        this.workers = workers;
        this.steering = new SteeringScope(workers, IndirectionTable.even(workers));
    }

    /** Gives a port the lowest free index and a generation that index has not had for 65535 uses. */
    void join(final PortEntry entry) {
        int index = byIndex.indexOf(null);
        if (index < 0) {
            index = byIndex.size();
            byIndex.add(null);
            generations = Arrays.copyOf(generations, index + 1);
        }
        byIndex.set(index, entry);
        entry.index = index;
        renew(entry);
    }

    /** Puts a port of the version before back where it was. */
    void rejoin(final PortEntry entry) {
        while (byIndex.size() <= entry.index) {
            byIndex.add(null);
        }
        generations = Arrays.copyOf(generations, Math.max(generations.length, byIndex.size()));
        byIndex.set(entry.index, entry);
        generations[entry.index] = entry.generation;
        ports.put(entry.name, entry);
        entry.scope = scopeOf(entry);
    }

    /** The scope a port belongs to. */
    SteeringScope scopeOf(final PortEntry entry) {
        final String policy = wishes.policyOf(entry.name, entry.bridge);
        final SteeringScope own = policy == null ? null : scopes.get(policy);
        return own == null ? steering : own;
    }

    /** The scope a port follows now: the one it belongs to, unless it is about to be handed over. */
    SteeringScope inForce(final PortEntry entry) {
        return entry.scope == null ? steering : entry.scope;
    }

    /** The ports that follow a scope now. */
    List<PortEntry> portsOf(final SteeringScope scope) {
        return ports.values().stream().filter(entry -> inForce(entry) == scope).toList();
    }

    /** The scope of a policy; a new one begins with the owners the switch's policy has decided. No port belongs to it before {@link #arrange}. */
    SteeringScope scope(final String policy) {
        return scopes.computeIfAbsent(policy, name -> new SteeringScope(workers, steering.owners));
    }

    /** From now on ports belong to these policies, where they are wished, and otherwise to the switch's. */
    boolean arrange(final ScopeWishes given, final Set<String> policies) {
        wishes = given;
        return scopes.keySet().retainAll(policies);
    }

    /** For the next version of the switch. */
    Map<String, Object> estate() {
        return Map.of(
                "owners",
                steering.owners.clone(),
                "fids",
                Map.copyOf(fids),
                "generations",
                generations.clone(),
                "bucket-moves",
                steering.moves.estate(),
                "scopes",
                scopes.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, scope -> scope.getValue().estate())),
                "wishes",
                wishes.estate());
    }

    /** Goes on with the bridges, generations and, where there are as many workers, the owners of the version before. */
    void restore(final Legacy left, final int workersBefore) {
        left.part("fids").numbers().forEach((bridge, fid) -> fids.put(bridge, fid.intValue()));
        generations = left.ints("generations");
        byIndex.clear();
        for (int i = 0; i < generations.length; i++) {
            byIndex.add(null);
        }
        if (workersBefore == workers) {
            steering.restore(left);
            wishes = ScopeWishes.restore(left.part("wishes"));
            final Legacy before = left.part("scopes");
            for (final String policy : before.all().keySet()) {
                scope(policy).restore(before.part(policy));
            }
        }
    }

    /**
     * Whether a port of the version before still waits for its code, without which nobody writes its kernel table, or frames wait for
     * some port's code, which would be overtaken on another worker.
     */
    boolean awaitsCode() {
        for (final PortEntry entry : ports.values()) {
            if (entry.waits || entry.restored && entry.estate != null) {
                return true;
            }
        }
        return false;
    }

    /** Gives a port a new generation: its FDB entries and frames under way become stale. */
    void renew(final PortEntry entry) {
        generations[entry.index] = (generations[entry.index] + 1) % GENERATIONS;
        entry.generation = generations[entry.index];
    }

    /** Takes a port out of the next view; its index stays reserved until {@link #release}. */
    void hide(final PortEntry entry) {
        entry.active = false;
        entry.steered = false;
        hidden.set(entry.index);
    }

    /** Frees the index of a hidden port. */
    void release(final PortEntry entry) {
        hidden.clear(entry.index);
        byIndex.set(entry.index, null);
        entry.index = -1;
    }

    /** FID of a bridge, given out in order of appearance. */
    int fid(final String bridge) {
        return fids.computeIfAbsent(bridge, b -> fids.size());
    }

    /** FID of a bridge that has had ports, or -1. */
    int knownFid(final String bridge) {
        return fids.getOrDefault(bridge, -1);
    }

    /** Name of the bridge of a FID. */
    String bridge(final int fid) {
        for (final Map.Entry<String, Integer> known : fids.entrySet()) {
            if (known.getValue() == fid) {
                return known.getKey();
            }
        }
        return "?";
    }

    /** The port in the view with this index, or null. */
    @Nullable
    PortEntry at(final int index) {
        return index < byIndex.size() && !hidden.get(index) ? byIndex.get(index) : null;
    }

    @Override
    public int generation(final int port) {
        final PortEntry entry = at(port);
        return entry == null ? -1 : entry.generation;
    }

    /** Active ports with several queues that are not chosen by our table. */
    List<PortEntry> unsteered() {
        return ports.values().stream()
                .filter(entry -> entry.active && entry.queues.size() > 1 && !entry.steered)
                .toList();
    }

    /** How many of these, of a scope, may have a frame read by another worker than its owner: all but those whose readers fill the queues. */
    int strayPorts(final SteeringScope scope) {
        return (int) unsteered().stream()
                .filter(entry -> inForce(entry) == scope)
                .filter(entry -> !entry.queues.stream().allMatch(QueueView::isFilledByItsWorker))
                .count();
    }

    /** Builds the next view, publishes it and returns its epoch. */
    long publish(final DataPlane plane) {
        final @Nullable PortView[] views = new PortView[byIndex.size()];
        final StageOrder order = StageOrder.of(this);
        for (int i = 0; i < views.length; i++) {
            final PortEntry entry = at(i);
            views[i] = entry == null ? null : view(entry, order);
        }
        if (instruments.measures() != null) {
            measureQueues(false);
        }
        plane.publish(new ForwardingView(++epoch, views, steering.view(), transition, instruments));
        return epoch;
    }

    /** From the next view on workers measure into these, or not. */
    void measure(final @Nullable Measures measures) {
        instruments = instruments.with(measures);
        if (measures != null) {
            measureQueues(true);
        }
    }

    /** Queues that came since are measured from then on. */
    private void measureQueues(final boolean anew) {
        for (final PortEntry entry : ports.values()) {
            for (final QueueView queue : entry.queues) {
                if (anew || queue.measures() == null) {
                    queue.measures(new QueueMeasures(queue.sum(IoEngine.READ_FRAMES), queue.sum(IoEngine.READ_BYTES)));
                }
            }
        }
    }

    private PortView view(final PortEntry entry, final StageOrder order) {
        final SteeringScope own = inForce(entry);
        return new PortView(
                entry.index,
                entry.generation,
                entry.name,
                entry.fid,
                entry.mtu,
                entry.offloads,
                entry.active,
                entry.steered,
                entry.queues.toArray(new QueueView[0]),
                floodTargets(entry),
                entry.counters,
                own == steering ? null : own.view(),
                order.of(entry),
                entry.waits);
    }

    private int[] floodTargets(final PortEntry from) {
        return byIndex.stream()
                .filter(to -> to != null
                        && to != from
                        && to.active
                        && to.fid == from.fid
                        && (to.waits || !to.queues.isEmpty()))
                .mapToInt(to -> to.index)
                .toArray();
    }
}
