package org.jackfield.lab.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jackfield.lab.api.Workload;

/** The workloads that come with the laboratory, by name. Any thread. */
public final class Workloads {
    private Workloads() {}

    /** All kinds with their keys, for documentation. */
    public static List<Kind> kinds() {
        final List<Kind> kinds = new ArrayList<>();
        for (final String name : GeneratedKinds.names()) {
            kinds.add(new Kind(name, GeneratedKinds.sentence(name), keys(GeneratedKinds.settings(name))));
        }
        kinds.add(new Kind(CaptureWorkload.KIND, CaptureWorkload.SENTENCE, keys(CaptureWorkload.SETTINGS)));
        return List.copyOf(kinds);
    }

    /**
     * A workload, between the standard Ethernet addresses.
     *
     * @param kind one of {@link #kinds}
     * @param settings keys and values as an experiment file has them; what is missing is standard
     * @throws IllegalArgumentException names what is wrong (kind, key and value, or file) and what is allowed
     */
    public static Workload of(final String kind, final Map<String, String> settings) {
        return between(Addresses.STANDARD, kind, settings);
    }

    /**
     * A workload like {@link #of}, between these Ethernet addresses. Captured frames keep the addresses they have.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Workload between(final Addresses addresses, final String kind, final Map<String, String> settings) {
        if (kind.equals(CaptureWorkload.KIND)) {
            return new CaptureWorkload(new Settings(kind, CaptureWorkload.SETTINGS, settings));
        }
        if (!GeneratedKinds.names().contains(kind)) {
            throw new IllegalArgumentException("there is no workload '" + kind + "'; there are "
                    + String.join(", ", kinds().stream().map(Kind::name).toList()));
        }
        return new GeneratedWorkload(new Settings(kind, GeneratedKinds.settings(kind), settings), addresses);
    }

    /**
     * Which flows of a workload are told apart when latencies are reported: elephants and mice, where it has both.
     *
     * @param settings as those of {@link #of}, which has accepted them
     * @return the group of a flow by its number, empty for none
     */
    public static IntFunction<String> groups(final String kind, final Map<String, String> settings) {
        if (!value(kind, settings, "choice").equals("elephants")) {
            return flow -> "";
        }
        final int elephants = Integer.parseInt(value(kind, settings, "elephants"));
        return flow -> flow < elephants ? "elephants" : "mice";
    }

    private static String value(final String kind, final Map<String, String> settings, final String name) {
        return kinds().stream()
                .filter(each -> each.name().equals(kind))
                .flatMap(each -> each.keys().stream())
                .filter(key -> key.name().equals(name))
                .map(key -> settings.getOrDefault(name, key.standard()))
                .findFirst()
                .orElse("");
    }

    private static List<Key> keys(final List<Setting> settings) {
        return settings.stream().map(Setting::key).toList();
    }
}
