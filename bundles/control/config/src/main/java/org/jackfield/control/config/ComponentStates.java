package org.jackfield.control.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.PortSettings;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What became of the components that port types make out of configurations, as Declarative Services knows it. */
final class ComponentStates {
    private static final String SERVICE_PID = "service.pid";

    private final ServiceComponentRuntime components;

    ComponentStates(final ServiceComponentRuntime components) {
        this.components = components;
    }

    /**
     * Why a port's component is no port.
     *
     * @param failed true: its code threw; false: it waits for a service
     * @param reason one sentence
     * @param change the change of the configuration it was seen with
     */
    record Trouble(boolean failed, String reason, long change) {}

    /** The trouble of the component of a configuration, if it has any. */
    Optional<Trouble> trouble(final ConfigName file) {
        return components.getComponentDescriptionDTOs().stream()
                .filter(component -> Arrays.asList(component.configurationPid).contains(file.pid()))
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .filter(configured -> isOf(file, configured.properties))
                .flatMap(configured -> trouble(configured).stream())
                .findFirst();
    }

    private static boolean isOf(final ConfigName file, final Map<String, Object> properties) {
        final Object pid = properties.get(SERVICE_PID);
        final String wanted = file.pid() + "~" + file.instance();
        return pid instanceof Object[] several
                ? Arrays.asList(several).contains(wanted)
                : pid instanceof Collection<?> many ? many.contains(wanted) : wanted.equals(pid);
    }

    private static Optional<Trouble> trouble(final ComponentConfigurationDTO component) {
        final long change = component.properties.get(PortSettings.CHANGE) instanceof Long number ? number : 0;
        return switch (component.state) {
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                Optional.of(new Trouble(true, "its code failed to start: " + cause(component.failure), change));
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Arrays.stream(component.unsatisfiedReferences)
                        .findFirst()
                        .map(reference ->
                                new Trouble(false, "its code " + waits(component.description, reference), change));
            default -> Optional.empty();
        };
    }

    private static String waits(final ComponentDescriptionDTO component, final UnsatisfiedReferenceDTO reference) {
        final String service = Arrays.stream(component.references)
                .filter(declared -> declared.name.equals(reference.name))
                .map((ReferenceDTO declared) -> declared.interfaceName)
                .findFirst()
                .orElse(reference.name);
        return "waits for a service " + service
                + (reference.target == null || reference.target.isEmpty() ? "" : " with " + reference.target)
                + "; deploy the bundle that offers it, see 'jackfield bundle list'";
    }

    /** The line of a stack trace that says most: the innermost cause. */
    private static String cause(final String stackTrace) {
        final String[] lines = String.valueOf(stackTrace).strip().split("\\R");
        return Arrays.stream(lines)
                .map(String::strip)
                .filter(line -> line.startsWith("Caused by: "))
                .map(line -> line.substring("Caused by: ".length()))
                .reduce((outer, inner) -> inner)
                .orElse(lines[0].strip());
    }
}
