package org.jackfield.port.tap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;

/** A switch that only writes down what a port tells it. */
final class RecordingHost implements PortHost {
    final List<Integer> fds = new ArrayList<>();
    final List<Integer> mtus = new ArrayList<>();
    final List<Integer> txQueueLengths = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    /** The kind of each queue attached so far. */
    final List<FdKind> kinds = new ArrayList<>();

    int offloads;
    boolean carrier = true;
    Optional<KernelSteering> steering = Optional.empty();
    /** The queue whose attach is refused. */
    int refusedQueue = -1;
    /** Runs when a queue is to be detached, before it is. */
    Runnable onDetach = () -> {};

    @Override
    public String portName() {
        return "vm1";
    }

    @Override
    public void attach(final int queue, final int fd, final FdKind kind, final int txQueueLength) throws PortException {
        if (queue == refusedQueue) {
            throw new PortException("port vm1: attaching queue " + queue + " refused by the test");
        }
        final boolean tap = kind == FdKind.TAP && offloads == 0 || kind == FdKind.TAP_VNET;
        if (queue != fds.size() || !tap || txQueueLength < 1) {
            throw new AssertionError("attach(" + queue + ", " + fd + ", " + kind + ", " + txQueueLength + ")");
        }
        fds.add(fd);
        kinds.add(kind);
    }

    @Override
    public void attach(final int queue, final RxQueue rx, final TxQueue tx) {
        throw new AssertionError("a tap port has no queues in memory");
    }

    @Override
    public void detach(final int queue) {
        if (queue != fds.size() - 1) {
            throw new AssertionError("detach(" + queue + ") of " + fds.size());
        }
        onDetach.run();
        fds.remove(queue);
    }

    @Override
    public void steering(final KernelSteering offered) {
        steering = Optional.ofNullable(offered);
    }

    @Override
    public void txQueueLength(final int frames) {
        txQueueLengths.add(frames);
    }

    @Override
    public void offloads(final int reported) {
        offloads = reported;
    }

    @Override
    public void mtu(final int mtuBytes) {
        mtus.add(mtuBytes);
    }

    @Override
    public void carrier(final boolean up) {
        carrier = up;
    }

    @Override
    public void fail(final String reason) {
        failures.add(reason);
    }
}
