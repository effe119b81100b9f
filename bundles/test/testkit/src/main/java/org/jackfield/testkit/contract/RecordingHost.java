package org.jackfield.testkit.contract;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.jspecify.annotations.Nullable;

/**
 * A host that records what a port does and notes every breach of the contract instead of forwarding anything. After
 * {@link #invalidate} it does nothing, as the switch's own host. One thread; names are given and failures taken by any.
 */
public final class RecordingHost implements PortHost {
    private final String portName;
    private final List<Queue> queues = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private Optional<KernelSteering> steering = Optional.empty();
    private volatile Optional<String> failure = Optional.empty();
    private int refuseQueue = -1;
    private int mtu = -1;
    private int offloads;
    private boolean carrier = true;
    private volatile boolean valid = true;

    /** A host for a port of this name. */
    public RecordingHost(final String portName) {
        this.portName = portName;
    }

    /** A host that uses the queues of an estate already, for a port that adopts it. */
    public static RecordingHost using(final PortEstate estate, final String portName) {
        final RecordingHost host = new RecordingHost(portName);
        estate.queues().forEach(fd -> host.queues.add(new Queue(fd, null, null)));
        return host;
    }

    /** The switch after the port's close or hand-over has returned. */
    public void invalidate() {
        valid = false;
        queues.clear();
    }

    /** Gives another port of the switch an index, for {@link #portName(int)}. */
    public void port(final int index, final String name) {
        names.put(index, name);
    }

    /** Refuses to attach this queue, so that an open or a growing port has to undo what it did. */
    public void refuseQueue(final int queue) {
        refuseQueue = queue;
    }

    /** Breaches of the contract so far. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** Queues attached now. */
    public int queueCount() {
        return queues.size();
    }

    /** Descriptor of a queue, -1 for one in memory. */
    public int fd(final int queue) {
        return queues.get(queue).fd;
    }

    /** Receiving half of a queue in memory. */
    public RxQueue rx(final int queue) {
        return Optional.ofNullable(queues.get(queue).rx).orElseThrow();
    }

    /** Sending half of a queue in memory. */
    public TxQueue tx(final int queue) {
        return Optional.ofNullable(queues.get(queue).tx).orElseThrow();
    }

    /** The steering offered now. */
    public Optional<KernelSteering> steering() {
        return steering;
    }

    /** The MTU last reported, -1 when none was. */
    public int mtu() {
        return mtu;
    }

    /** The offloads last reported, none before. */
    public int offloads() {
        return offloads;
    }

    /** Whether the device has a carrier, as last reported. */
    public boolean carrier() {
        return carrier;
    }

    /** The reason of the last {@link #fail}. */
    public Optional<String> failure() {
        return failure;
    }

    @Override
    public String portName() {
        return portName;
    }

    @Override
    public Optional<String> portName(final int index) {
        return valid ? Optional.ofNullable(names.get(index)) : Optional.empty();
    }

    @Override
    public void attach(final int queue, final int fd, final FdKind kind, final int txQueueLength) throws PortException {
        if (!Files.exists(Path.of("/proc/self/fd/" + fd), LinkOption.NOFOLLOW_LINKS)) {
            breaches.add("queue " + queue + " attached with descriptor " + fd + ", which is not open");
        }
        if (txQueueLength <= 0) {
            breaches.add("queue " + queue + " attached with a queue length of " + txQueueLength);
        }
        attach(queue, new Queue(fd, null, null));
    }

    @Override
    public void attach(final int queue, final RxQueue rx, final TxQueue tx) throws PortException {
        attach(queue, new Queue(-1, rx, tx));
    }

    @Override
    public void detach(final int queue) throws PortException {
        if (!valid) {
            return;
        }
        if (queue != queues.size() - 1) {
            breaches.add("queue " + queue + " detached, but the highest is " + (queues.size() - 1));
            throw new PortException("detach queue " + queue + " of " + portName + " failed: it is not the highest");
        }
        queues.remove(queue);
    }

    @Override
    public void steering(final @Nullable KernelSteering offered) {
        if (valid) {
            steering = Optional.ofNullable(offered);
        }
    }

    @Override
    public void txQueueLength(final int frames) {}

    @Override
    public void offloads(final int reported) {
        if (valid) {
            offloads = reported;
        }
    }

    @Override
    public void mtu(final int mtuBytes) {
        if (valid) {
            mtu = mtuBytes;
        }
    }

    @Override
    public void carrier(final boolean up) {
        if (valid) {
            carrier = up;
        }
    }

    @Override
    public void fail(final String reason) {
        if (valid) {
            failure = Optional.of(reason);
        }
    }

    private void attach(final int queue, final Queue attached) throws PortException {
        if (!valid) {
            return;
        }
        if (queue == refuseQueue) {
            throw new PortException("attach queue " + queue + " of " + portName + " failed: the test refuses it");
        }
        if (queue != queues.size()) {
            breaches.add("queue " + queue + " attached, but the next index is " + queues.size());
            throw new PortException("attach queue " + queue + " of " + portName + " failed: index out of order");
        }
        queues.add(attached);
    }

    /** One attached queue. */
    private record Queue(
            int fd, @Nullable RxQueue rx, @Nullable TxQueue tx) {}
}
