package org.jackfield.testkit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A room of the house: a family of packages and what its classes may import. Java's own packages ({@code java.}), nullness
 * and OSGi build annotations and the room itself are always allowed.
 *
 * @param name its row in the table
 * @param prefix package prefix with a trailing dot; {@code <x>} stands for one segment that names a plug-in
 * @param allowed packages that may be imported: a trailing dot allows the whole family, without it the one package
 * @param banned exceptions from {@code allowed} and from {@code java.}, in the same form, or a class by its full name
 */
record Room(String name, String prefix, List<String> allowed, List<String> banned) {
    private static final String PLUG_IN = "<x>.";
    private static final List<String> EVERYWHERE = List.of("java.", "org.jspecify.annotations", "org.osgi.annotation.");
    private static final List<String> COMPONENT =
            List.of("org.osgi.service.component.annotations", "org.osgi.service.metatype.annotations");
    private static final List<String> FILES =
            List.of("java.nio.file.", "java.io.File", "java.io.FileInputStream", "java.io.FileOutputStream");

    /** The import table, most special room first. */
    static final List<Room> TABLE = List.of(
            new Room("api", "org.jackfield.api.", List.of(), List.of()),
            new Room(
                    "linux.osgi",
                    "org.jackfield.linux.osgi.",
                    List.of("org.jackfield.linux.", "org.jackfield.api.", "org.osgi."),
                    List.of()),
            new Room(
                    "linux",
                    "org.jackfield.linux.",
                    List.of("org.jackfield.api.frame", "com.sun.jna."),
                    List.of("org.jackfield.linux.osgi.")),
            new Room(
                    "core.osgi",
                    "org.jackfield.core.osgi.",
                    List.of(
                            "org.jackfield.core.",
                            "org.jackfield.api.",
                            "org.jackfield.linux.poll",
                            "org.jackfield.linux.mem",
                            "org.jackfield.linux.keep",
                            "org.osgi."),
                    List.of()),
            new Room(
                    "core",
                    "org.jackfield.core.",
                    List.of(
                            "org.jackfield.api.",
                            "com.lmax.disruptor.",
                            "com.sun.management", // how idle the machine is
                            "org.jackfield.linux.poll",
                            "org.jackfield.linux.mem",
                            "org.jackfield.linux.keep"),
                    concat(FILES, List.of("org.jackfield.core.osgi."))),
            new Room(
                    "port",
                    "org.jackfield.port." + PLUG_IN,
                    concat(
                            COMPONENT,
                            List.of(
                                    "org.jackfield.api.frame",
                                    "org.jackfield.api.port",
                                    "org.jackfield.linux.",
                                    "org.osgi.framework")), // a port that brings further ports registers them
                    List.of("org.jackfield.linux.jna", "org.jackfield.linux.osgi.")),
            new Room(
                    "stage",
                    "org.jackfield.stage." + PLUG_IN,
                    concat(
                            COMPONENT,
                            List.of("org.jackfield.api.frame", "org.jackfield.api.stage", "org.jackfield.api.event")),
                    List.of()),
            new Room(
                    "steering",
                    "org.jackfield.steering." + PLUG_IN,
                    concat(
                            COMPONENT,
                            List.of(
                                    "org.jackfield.api.frame",
                                    "org.jackfield.api.steering",
                                    "org.jackfield.steering.kit", // a library, embedded
                                    "org.osgi.framework", // another configuration is another policy, registered so
                                    "org.jackfield.steering.flows", // a library, embedded
                                    "org.jackfield.steering.shares", // a library that bundles embed
                                    "org.jackfield.linux.bpf")),
                    List.of()),
            new Room(
                    "lab",
                    "org.jackfield.lab.",
                    List.of(
                            "org.jackfield.api.frame",
                            "org.jackfield.api.steering",
                            "org.HdrHistogram",
                            "org.apache.commons.rng.", // distributions
                            "org.jackfield.port.pcap.files", // a library, embedded
                            "org.jackfield.steering.kit", // a library, embedded
                            "org.snakeyaml.engine.",
                            "com.google.gson."),
                    List.of()),
            new Room(
                    "control",
                    "org.jackfield.control.",
                    List.of(
                            "org.jackfield.api.admin",
                            "org.jackfield.api.event",
                            "org.jackfield.api.port", // the state of a port is part of the answers of api.admin
                            "org.osgi.",
                            "org.apache.felix.service.command",
                            "org.apache.felix.gogo.",
                            "org.apache.felix.metatype", // the parser of metatype documents; the service hides ranges
                            "com.sun.net.httpserver",
                            "com.google.gson.",
                            "picocli"),
                    List.of()));

    /** The room a package belongs to, most special first; none for assembly and tests. */
    static Optional<Room> of(final String packageName) {
        return TABLE.stream().filter(room -> room.contains(packageName)).findFirst();
    }

    /** Whether classes of {@code fromPackage}, which is in this room, may use a class. */
    boolean mayUse(final String fromPackage, final String targetPackage, final String targetClass) {
        if (banned.stream().anyMatch(rule -> matches(rule, targetPackage) || rule.equals(targetClass))) {
            return false;
        }
        return home(fromPackage).equals(home(targetPackage))
                || EVERYWHERE.stream().anyMatch(rule -> matches(rule, targetPackage))
                || allowed.stream().anyMatch(rule -> matches(rule, targetPackage));
    }

    private boolean contains(final String packageName) {
        return !home(packageName).isEmpty();
    }

    /** The part of a package name that this room's prefix matches, with the plug-in's own segment; empty for no match. */
    private String home(final String packageName) {
        final String dotted = packageName + ".";
        if (!prefix.endsWith(PLUG_IN)) {
            return dotted.startsWith(prefix) ? prefix : "";
        }
        final String family = prefix.substring(0, prefix.length() - PLUG_IN.length());
        final int end = dotted.startsWith(family) ? dotted.indexOf('.', family.length()) : -1;
        return end < 0 ? "" : dotted.substring(0, end + 1);
    }

    private static boolean matches(final String rule, final String packageName) {
        return rule.endsWith(".") ? (packageName + ".").startsWith(rule) : packageName.equals(rule);
    }

    private static List<String> concat(final List<String> first, final List<String> second) {
        final List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return List.copyOf(both);
    }
}
