package org.jackfield.core.conductor;

import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jackfield.core.view.QueueView;
import org.jspecify.annotations.Nullable;

/**
 * The switch as one open port sees it, see {@link PortHost}. Each call becomes a command for the conductor; attach and detach also
 * wait until all workers have followed. After {@link #invalidate} calls do nothing.
 */
final class PortHandle implements PortHost {
    private static final System.Logger LOG = System.getLogger("org.jackfield.core");

    private final PortEntry entry;
    private final SwitchState state;
    private final Publisher publisher;
    private final PortLife life;

    private volatile boolean valid = true;

    PortHandle(final PortEntry entry, final SwitchState state, final Publisher publisher, final PortLife life) {
        this.entry = entry;
        this.state = state;
        this.publisher = publisher;
        this.life = life;
    }

    void invalidate() {
        valid = false;
    }

    @Override
    public String portName() {
        return entry.name;
    }

    @Override
    public Optional<String> portName(final int index) {
        return valid ? publisher.portName(index) : Optional.empty();
    }

    @Override
    public void attach(final int queue, final int fd, final FdKind kind, final int txQueueLength) throws PortException {
        attach(new QueueView(queue, fd, kind, txQueueLength, state.workers));
    }

    @Override
    public void attach(final int queue, final RxQueue rx, final TxQueue tx) throws PortException {
        attach(new QueueView(queue, rx, tx, state.workers));
    }

    private void attach(final QueueView queue) throws PortException {
        requireValid("attach queue " + queue.queue);
        publisher.changeAndAgree(() -> {
            requireValid("attach queue " + queue.queue);
            if (queue.queue != entry.queues.size()) {
                throw new PortException("attach queue " + queue.queue + " of port " + entry.name + " failed: "
                        + entry.queues.size() + " queues are attached, and queues are attached in order");
            }
            entry.failure = null;
            entry.queues.add(queue);
        });
        final String failure = publisher.ask(() -> failureOf(queue));
        if (failure != null) {
            throw new PortException("attach queue " + queue.queue + " of port " + entry.name + " failed: " + failure);
        }
    }

    private @Nullable String failureOf(final QueueView queue) {
        if (entry.failure != null) {
            entry.queues.remove(queue);
        }
        return entry.failure;
    }

    @Override
    public void detach(final int queue) throws PortException {
        if (!valid) {
            return;
        }
        final QueueView[] leaving = new QueueView[1];
        publisher.changeAndAgree(() -> {
            if (queue != entry.queues.size() - 1) {
                throw new PortException("detach queue " + queue + " of port " + entry.name + " failed: "
                        + entry.queues.size() + " queues are attached, and the highest is detached first");
            }
            leaving[0] = entry.queues.remove(queue);
        });
        publisher.ask(() -> {
            entry.retire(leaving[0]);
            return true;
        });
    }

    @Override
    public void steering(final @Nullable KernelSteering steering) {
        if (valid && entry.handle == this) {
            life.steered(entry, steering);
        } else if (valid) { // being opened or adopted: the table is written when it becomes active
            publisher.change(() -> {
                entry.steering = steering;
                entry.steered &= steering != null;
            });
        }
    }

    @Override
    public void mtu(final int mtuBytes) {
        if (valid) {
            publisher.change(() -> entry.mtu = mtuBytes);
        }
    }

    @Override
    public void offloads(final int offloads) {
        if (valid) {
            publisher.change(() -> setOffloads(offloads & Offload.ALL));
        }
    }

    /** Frames under way rely on what their port declared when they came, so that stays while queues are attached. */
    private void setOffloads(final int offloads) {
        if (entry.queues.isEmpty()) {
            entry.offloads = offloads;
        } else if (offloads != entry.offloads) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "port " + entry.name + ": offloads stay as they are until it is opened anew: "
                            + Offload.text(entry.offloads) + ", not " + Offload.text(offloads));
        }
    }

    @Override
    public void txQueueLength(final int frames) {
        if (valid) {
            publisher.change(() -> entry.queues.forEach(queue -> queue.txQueueLength = frames));
        }
    }

    @Override
    public void carrier(final boolean up) {
        if (valid) {
            life.carrier(entry, up);
        }
    }

    @Override
    public void fail(final String reason) {
        if (valid) {
            life.failed(entry, reason);
        }
    }

    private void requireValid(final String operation) throws PortException {
        if (!valid) {
            throw new PortException(operation + " of port " + entry.name + " failed: the port is closed");
        }
    }
}
