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
     * Adds a port and waits until it is active.
     *
     * @throws AdminException when the name is taken, the type is not deployed, or the port refuses; nothing is left behind
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
