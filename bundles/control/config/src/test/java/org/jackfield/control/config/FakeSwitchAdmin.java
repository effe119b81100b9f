package org.jackfield.control.config;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.port.PortState;

/** A switch whose ports accept or refuse what ConfigAdmin holds for them. */
final class FakeSwitchAdmin implements SwitchAdmin {
    private final FakeConfigurationAdmin configurations;
    private final Predicate<Map<String, Object>> acceptable;
    boolean answers = true;
    boolean letsGo = true;

    FakeSwitchAdmin(final FakeConfigurationAdmin configurations, final Predicate<Map<String, Object>> acceptable) {
        this.configurations = configurations;
        this.acceptable = acceptable;
    }

    @Override
    public PortInfo awaitPort(final String name, final long change, final long timeoutMs) throws AdminException {
        if (!answers) {
            throw new AdminException("port " + name + " did not answer");
        }
        final Map<String, Object> values = configurations.values.get("org.jackfield.port.tap~" + name);
        if (!Long.valueOf(change).equals(values.get("jackfield.change"))) {
            throw new AdminException("waited for change " + change + ", ConfigAdmin has " + values);
        }
        final boolean good = acceptable.test(values);
        return new PortInfo(
                name,
                "tap",
                "br0",
                good ? PortState.ACTIVE : PortState.FAULTED,
                good ? "" : "port " + name + ": mtu is out of range",
                change,
                !good,
                0,
                1,
                1500,
                false,
                -1,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                List.of(),
                Map.of());
    }

    @Override
    public void awaitGone(final String name, final long timeoutMs) throws AdminException {
        if (!letsGo) {
            throw new AdminException("port " + name + " does not go");
        }
    }

    @Override
    public void addFdbEntry(final String bridge, final long mac, final String port, final boolean sticky) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeFdbEntry(final String bridge, final long mac) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long flushFdb(final String port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAgeing(final long seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void moveBuckets(final int first, final int last, final int worker) {
        throw new UnsupportedOperationException();
    }
}
