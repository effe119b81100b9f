package org.jackfield.launcher.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.lab.experiment.Kinds.Kind;
import org.jackfield.lab.experiment.Kinds.Setting;
import org.jackfield.lab.experiment.Mode;
import org.jackfield.lab.experiment.WorkloadChoice;

/** Workloads that need the network stacks of real hosts. */
final class LiveKinds {
    private static final int MOST_CONNECTIONS = 64;
    private static final Map<String, Integer> MOST =
            Map.of("streams", MOST_CONNECTIONS, "connections", MOST_CONNECTIONS, "size", 1 << 20);
    private static final String REVERSE = "reverse";

    private static final List<Kind> ALL = List.of(
            new Kind(
                    "iperf3",
                    "TCP of the hosts by iperf3, as fast as it goes.",
                    List.of(
                            new Setting("streams", "1 to 64", "1", "Connections at a time."),
                            new Setting(REVERSE, "true, false", "false", "Whether the other host sends.")),
                    Mode.LIVE),
            new Kind(
                    "tcp-small",
                    "TCP of the hosts in small sends without delay (TCP_NODELAY), as fast as it goes.",
                    List.of(
                            new Setting("size", "1 to 1048576", "64", "Bytes of a send."),
                            new Setting("connections", "1 to 64", "1", "Connections at a time.")),
                    Mode.LIVE));

    private LiveKinds() {}

    static List<Kind> all() {
        return ALL;
    }

    /** Whether it is one of these. */
    static boolean contains(final String kind) {
        return ALL.stream().anyMatch(each -> each.name().equals(kind));
    }

    /** What is wrong with settings that are there, in words. */
    static Optional<String> fault(final WorkloadChoice choice) {
        for (final Map.Entry<String, String> setting : choice.settings().entrySet()) {
            final String value = setting.getValue();
            final int most = MOST.getOrDefault(setting.getKey(), 0);
            final boolean whole = value.matches("\\d{1,7}") && Integer.parseInt(value) >= 1;
            final boolean fits = most > 0 ? whole && Integer.parseInt(value) <= most : value.matches("true|false");
            if (!fits) {
                final String allowed = most > 0 ? "a whole number from 1 to " + most : "true or false";
                return Optional.of(setting.getKey() + "=" + value + " must be " + allowed);
            }
        }
        return Optional.empty();
    }
}
