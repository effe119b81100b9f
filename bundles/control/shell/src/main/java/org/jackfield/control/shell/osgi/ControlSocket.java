package org.jackfield.control.shell.osgi;

import java.io.IOException;
import java.util.Optional;
import org.jackfield.control.shell.command.Commands;
import org.jackfield.control.shell.command.SwitchServices;
import org.jackfield.control.shell.socket.ControlClient;
import org.jackfield.control.shell.socket.ControlServer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The control socket of this switch, at the path in framework property {@code jackfield.socket}. Registered as a service as
 * long as it listens; that is how the launcher knows.
 */
@Component(service = ControlSocket.class, immediate = true)
public final class ControlSocket {
    /** Framework property that holds the path. */
    public static final String PATH = "jackfield.socket";

    private final BundleContext context;
    private final ControlServer server;

    /** Opens the socket. */
    @Activate
    public ControlSocket(
            final BundleContext context,
            @Reference final SwitchServices services,
            @Reference final GogoSessions sessions)
            throws IOException {
        this.context = context;
        final String path = Optional.ofNullable(context.getProperty(PATH)).orElse("");
        server = ControlServer.open(
                ControlClient.socket(path), new Commands(services)::run, sessions::open, ControlServer.Limits.DEFAULT);
    }

    /** When only this bundle stops, the command that has asked for it is answered still. */
    @Deactivate
    void close() throws IOException {
        final Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (context.getBundle().getState() == Bundle.STOPPING && framework.getState() == Bundle.ACTIVE) {
            server.retire();
        } else {
            server.close();
        }
    }
}
