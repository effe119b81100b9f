package org.jackfield.port.stream;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A registry of services for one bundle that keeps the ports it is given, by name. */
final class FakeServices {
    final Map<String, Port> ports = new ConcurrentSkipListMap<>();
    final Map<String, PortSettings> settings = new ConcurrentSkipListMap<>();
    /** Does what the switch does with a port that leaves. */
    BiConsumer<String, Port> leaving = (name, port) -> port.close();

    BundleContext context() {
        return proxy(BundleContext.class, (method, args) -> {
            if (!method.equals("registerService")) {
                throw new UnsupportedOperationException(method);
            }
            final Port port = (Port) args[1];
            final PortSettings given = settings(args[2]);
            settings.put(given.name(), given);
            ports.put(given.name(), port);
            return registration(given.name(), port);
        });
    }

    private ServiceRegistration<?> registration(final String name, final Port port) {
        return proxy(ServiceRegistration.class, (method, args) -> {
            if (method.equals("unregister")) {
                ports.remove(name, port);
                leaving.accept(name, port);
            } else if (method.equals("setProperties")) {
                settings.put(name, settings(args[0]));
            }
            return null;
        });
    }

    private static PortSettings settings(final Object dictionary) {
        final Map<String, Object> values = new HashMap<>();
        final Dictionary<?, ?> given = (Dictionary<?, ?>) dictionary;
        final List<Object> keys = new ArrayList<>();
        given.keys().asIterator().forEachRemaining(keys::add);
        keys.forEach(key -> values.put(String.valueOf(key), given.get(key)));
        return new PortSettings(values);
    }

    private interface Call {
        Object to(String method, Object[] args);
    }

    private static <T> T proxy(final Class<T> type, final Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.to(method.getName(), args)));
    }
}
