package org.jackfield.core.conductor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jackfield.api.stage.StagePhase;
import org.jackfield.api.stage.StageScope;
import org.jackfield.core.view.PortStages;
import org.jackfield.core.view.StageView;
import org.jspecify.annotations.Nullable;

/**
 * The stages in force in the order in which frames go through them: by band, then by ranking, the highest first, then by name. Made for
 * one view; conductor only.
 */
final class StageOrder {
    static final Comparator<StageEntry> ORDER = Comparator.comparing((StageEntry entry) -> entry.phase)
            .thenComparing(entry -> entry.ranking, Comparator.reverseOrder())
            .thenComparing(entry -> entry.name);

    private static final StageView[] NONE = new StageView[0];

    private final List<Ordered> ordered;
    private final Map<String, PortEntry> ports;

    private record Ordered(StageScope scope, StageView view) {}

    private StageOrder(final List<Ordered> ordered, final Map<String, PortEntry> ports) {
        this.ordered = ordered;
        this.ports = ports;
    }

    static StageOrder of(final SwitchState state) {
        final List<Ordered> ordered = new ArrayList<>();
        final Map<String, PortEntry> active = state.stages.isEmpty() ? Map.of() : active(state);
        if (!state.stages.isEmpty()) {
            state.stages.values().stream().sorted(ORDER).forEach(entry -> add(ordered, entry, active));
        }
        return new StageOrder(ordered, active);
    }

    private static void add(final List<Ordered> ordered, final StageEntry entry, final Map<String, PortEntry> active) {
        final StageEntry.InForce inForce = entry.inForce;
        if (inForce != null && !inForce.stage().out()) {
            final int[] indices = new int[inForce.ports().length];
            for (int p = 0; p < indices.length; p++) {
                final PortEntry port = active.get(inForce.ports()[p]);
                indices[p] = port == null ? -1 : port.index;
            }
            ordered.add(new Ordered(inForce.scope(), new StageView(inForce.stage(), indices)));
        }
    }

    /** The stages of a port; null when there are none. */
    @Nullable
    PortStages of(final PortEntry port) {
        final List<StageView> filters = new ArrayList<>();
        final List<StageView> deciders = new ArrayList<>();
        final List<StageView> observers = new ArrayList<>();
        for (final Ordered stage : ordered) {
            if (wants(stage.scope, port, ports)) {
                final StagePhase phase = stage.view.stage.phase;
                (phase == StagePhase.OBSERVE ? observers : phase == StagePhase.DECIDE ? deciders : filters)
                        .add(stage.view);
            }
        }
        return filters.isEmpty() && deciders.isEmpty() && observers.isEmpty()
                ? null
                : new PortStages(filters.toArray(NONE), deciders.toArray(NONE), observers.toArray(NONE));
    }

    /** Names of the active ports whose frames a scope takes in, sorted. */
    static List<String> ports(final StageScope scope, final SwitchState state) {
        final Map<String, PortEntry> active = active(state);
        return active.values().stream()
                .filter(port -> wants(scope, port, active))
                .map(port -> port.name)
                .sorted()
                .toList();
    }

    private static Map<String, PortEntry> active(final SwitchState state) {
        final Map<String, PortEntry> active = new HashMap<>();
        state.ports.values().stream().filter(port -> port.active).forEach(port -> active.put(port.name, port));
        return active;
    }

    private static boolean wants(final StageScope scope, final PortEntry port, final Map<String, PortEntry> active) {
        return scope.all()
                || scope.ports().contains(port.name)
                || scope.bridges().contains(port.bridge)
                || isOnBridgeOf(scope.bridgesOf(), port, active);
    }

    private static boolean isOnBridgeOf(
            final Set<String> names, final PortEntry port, final Map<String, PortEntry> active) {
        for (final String name : names) {
            final PortEntry other = active.get(name);
            if (other != null && other.fid == port.fid) {
                return true;
            }
        }
        return false;
    }
}
