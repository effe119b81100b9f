package org.jackfield.control.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchView;
import org.jspecify.annotations.Nullable;

/** Why configured ports are not in the switch, in the order in which things can fail: file, type, code. */
final class PortWaits {
    private final PortStore store;
    private final PortTypes types;
    private final ComponentStates components;
    private final FileOutcomes outcomes;

    PortWaits(
            final PortStore store,
            final PortTypes types,
            final ComponentStates components,
            final FileOutcomes outcomes) {
        this.store = store;
        this.types = types;
        this.components = components;
        this.outcomes = outcomes;
    }

    /** Ports that have a file and that the switch does not know. */
    Map<String, PortWait> all(final @Nullable SwitchView view) throws AdminException {
        final Set<String> known = view == null
                ? Set.of()
                : view.ports().stream().map(PortInfo::name).collect(Collectors.toSet());
        final Map<String, PortWait> waits = new TreeMap<>();
        for (final String name : store.names()) {
            if (!known.contains(name)) {
                store.find(name).ifPresent(file -> waits.put(name, wait(file, view != null)));
            }
        }
        return waits;
    }

    private PortWait wait(final ConfigName file, final boolean switchRuns) {
        final String type = file.portType();
        final Optional<PortWait> refused = outcomes.refusal(file)
                .map(reason -> new PortWait(type, true, file.fileName() + " is refused: " + reason));
        return refused.or(() -> types.absence(type))
                .or(() -> components.trouble(file).map(found -> new PortWait(type, true, found.reason())))
                .orElseGet(() -> new PortWait(
                        type, false, switchRuns ? "its code is starting" : "the switch core is not running"));
    }

    /** Why the file of a port differs from what is in force, for each port where it does. */
    Map<String, String> refused() throws AdminException {
        final Map<String, String> refused = new TreeMap<>();
        for (final String name : store.names()) {
            for (final ConfigName file : store.filesOf(name)) {
                outcomes.refusal(file).ifPresent(reason -> refused.putIfAbsent(name, file.fileName() + ": " + reason));
            }
        }
        return refused;
    }
}
