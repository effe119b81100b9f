package org.jackfield.core.fdb;

/** The generation in force of each port index: FDB entries of any other generation are stale. Conductor thread. */
@FunctionalInterface
public interface PortGenerations {
    /** Generation of a port index, 0 to 65535; -1 when no port has this index. */
    int generation(int port);

    /** Whether an FDB value belongs to a port that was flushed or is gone. */
    default boolean isStale(final long value) {
        return generation(FdbTable.port(value)) != FdbTable.generation(value);
    }
}
