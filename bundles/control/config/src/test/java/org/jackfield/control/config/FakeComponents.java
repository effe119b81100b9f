package org.jackfield.control.config;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Declarative Services with the components a test gives it. */
final class FakeComponents {
    private final List<Supplier<ComponentConfigurationDTO>> configured = new CopyOnWriteArrayList<>();

    ComponentStates states() {
        return new ComponentStates((ServiceComponentRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getComponentDescriptionDTOs" ->
                        configured.stream().map(dto -> dto.get().description).toList();
                    case "getComponentConfigurationDTOs" ->
                        configured.stream()
                                .map(Supplier::get)
                                .filter(dto -> dto.description.name.equals(((ComponentDescriptionDTO) args[0]).name))
                                .toList();
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** The component of a configuration fails while the configuration has this change. */
    void fails(final String pid, final Supplier<Object> change, final String stackTrace) {
        configured.add(() -> {
            final ComponentConfigurationDTO dto = dto(pid, change.get());
            dto.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
            dto.failure = stackTrace;
            return dto;
        });
    }

    /** The component of a configuration waits for a service. */
    void waits(final String pid, final String service) {
        configured.add(() -> {
            final ComponentConfigurationDTO dto = dto(pid, 1L);
            dto.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
            final UnsatisfiedReferenceDTO reference = new UnsatisfiedReferenceDTO();
            reference.name = "r";
            dto.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {reference};
            final ReferenceDTO declared = new ReferenceDTO();
            declared.name = "r";
            declared.interfaceName = service;
            dto.description.references = new ReferenceDTO[] {declared};
            return dto;
        });
    }

    private static ComponentConfigurationDTO dto(final String pid, final Object change) {
        final ComponentConfigurationDTO dto = new ComponentConfigurationDTO();
        dto.description = new ComponentDescriptionDTO();
        dto.description.name = pid;
        dto.description.configurationPid = new String[] {pid.substring(0, pid.indexOf('~'))};
        dto.properties = Map.of("service.pid", pid, "jackfield.change", change);
        return dto;
    }
}
