package org.jackfield.control.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;

/** Port types out of a map; each is deployed unless it is said to be stopped. */
final class FakeTypes implements PortTypes {
    final Map<String, ConfigKeys> byPid = new ConcurrentHashMap<>();
    final Set<String> stopped = ConcurrentHashMap.newKeySet();

    /** The types tap and patch, and the core's configuration, with some of their keys. */
    static FakeTypes usual() {
        final FakeTypes types = new FakeTypes();
        types.put(
                "org.jackfield.port.tap",
                new KeyInfo("name", "text", false, true, "", "", "", List.of(), "Name of the port."),
                text("bridge"),
                text("device"),
                number("queues", "0", "256", "0"),
                number("mtu", "68", "65521", "1500"),
                text("mac"),
                text("netns"),
                new KeyInfo("addresses", "text", true, false, "", "", "", List.of(), "IP addresses."),
                new KeyInfo("up", "true/false", false, false, "true", "", "", List.of(), "Whether it is up."),
                new KeyInfo(
                        "kernel-steering", "text", false, false, "auto", "", "", List.of("auto", "off"), "Steering."),
                number("fdb-limit", "0", "", "0"));
        types.put(
                "org.jackfield.port.patch",
                new KeyInfo("name", "text", false, true, "", "", "", List.of(), "Name of the port."),
                new KeyInfo("peer", "text", false, true, "", "", "", List.of(), "Name of the other end."));
        types.put("org.jackfield.core", number("workers", "0", "64", "0"));
        return types;
    }

    void put(final String pid, final KeyInfo... keys) {
        byPid.put(pid, new ConfigKeys(pid, "Sentence of " + pid + ".", List.of(keys)));
    }

    static KeyInfo text(final String key) {
        return new KeyInfo(key, "text", false, false, "", "", "", List.of(), "Sentence of " + key + ".");
    }

    static KeyInfo number(final String key, final String least, final String most, final String fallback) {
        return new KeyInfo(key, "number", false, false, fallback, least, most, List.of(), "Sentence of " + key + ".");
    }

    @Override
    public List<PortTypeInfo> deployed() {
        return new TreeMap<>(byPid)
                .values().stream()
                        .filter(keys -> keys.pid().startsWith(ConfigName.PORT_PREFIX))
                        .map(keys -> new PortTypeInfo(
                                keys.pid().substring(ConfigName.PORT_PREFIX.length()),
                                keys.sentence(),
                                "bundle",
                                "1.0.0",
                                List.of(),
                                keys.keys()))
                        .filter(type -> !stopped.contains(type.type()))
                        .toList();
    }

    @Override
    public Optional<ConfigKeys> keys(final String pid) {
        return Optional.ofNullable(byPid.get(pid));
    }

    @Override
    public Optional<PortWait> absence(final String type) {
        if (stopped.contains(type)) {
            return Optional.of(new PortWait(type, true, "type " + type + " not deployed: bundle b cannot start: x"));
        }
        return byPid.containsKey(ConfigName.PORT_PREFIX + type)
                ? Optional.empty()
                : Optional.of(new PortWait(
                        type,
                        false,
                        "type " + type + " not deployed; deploy a bundle that offers it, see 'jackfield bundle list'"));
    }
}
