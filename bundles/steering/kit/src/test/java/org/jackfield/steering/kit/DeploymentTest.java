package org.jackfield.steering.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.api.steering.SteeringState;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class DeploymentTest {
    /** What happened at the registry, in order. */
    private final List<String> registry = new ArrayList<>();

    private record Named(String policyName) implements SteeringPolicy {
        @Override
        public boolean preservesOrder() {
            return true;
        }

        @Override
        public void decide(final SteeringState state, final short[] owners) {}
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (method, args) -> {
            final String name = ((SteeringPolicy) args[1]).policyName();
            registry.add("+" + name + " " + ((Dictionary<?, ?>) args[2]).get("service.ranking"));
            return proxy(ServiceRegistration.class, (unregister, none) -> {
                registry.add("-" + name);
                return new Object();
            });
        });
    }

    private interface Answer {
        Object to(String method, Object[] args);
    }

    private static <T> T proxy(final Class<T> type, final Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> answer.to(method.getName(), args == null ? new Object[0] : args)));
    }

    private Deployment deployment() {
        return new Deployment(context(), "org.jackfield.steering.a", -10, () -> new Named("a"));
    }

    @Test
    void shouldRegisterTheNextPolicyBeforeTheFormerOneGoes() {
        final Deployment deployment = deployment();
        deployment.change(() -> new Named("b"));
        deployment.close();
        assertEquals(List.of("+a -10", "+b -10", "-a", "-b"), registry);
    }

    @Test
    void shouldLeaveThePolicyWhereTheNextConfigurationIsRefused() {
        final Deployment deployment = deployment();
        deployment.change(() -> {
            throw new IllegalArgumentException("rules: rule 1 'x': no");
        });
        assertEquals(List.of("+a -10"), registry);
        deployment.close();
        assertEquals(List.of("+a -10", "-a"), registry);
    }

    @Test
    void shouldRegisterNothingWhereTheFirstConfigurationIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Deployment(context(), "org.jackfield.steering.a", -10, () -> {
                    throw new IllegalArgumentException("no");
                }));
        assertEquals(List.of(), registry);
    }
}
