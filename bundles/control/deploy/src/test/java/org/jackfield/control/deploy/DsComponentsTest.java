package org.jackfield.control.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class DsComponentsTest {
    private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
    private final ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
    private final Components components = new DsComponents(runtime());

    DsComponentsTest() {
        component.name = "a.Lamp";
        component.serviceInterfaces = new String[] {"org.jackfield.api.port.Port"};
        component.configurationPid = new String[] {"org.jackfield.port.lamp"};
    }

    private ServiceComponentRuntime runtime() {
        return fake(ServiceComponentRuntime.class, name -> switch (name) {
            case "getComponentDescriptionDTOs" -> List.of(component);
            case "getComponentConfigurationDTOs" -> List.of(configuration);
            default -> null;
        });
    }

    /** Answers by the name of a method. */
    private interface Answers {
        @Nullable
        Object to(String method);
    }

    private static <T> T fake(final Class<T> type, final Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName())));
    }

    private static Bundle bundle(final int state) {
        return fake(Bundle.class, name -> name.equals("getState") ? state : null);
    }

    private Set<String> faults() {
        return components.faults(bundle(Bundle.ACTIVE));
    }

    @Test
    void shouldNameWhatWasThrownAtLast() {
        configuration.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        configuration.failure =
                "java.lang.reflect.InvocationTargetException\n\tat a.b\nCaused by: a.Dark: no light\n\tat a.c\n"
                        + "Caused by: a.Empty: no bulb\n\tat a.d\n";
        assertEquals(Set.of("component a.Lamp failed: a.Empty: no bulb"), faults());
        configuration.failure = "a.Empty: no bulb\n\tat a.d\n";
        assertEquals(Set.of("component a.Lamp failed: a.Empty: no bulb"), faults());
    }

    @Test
    void shouldNameTheServiceAComponentWaitsFor() {
        final ReferenceDTO bulb = new ReferenceDTO();
        bulb.name = "bulb";
        bulb.interfaceName = "a.Bulb";
        component.references = new ReferenceDTO[] {bulb};
        final UnsatisfiedReferenceDTO dark = new UnsatisfiedReferenceDTO();
        dark.name = "bulb";
        dark.target = "(watt=5)";
        configuration.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {dark};
        assertEquals(Set.of("component a.Lamp waits for service a.Bulb with (watt=5)"), faults());
    }

    @Test
    void shouldFindNoFaultInAComponentWithoutConfiguration() {
        configuration.state = ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;
        assertEquals(Set.of(), faults());
        configuration.state = ComponentConfigurationDTO.ACTIVE;
        assertEquals(Set.of(), faults());
    }

    @Test
    void shouldKnowThePortTypesOfARunningBundle() {
        assertEquals(Set.of("lamp"), components.portTypes(bundle(Bundle.ACTIVE)));
        assertEquals(Set.of(), components.portTypes(bundle(Bundle.RESOLVED)));
    }
}
