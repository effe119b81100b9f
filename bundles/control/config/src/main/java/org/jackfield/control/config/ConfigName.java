package org.jackfield.control.config;

import java.util.Optional;
import org.jackfield.api.admin.AdminException;

/**
 * What a configuration file is named after: {@code PID.cfg}, or {@code FACTORYPID-NAME.cfg}, divided at the first hyphen; PIDs
 * have none.
 *
 * @param pid PID, or factory PID
 * @param instance name of the factory's instance, empty for a single configuration
 */
record ConfigName(String pid, String instance) {
    /** Factory PIDs of ports begin so; the port type follows. */
    static final String PORT_PREFIX = "org.jackfield.port.";

    /** The configuration of the switch itself. */
    static final String CORE_PID = "org.jackfield.core";

    private static final String SUFFIX = ".cfg";
    private static final String NAME = "[A-Za-z0-9_.-]{1,64}";
    private static final String PID = "[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*";

    /** The configuration of a port, from words a person typed. */
    static ConfigName port(final String name, final String type) throws AdminException {
        checkPortName(name);
        if (!type.matches("[A-Za-z0-9_]{1,32}")) {
            throw new AdminException(
                    "port add " + name + ": '" + type + "' is not a port type; see 'jackfield type list'");
        }
        return new ConfigName(PORT_PREFIX + type, name);
    }

    /** Refuses what cannot be the name of a port. */
    static void checkPortName(final String name) throws AdminException {
        if (!name.matches(NAME) || name.startsWith(".") || name.startsWith("-")) {
            throw new AdminException(
                    "port add: '" + name + "' cannot name a port; use 1 to 64 letters, digits, '_', '.' and '-', the"
                            + " first a letter, digit or '_'");
        }
    }

    /** What a file in the folder configures; empty when its name is not of this form. */
    static Optional<ConfigName> ofFile(final String fileName) {
        if (!fileName.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        final String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
        final int hyphen = stem.indexOf('-');
        final String pid = hyphen < 0 ? stem : stem.substring(0, hyphen);
        final String instance = hyphen < 0 ? "" : stem.substring(hyphen + 1);
        final boolean good = pid.matches(PID) && (hyphen < 0 || instance.matches(NAME));
        return good ? Optional.of(new ConfigName(pid, instance)) : Optional.empty();
    }

    String fileName() {
        return pid + (instance.isEmpty() ? "" : "-" + instance) + SUFFIX;
    }

    boolean isPort() {
        return pid.startsWith(PORT_PREFIX) && !instance.isEmpty();
    }

    String portType() {
        return pid.substring(PORT_PREFIX.length());
    }
}
