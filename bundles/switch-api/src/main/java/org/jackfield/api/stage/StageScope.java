package org.jackfield.api.stage;

import java.util.Set;

/**
 * Whose received frames a stage wants. What a port sends is seen where it came in: whoever wants it asks for all ports of the bridge
 * and looks at the decisions. Names need not exist (yet); a port that comes later is included when it comes.
 *
 * @param all every port
 * @param ports ports of these names
 * @param bridges the ports of these bridges
 * @param bridgesOf the ports of the bridges that ports of these names belong to
 */
public record StageScope(boolean all, Set<String> ports, Set<String> bridges, Set<String> bridgesOf) {
    /** With copies of the sets. */
    public StageScope {
        ports = Set.copyOf(ports);
        bridges = Set.copyOf(bridges);
        bridgesOf = Set.copyOf(bridgesOf);
    }

    /** Every port. */
    public static StageScope everything() {
        return new StageScope(true, Set.of(), Set.of(), Set.of());
    }

    /** The ports of these names. */
    public static StageScope ofPorts(final Set<String> names) {
        return new StageScope(false, names, Set.of(), Set.of());
    }

    /** The ports of these bridges. */
    public static StageScope ofBridges(final Set<String> names) {
        return new StageScope(false, Set.of(), names, Set.of());
    }
}
