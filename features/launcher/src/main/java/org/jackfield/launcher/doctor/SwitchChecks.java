package org.jackfield.launcher.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * Checks of a running switch, made from the documents of its commands: what is wrong is named with object, cause and remedy; what
 * is well is one line a subject. Counters are looked at twice, because an old drop is history and a growing one is trouble.
 */
final class SwitchChecks {
    /** Ports that were ACTIVE and are not any more need somebody; these two need only time. */
    private static final List<String> UNDER_WAY = List.of("SEEN", "OPENING", "ATTACHED", "DRAINING");

    private static final Map<String, String> DROP_REMEDIES = Map.of(
            "tx-full",
                    "whoever is behind it reads too slowly: give it more CPU, or the port more queues (port set %s queues=N)",
            "handoff-full",
                    "a worker is too slow: 'jackfield worker list', more workers (key workers), or kernel steering");

    private final Look first;
    private final Look second;

    /**
     * What a switch says about itself at one moment.
     *
     * @param ports answer of {@code port list}
     * @param stats answer of {@code stats}
     * @param bundles answer of {@code bundle list}
     * @param log answer of {@code log}
     */
    record Look(JsonObject ports, JsonObject stats, JsonObject bundles, JsonObject log) {}

    SwitchChecks(final Look first, final Look second) {
        this.first = first;
        this.second = second;
    }

    /** All checks on a machine with so many processors. */
    List<Check> all(final int processors) {
        final List<Check> checks = new ArrayList<>();
        checks.addAll(orWell(states(), "ports", list(second.ports(), "ports").size() + " configured, all active"));
        checks.addAll(orWell(links(), "links", "all up"));
        checks.addAll(orWell(bridges(), "bridges", "one MTU on each"));
        checks.addAll(orWell(drops(), "drops", "none while looked at"));
        checks.addAll(orWell(
                workers(processors), "workers", list(second.stats(), "workers").size() + ", all run"));
        checks.add(engine());
        checks.addAll(orWell(steering(), "queues", "kernel and workers agree on every port"));
        checks.addAll(orWell(bundles(), "bundles", "all run"));
        checks.addAll(orWell(events(), "log", "nothing refused, no worker in trouble"));
        return checks;
    }

    private Check engine() {
        final JsonObject worker = list(second.stats(), "workers").get(0);
        return Check.ok("engine", text(worker, "engine") + ": " + text(worker, "engineReason"));
    }

    private static List<Check> orWell(final List<Check> troubles, final String subject, final String finding) {
        return troubles.isEmpty() ? List.of(Check.ok(subject, finding)) : troubles;
    }

