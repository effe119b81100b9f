package org.jackfield.core.conductor;

import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jspecify.annotations.Nullable;

/** What the switch itself reads from a port's configuration. */
record PortWish(String bridge, int queues, int fdbLimit) {
    static PortWish of(final PortSettings settings, final PortCapabilities capabilities, final int workers)
            throws PortException {
        final int most = capabilities.mostQueues();
        final int queues = (int) settings.number(PortSettings.QUEUES, 0, 0, most);
        final String bridge = settings.text(PortSettings.BRIDGE).orElse("br0");
        if (!bridge.matches("[A-Za-z0-9_.-]{1,32}")) {
            throw settings.refuse(PortSettings.BRIDGE, "must be 1 to 32 letters, digits, '_', '.' or '-'");
        }
        return new PortWish(bridge, queues == 0 ? Math.min(workers, most) : queues, (int)
                settings.number(PortSettings.FDB_LIMIT, 0, 0, 1_000_000));
    }

    static long change(final @Nullable PortSettings settings) {
        try {
            return settings == null ? 0 : settings.number(PortSettings.CHANGE, 0, 0, Long.MAX_VALUE);
        } catch (final PortException odd) {
            return 0;
        }
    }
}
