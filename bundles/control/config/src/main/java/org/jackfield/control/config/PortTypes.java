package org.jackfield.control.config;

import java.util.Map;
import java.util.TreeSet;
import org.jackfield.api.admin.AdminException;

/** The port types that are deployed. */
interface PortTypes {
    /** Their names, sorted. */
    TreeSet<String> deployed();

    /** One sentence for each configuration key of a type. */
    Map<String, String> sentences(String type);

    /** Refuses a type that is not deployed, naming those that are. */
    default void require(final String port, final String type) throws AdminException {
        final TreeSet<String> types = deployed();
        if (!types.contains(type)) {
            throw new AdminException("port add " + port + ": type " + type + " is not deployed; deployed are: "
                    + (types.isEmpty() ? "none" : String.join(", ", types)));
        }
    }
}
