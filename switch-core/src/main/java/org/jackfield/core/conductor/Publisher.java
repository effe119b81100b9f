package org.jackfield.core.conductor;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jackfield.api.port.PortException;
import org.jackfield.core.view.PortView;
import org.jackfield.core.worker.DataPlane;
import org.jspecify.annotations.Nullable;

/** Changes the switch state on the conductor, publishes the next view, and waits for workers to agree. Any thread but workers. */
final class Publisher {
    private final SwitchConductor conductor;
    private final SwitchState state;
    private final DataPlane plane;

    /** A change of the state; refuses by throwing, before it has changed anything. */
    @FunctionalInterface
    interface Change {
        void run() throws PortException;
    }

    Publisher(final SwitchConductor conductor, final SwitchState state, final DataPlane plane) {
        this.conductor = conductor;
        this.state = state;
        this.plane = plane;
    }

    /** Changes and publishes; does not wait. */
    void change(final Runnable change) {
        conductor.post(() -> {
            change.run();
            state.publish(plane);
        });
    }

    /** Changes, publishes, and returns when every worker has agreed to the view. */
    void changeAndAgree(final Change change) throws PortException {
        final CompletableFuture<@Nullable Void> agreed = conductor.call(() -> {
            change.run();
            return conductor.agreement(state.publish(plane));
        });
        conductor.await(agreed);
    }

    /** Name of the port with this index in the view in force. */
    Optional<String> portName(final int index) {
        final @Nullable PortView[] ports = plane.view().ports;
        return index >= 0 && index < ports.length
                ? Optional.ofNullable(ports[index]).map(port -> port.name)
                : Optional.empty();
    }

    /** Reads or changes the state without a new view. */
    <T> T ask(final Callable<T> question) throws PortException {
        return conductor.call(question);
    }
}
