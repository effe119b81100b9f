package org.jackfield.control.deploy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Components as Declarative Services reports them. */
final class DsComponents implements Components {
    private static final String PORT = "org.jackfield.api.port.Port";
    private static final String CAUSE = "\nCaused by: ";
    private static final String PORT_PID = "org.jackfield.port.";

    private final ServiceComponentRuntime runtime;

    DsComponents(final ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public Set<String> faults(final Bundle bundle) {
        final Set<String> faults = new TreeSet<>();
        for (final ComponentDescriptionDTO component : components(bundle)) {
            for (final ComponentConfigurationDTO each : runtime.getComponentConfigurationDTOs(component)) {
                if (each.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    faults.add("component " + component.name + " failed: " + rootCause(each.failure));
                } else if (each.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    faults.add("component " + component.name + " waits for service " + missing(component, each));
                }
            }
        }
        return faults;
    }

    private Iterable<ComponentDescriptionDTO> components(final Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING
                ? runtime.getComponentDescriptionDTOs(bundle)
                : Set.of();
    }

    /** What was thrown at last: the trace of Declarative Services begins with its own reflection. */
    private static String rootCause(final @Nullable String trace) {
        if (trace == null) {
            return "the log says why";
        }
        final int cause = trace.lastIndexOf(CAUSE);
        return trace.substring(cause < 0 ? 0 : cause + CAUSE.length())
                .lines()
                .findFirst()
                .orElse("the log says why");
    }

    private static String missing(
            final ComponentDescriptionDTO component, final ComponentConfigurationDTO configuration) {
        return Arrays.stream(configuration.unsatisfiedReferences)
                .flatMap(reference -> Arrays.stream(component.references)
                        .filter(known -> known.name.equals(reference.name))
                        .map(known ->
                                known.interfaceName + (reference.target == null ? "" : " with " + reference.target)))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Override
    public Set<String> portTypes(final Bundle bundle) {
        final Set<String> types = new TreeSet<>();
        for (final ComponentDescriptionDTO component : components(bundle)) {
            if (Arrays.asList(component.serviceInterfaces).contains(PORT)) {
                Stream.of(component.configurationPid)
                        .filter(pid -> pid.startsWith(PORT_PID))
                        .forEach(pid -> types.add(pid.substring(PORT_PID.length())));
            }
        }
        return types;
    }
}
