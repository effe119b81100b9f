package org.jackfield.control.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortState;

/** A switch whose ports accept or refuse what ConfigAdmin holds for them. */
final class FakeSwitchAdmin implements SwitchAdmin {
    private final FakeConfigurationAdmin configurations;
    private final Predicate<Map<String, Object>> acceptable;
    /** Ports that never say what they think of a change. */
    final Set<String> stuck = ConcurrentHashMap.newKeySet();

    final List<SwitchEvent> events = new CopyOnWriteArrayList<>();
    final CountDownLatch waited = new CountDownLatch(1);
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
        if (stuck.contains(name)) {
            waited.countDown();
            waitFor(timeoutMs);
            throw new AdminException("port " + name + " has not taken its configuration in time");
        }
        final Map<String, Object> values = configurations.values.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("~" + name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Map.of());
        if (!Long.valueOf(change).equals(values.get("jackfield.change"))) {
            throw new AdminException("waited for change " + change + ", ConfigAdmin has " + values);
        }
        final boolean good = acceptable.test(values);
        return new PortInfo(
                name,
                "tap",
                "br0",
                good ? PortState.ACTIVE : PortState.FAULTED,
                good ? "" : "port " + name + ": the device says no",
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

    private static void waitFor(final long timeoutMs) {
        try {
            new CountDownLatch(1).await(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
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
    public void choosePolicy(final String policy) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void moveBuckets(final int first, final int last, final int worker) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PortInfo retryPort(final String name) throws AdminException {
        throw new AdminException("port retry " + name + ": the switch knows no such port");
    }

    @Override
    public void record(final SwitchEvent event) {
        events.add(event);
    }
}
