package org.jackfield.control.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** ConfigAdmin as a map from PID to values. */
final class FakeConfigurationAdmin {
    final Map<String, Map<String, Object>> values = new ConcurrentSkipListMap<>();
    final AtomicInteger updates = new AtomicInteger();

    ConfigurationAdmin service() {
        return proxy(ConfigurationAdmin.class, (proxy, method, args) -> switch (method.getName()) {
            case "getConfiguration" -> configuration((String) args[0]);
            case "getFactoryConfiguration" -> configuration(args[0] + "~" + args[1]);
            case "listConfigurations" ->
                values.keySet().stream().map(this::configuration).toArray(Configuration[]::new);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private Configuration configuration(final String pid) {
        return proxy(Configuration.class, (proxy, method, args) -> switch (method.getName()) {
            case "update" -> {
                updates.incrementAndGet();
                yield values.put(pid, copy((Dictionary<?, ?>) args[0]));
            }
            case "delete" -> values.remove(pid);
            case "getProperties" -> new Hashtable<>(values.getOrDefault(pid, Map.of()));
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** What a PID has of its file: without what is added. */
    Map<String, Object> ofFile(final String pid) {
        final Map<String, Object> values = new TreeMap<>(this.values.getOrDefault(pid, Map.of()));
        values.remove("jackfield.change");
        values.remove("jackfield.config.file");
        return values;
    }

    private static Map<String, Object> copy(final Dictionary<?, ?> properties) {
        final Map<String, Object> copy = new TreeMap<>();
        Collections.list(properties.keys()).forEach(key -> copy.put(String.valueOf(key), properties.get(key)));
        return copy;
    }

    private static <T> T proxy(final Class<T> type, final InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            final Object result = handler.invoke(proxy, method, args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }
}
