package org.jackfield.control.config;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.port.PortState;
import org.jackfield.control.config.ComponentStates.Trouble;

/** Waits until a port has applied or refused a change, or until its code has failed, so that there will be no port. */
final class PortVerdict {
    /** How long a port may take; shorter than what a person waits for an answer of the command. */
    static final long PATIENCE_MS = 15_000;

    private static final long SLICE_MS = 100;

    private final ComponentStates components;

    PortVerdict(final ComponentStates components) {
        this.components = components;
    }

    /** Returns when the port is active with this change, or throws what the port says against it. */
    PortInfo await(final String operation, final ConfigName file, final long change, final SwitchAdmin admin)
            throws AdminException {
        final PortInfo port = settled(operation, file, change, admin);
        if (port.changeRefused() || port.state() == PortState.FAULTED) {
            throw new AdminException(operation + ": " + without("port " + file.instance() + ": ", port.reason()));
        }
        return port;
    }

    private PortInfo settled(final String operation, final ConfigName file, final long change, final SwitchAdmin admin)
            throws AdminException {
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        boolean suspected = false;
        while (true) {
            final long begin = System.nanoTime();
            try {
                return admin.awaitPort(file.instance(), change, SLICE_MS);
            } catch (final AdminException late) {
                final long now = System.nanoTime();
                final Optional<Trouble> trouble = components.trouble(file).filter(found -> found.change() >= change);
                final boolean failed = trouble.map(Trouble::failed).orElse(false);
                // Twice, because right after a change the failure of the change before may still stand there.
                if (failed && suspected) {
                    throw new AdminException(operation + ": " + trouble.get().reason(), late);
                }
                suspected = failed;
                if (now >= deadline || Thread.currentThread().isInterrupted() || isNoTimeout(begin, now)) {
                    throw trouble.map(why -> new AdminException(operation + ": " + why.reason(), late))
                            .orElse(late);
                }
            }
        }
    }

    private static boolean isNoTimeout(final long begin, final long now) {
        return now - begin < TimeUnit.MILLISECONDS.toNanos(SLICE_MS) / 2;
    }

    /** Ports name themselves in what they say. */
    private static String without(final String prefix, final String text) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
