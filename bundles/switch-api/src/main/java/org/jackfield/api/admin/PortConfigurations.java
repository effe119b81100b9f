package org.jackfield.api.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configured ports: one commented file each in the configuration folder, of which ConfigAdmin holds a copy. Changes are
 * validated, written atomically, applied, and taken back when the port refuses them. Any thread but workers and conductor.
 */
@ProviderType
public interface PortConfigurations {
    /** Names of all configured ports, sorted. */
    List<String> names();

    /** The configuration of a port as its file gives it, sorted by key. */
    Map<String, String> values(String name) throws AdminException;

    /**
     * Configured ports the switch does not know, sorted by name, and why: their type is not deployed, or its code failed to start.
     */
    Map<String, PortWait> waiting();

    /**
     * Why a configured port is not in the switch.
     *
     * @param type its port type
     * @param faulted true: its type is deployed and failed; false: it waits for its type
     * @param reason one sentence, such as {@code type vhost not deployed}
     */
    record PortWait(String type, boolean faulted, String reason) {}

    /**
     * Ports with a file that is refused as it stands, sorted by name, and file and reason; such a port goes on with the configuration
     * it had before, if it had one.
     */
    default Map<String, String> refusedFiles() {
        return Map.of();
    }

    /** The port types that are deployed, sorted by name. */
    List<PortTypeInfo> types();

    /**
     * Adds a port and waits until it is active.
     *
     * @throws AdminException when the name is taken, the type is not deployed, a key is unknown, a value is not allowed, or the port
     *     refuses; nothing is left behind
     */
    PortInfo add(String name, String type, Map<String, String> values) throws AdminException;

    /**
     * Changes values of a port (an empty value removes the key) and waits until they are in force.
     *
     * @throws AdminException when the port refuses; the old configuration stays
     */
    PortInfo set(String name, Map<String, String> values) throws AdminException;

    /** Removes a port and waits until it is gone. */
    void remove(String name) throws AdminException;
}