    private static List<JsonObject> list(final JsonObject document, final String key) {
        return StreamSupport.stream(document.getAsJsonArray(key).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static String text(final JsonObject object, final String key) {
        final JsonElement value = object.get(key);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    private static long number(final JsonObject object, final String key) {
        final JsonElement value = object.get(key);
        return value == null ? 0 : value.getAsLong();
    }

    private static boolean isActive(final JsonObject port) {
        return text(port, "state").equals("ACTIVE");
    }

    private List<Check> states() {
        final List<Check> troubles = new ArrayList<>();
        for (final JsonObject port : list(second.ports(), "ports")) {
            final String state = text(port, "state");
            final String subject = "port " + text(port, "name");
            final String finding = state + ": " + text(port, "reason");
            if (UNDER_WAY.contains(state)) {
                troubles.add(
                        Check.warn(subject, finding, "look again in a few seconds; 'jackfield log' says what it does"));
            } else if (state.equals("WAITING")) {
                troubles.add(Check.warn(
                        subject,
                        finding,
                        "deploy the bundle of its type ('jackfield type list' shows which types there are), or 'jackfield"
                                + " port remove " + text(port, "name") + "'"));
            } else if (!isActive(port)) {
                troubles.add(Check.fail(
                        subject,
                        finding,
                        "remove the cause, then 'jackfield port retry " + text(port, "name")
                                + "', or wait until the switch tries again"));
            }
        }
        return troubles;
    }

    private List<Check> links() {
        final List<Check> troubles = new ArrayList<>();
        for (final JsonObject port : list(second.ports(), "ports")) {
            final JsonObject details = port.has("details") ? port.getAsJsonObject("details") : new JsonObject();
            final String space = text(details, "netns");
            if (isActive(port) && text(details, "link").startsWith("down")) {
                troubles.add(Check.warn(
                        "port " + text(port, "name"),
                        "its link is down: no frame reaches who is behind it",
                        (space.matches("[^/-].*") ? "ip -n " + space : "ip") + " link set " + text(details, "device")
                                + " up"));
            }
        }
        return troubles;
    }

    private List<Check> bridges() {
        final List<Check> troubles = new ArrayList<>();
        final Map<String, Map<Long, String>> mtus = new TreeMap<>();
        for (final JsonObject port : list(second.ports(), "ports")) {
            if (isActive(port)) {
                drift(port).ifPresent(troubles::add);
                mtus.computeIfAbsent(text(port, "bridge"), bridge -> new TreeMap<>())
                        .merge(number(port, "mtu"), text(port, "name"), (some, one) -> some + ", " + one);
            }
        }
        mtus.forEach((bridge, ports) -> {
            if (ports.size() > 1) {
                troubles.add(Check.warn(
                        "bridge " + bridge,
                        "its ports differ in MTU, larger frames are dropped: " + ports,
                        "give all the same: jackfield port set NAME mtu=" + new TreeSet<>(ports.keySet()).first()));
            }
        });
        return troubles;
    }

    /** Somebody else has changed the MTU of a port's device. */
    private static Optional<Check> drift(final JsonObject port) {
        final String name = text(port, "name");
        final String mtu = text(port.getAsJsonObject("details"), "mtu");
        return mtu.contains("configured")
                ? Optional.of(Check.warn(
                        "port " + name,
                        "its device has MTU " + mtu,
                        "set it to what is configured, or: jackfield port set " + name + " mtu=" + mtu.split(" ")[0]))
                : Optional.empty();
    }

    private List<Check> drops() {
        final List<Check> troubles = new ArrayList<>();
        final Map<String, JsonObject> before = byName(first.stats());
        byName(second.stats()).forEach((name, port) -> {
            final JsonObject old = before.getOrDefault(name, port);
            final long kernel = number(port, "kernelDrops") - number(old, "kernelDrops");
            if (kernel > 0) {
                troubles.add(Check.warn(
                        "port " + name,
                        "the kernel dropped " + kernel + " frames just now before the switch saw them ("
                                + number(port, "kernelDrops") + " since the port was opened)",
                        "a longer queue (port set " + name
                                + " tx-queue-length=10000) for bursts; more queues or workers" + " for load"));
            }
            DROP_REMEDIES.forEach((reason, remedy) -> {
                final long all = number(port.getAsJsonObject("drops"), reason);
                final long growth = all - number(old.getAsJsonObject("drops"), reason);
                if (growth > 0) {
                    troubles.add(Check.warn(
                            "port " + name,
                            reason + ": " + growth + " frames just now (" + all + " since the port was opened)",
                            remedy.formatted(name)));
                }
            });
        });
        return troubles;
    }

    private static Map<String, JsonObject> byName(final JsonObject stats) {
        final Map<String, JsonObject> ports = new TreeMap<>();
        list(stats, "ports").stream()
                .filter(port -> port.has("drops"))
                .forEach(port -> ports.put(text(port, "name"), port));
        return ports;
    }

    private List<Check> workers(final int processors) {
        final List<Check> troubles = new ArrayList<>();
        final JsonArray before = first.stats().getAsJsonArray("workers");
        final List<JsonObject> now = list(second.stats(), "workers");
        if (now.size() > processors) {
            troubles.add(Check.warn(
                    "workers",
                    now.size() + " workers share " + processors + " processors",
                    "as many workers as processors at most: key workers of org.jackfield.core.cfg, or run --workers "
                            + processors));
        }
        for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
            worker(before.get(i).getAsJsonObject(), now.get(i), troubles);
        }
        return troubles;
    }

    /** A parked worker sleeps; one that is not and makes no cycle in a second is stuck in foreign code or gets no processor. */
    private static void worker(final JsonObject before, final JsonObject now, final List<Check> troubles) {
        final String subject = "worker " + number(now, "worker");
        final boolean parked =
                now.get("parked").getAsBoolean() || before.get("parked").getAsBoolean();
        if (!parked && growth(before, now, "cycles") == 0) {
            troubles.add(
                    growth(before, now, "cpuNs") > 0
                            ? Check.fail(
                                    subject,
                                    "it does not come back from the code of a port or policy",
                                    "'jackfield log' names the code; stop its bundle: jackfield bundle stop NAME")
                            : Check.fail(
                                    subject,
                                    "it has work and makes no progress: it gets no processor, or waits in foreign code",
                                    "look who takes the processors (top); 'jackfield log' names code that blocks"));
        }
        if (growth(before, now, "poolEmpty") > 0) {
            troubles.add(
                    Check.warn(
                            subject,
                            "its frame pool was empty " + growth(before, now, "poolEmpty") + " times just now",
                            "a receiver holds frames for too long: see drops of the ports; fewer ports with offloads per worker"));
        }
        if (number(now, "faults") > 0) {
            troubles.add(Check.warn(
                    subject,
                    number(now, "faults") + " errors of port or policy code since it started",
                    "'jackfield log' and the switch's log name the code; update or remove its bundle"));
        }
    }

    private static long growth(final JsonObject before, final JsonObject now, final String key) {
        return number(now, key) - number(before, key);
    }

    private List<Check> steering() {
        final List<Check> troubles = new ArrayList<>();
        for (final JsonObject port : list(second.ports(), "ports")) {
            if (isActive(port)
                    && port.getAsJsonArray("queues").size() > 1
                    && !port.get("kernelSteering").getAsBoolean()) {
                troubles.add(Check.warn(
                        "port " + text(port, "name"),
                        "the kernel chooses its queues by itself: more handoffs, and order is not promised while queues"
                                + " change",
                        "start the switch with CAP_BPF and CAP_NET_ADMIN; its log says what the kernel refused"));
            }
        }
        return troubles;
    }

    private List<Check> bundles() {
        final List<Check> troubles = new ArrayList<>();
        for (final JsonObject bundle : list(second.bundles(), "bundles")) {
            if (!text(bundle, "reason").isEmpty()) {
                troubles.add(Check.fail(
                        "bundle " + text(bundle, "name"),
                        text(bundle, "state") + ": " + text(bundle, "reason"),
                        "deploy what is missing, another version of it, or 'jackfield bundle remove "
                                + text(bundle, "name") + "'"));
            }
        }
        return troubles;
    }

    /** The last event of each worker, and of each bundle and file whose last event is a refusal. */
    private List<Check> events() {
        final Map<String, JsonObject> last = new TreeMap<>();
        list(second.log(), "events").stream()
                .filter(event -> List.of("WORKER", "BUNDLE", "CONFIGURATION").contains(text(event, "kind")))
                .forEach(event -> last.put(text(event, "subject"), event));
        final List<Check> troubles = new ArrayList<>();
        last.forEach((subject, event) -> {
            final String text = text(event, "text");
            if (text(event, "kind").equals("WORKER")) {
                troubles.add(Check.warn(
                        subject, text, "update or remove the bundle whose code it names; the switch's log has more"));
            } else if (text.contains("refused")) {
                troubles.add(Check.warn(subject, text, "put a file there that fits, or remove this one"));
            }
        });
        return troubles;
    }
}
