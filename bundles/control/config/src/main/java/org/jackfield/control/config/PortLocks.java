package org.jackfield.control.config;

import java.util.HashSet;
import java.util.Set;
import org.jackfield.api.admin.AdminException;

/** One lock for each port: a change of a port waits for the one before, a port that is stuck does not hold up others. */
final class PortLocks {
    private final Set<String> held = new HashSet<>();

    /** Work on one port. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws AdminException;
    }

    /** Does work on a port when nobody else works on it. */
    <T> T holding(final String port, final Work<T> work) throws AdminException {
        take(port);
        try {
            return work.run();
        } finally {
            giveBack(port);
        }
    }

    private synchronized void take(final String port) throws AdminException {
        while (!held.add(port)) {
            try {
                wait();
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AdminException("port " + port + ": interrupted behind another change of this port");
            }
        }
    }

    private synchronized void giveBack(final String port) {
        held.remove(port);
        notifyAll();
    }
}
