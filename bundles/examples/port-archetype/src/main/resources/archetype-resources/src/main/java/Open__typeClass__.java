package ${package};

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;

/** What exists only while the port is open. Port-ops thread, except {@link #details} and {@link #settings}. */
final class Open${typeClass} {
    private final PortHost host;
    private final List<${typeClass}Queue> queues = new ArrayList<>();
    /** Workers see a change with the next batch they send. */
    private volatile ${typeClass}Settings settings;

    Open${typeClass}(final PortHost host, final ${typeClass}Settings settings) {
        this.host = host;
        this.settings = settings;
    }

    /** Any thread. */
    ${typeClass}Settings settings() {
        return settings;
    }

    void change(final ${typeClass}Settings now) {
        settings = now;
    }

    /** Attaches or detaches the highest queues until there are so many; when one is refused those before it stay. */
    void setQueues(final int count) throws PortException {
        while (queues.size() < count) {
            final ${typeClass}Queue queue = new ${typeClass}Queue(this, settings.mtu());
            host.attach(queues.size(), queue, queue);
            queues.add(queue);
        }
        while (queues.size() > count) {
            host.detach(queues.size() - 1);
            queues.remove(queues.size() - 1);
        }
    }

    /** Facts for people. Any thread. */
    Map<String, String> details() {
        final ${typeClass}Settings now = settings;
        return Map.of("address", text(now.address(), 4, ".", "%d"), "mac", text(now.mac(), 6, ":", "%02x"));
    }

    private static String text(final long number, final int bytes, final String between, final String format) {
        final List<String> parts = new ArrayList<>();
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            parts.add(String.format(format, number >>> shift & 0xFF));
        }
        return String.join(between, parts);
    }
}
