package org.jackfield.port.stream;

import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.reactor.Reactor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The thread that accepts, connects and closes for all ports of this bundle: a service only this bundle can use. It is there while a
 * port is configured.
 */
@Component(service = StreamReactor.class)
public final class StreamReactor {
    private final Reactor reactor;

    /** Starts the thread. */
    @Activate
    public StreamReactor() throws EngineException {
        reactor = new Reactor("jackfield-stream");
    }

    Reactor reactor() {
        return reactor;
    }

    /** Ends the thread. */
    @Deactivate
    void stop() {
        reactor.close();
    }
}
