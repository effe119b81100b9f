package org.jackfield.control.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortTypeInfo;

/** The port types that are deployed, and the keys of everything that is configured by files. */
interface PortTypes {
    /** The types of running bundles, sorted by name. */
    List<PortTypeInfo> deployed();

    /** The keys of a PID, from running bundles first, then from others; empty when no bundle declares it. */
    Optional<ConfigKeys> keys(String pid);

    /** Why a type is not deployed; empty when it is. */
    Optional<PortWait> absence(String type);

    /** Refuses a type that is not deployed, naming those that are. */
    default void require(final String operation, final String type) throws AdminException {
        final Optional<PortWait> absence = absence(type);
        if (absence.isPresent()) {
            final List<PortTypeInfo> types = deployed();
            throw new AdminException(operation + ": " + absence.get().reason() + " (deployed are: "
                    + (types.isEmpty()
                            ? "none"
                            : types.stream().map(PortTypeInfo::type).collect(Collectors.joining(", ")))
                    + ")");
        }
    }
}
