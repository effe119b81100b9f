package org.jackfield.control.shell.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.PortTypeInfo.KeyInfo;
import org.jackfield.api.admin.ShadowInfo;
import org.jackfield.api.admin.SteeringInfo;

/** The values a running switch knows for the places of a command line, each with a description. */
final class LiveValues {
    /** Stands for the names of files, which only the person's shell knows. */
    static final String FILES = "<files>";

    /** The one key that is not set: the port's name says it. */
    private static final String NAME = "name";

    private final SwitchServices services;

    LiveValues(final SwitchServices services) {
        this.services = services;
    }

    /** The values for a place with this label in the help. */
    Map<String, String> of(final String label) throws AdminException {
        final Map<String, String> values = new TreeMap<>();
        switch (label) {
            case "PORT" -> ports(values);
            case "STAGE" ->
                services.view().stages().forEach(stage -> values.put(stage.name(), stage.type() + " " + stage.state()));
            case "TYPE" -> services.configurations().types().forEach(type -> values.put(type.type(), type.sentence()));
            case "BUNDLE" ->
                services.bundles()
                        .bundles()
                        .forEach(bundle -> values.put(bundle.name(), bundle.version() + " " + bundle.state()));
            case "BRIDGE" -> services.view().ports().forEach(port -> values.put(port.bridge(), "bridge"));
            case "MAC" -> services.view().fdb("").forEach(entry -> values.put(entry.mac(), "port " + entry.port()));
            case "WORKER" ->
                services.view()
                        .workers()
                        .forEach(worker -> values.put(String.valueOf(worker.worker()), worker.engine()));
            case "POLICY" -> policies(values);
            case "on|off" -> List.of("on", "off").forEach(value -> values.put(value, ""));
            case "DEPLOYED-POLICY" -> deployed(values);
            case "SHADOW" -> shadows(values);
            case "JAR", "DIR", "PATH", "FILE" -> values.put(FILES, "");
            default -> {
                // a number or a name of the person's own
            }
        }
        return values;
    }

    private void deployed(final Map<String, String> values) throws AdminException {
        services.view().steering().policies().forEach(policy -> values.put(policy, "deployed"));
    }

    private void shadows(final Map<String, String> values) throws AdminException {
        values.put(ShadowInfo.ALL, "every shadow");
        services.view()
                .shadows()
                .forEach(shadow -> values.put(shadow.policy(), shadow.active() ? "evaluated" : "waits"));
    }

    private void policies(final Map<String, String> values) throws AdminException {
        values.put(SteeringInfo.AUTO, "the deployed policy with the highest ranking");
        values.put(SteeringInfo.MANUAL, "none, buckets stay where they are put");
        deployed(values);
    }

    private void ports(final Map<String, String> values) throws AdminException {
        services.configurations()
                .waiting()
                .forEach((name, wait) -> values.put(name, wait.type() + (wait.faulted() ? " FAULTED" : " WAITING")));
        services.view().ports().forEach(port -> values.put(port.name(), port.type() + " " + port.state()));
    }

    /**
     * Keys of a port type, and behind a key its values.
     *
     * @param type the type as given; when empty the one of the port that is named first
     * @param words the words before, the first one maybe a port
     * @param begun what is typed of {@code KEY=VALUE}
     */
    Map<String, String> settings(final String type, final List<String> words, final String begun)
            throws AdminException {
        final Map<String, String> found = new TreeMap<>();
        final String wanted = type.isEmpty() && !words.isEmpty() ? typeOf(words.get(0)) : type;
        final Optional<PortTypeInfo> info = services.configurations().types().stream()
                .filter(one -> one.type().equals(wanted))
                .findFirst();
        final int equals = begun.indexOf('=');
        for (final KeyInfo key : info.map(PortTypeInfo::keys).orElse(List.of())) {
            if (key.key().equals(NAME)) {
                continue;
            }
            if (equals < 0) {
                found.put(key.key() + "=", key.sentence());
            } else if (key.key().equals(begun.substring(0, equals))) {
                values(key).forEach(value -> found.put(key.key() + "=" + value, ""));
            }
        }
        return found;
    }

    private String typeOf(final String name) throws AdminException {
        final Optional<String> known = services.view().port(name).map(PortInfo::type);
        if (known.isPresent()) {
            return known.get();
        }
        return Optional.ofNullable(services.configurations().waiting().get(name))
                .map(wait -> wait.type())
                .orElse("");
    }

    private static List<String> values(final KeyInfo key) {
        if (!key.options().isEmpty()) {
            return key.options();
        }
        if (key.kind().equals("true/false")) {
            return List.of("false", "true");
        }
        return key.fallback().isEmpty() ? List.of() : List.of(key.fallback());
    }
}
