package org.jackfield.port.tap;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.linux.bpf.BpfException;
import org.jackfield.linux.bpf.SteeringProgram;
import org.jackfield.linux.tuntap.TapDevice;

/**
 * Keeps a kernel that steers by itself from using queues that are about to be detached: what it puts into such a queue behind the
 * last read is lost with the queue. For that while a program chooses among the queues that stay. Without the right to load one those
 * few frames are lost. Port-ops thread.
 */
final class QueueExclusion implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(QueueExclusion.class.getName());

    private final TapDevice device;
    private final Optional<SteeringProgram> program;

    private QueueExclusion(final TapDevice device, final Optional<SteeringProgram> program) {
        this.device = device;
        this.program = program;
    }

    /** Returns when no sender uses any but the first {@code queues} queues; for a device without a program of its own. */
    static QueueExclusion allButFirst(final int queues, final TapDevice device, final String port) {
        try {
            final SteeringProgram program = SteeringProgram.load(FlowHash.BUCKETS);
            final QueueExclusion exclusion = new QueueExclusion(device, Optional.of(program));
            try {
                program.attachTo(device.fd(0));
                program.write(spread(queues));
                return exclusion;
            } catch (final BpfException e) {
                exclusion.close();
                throw e;
            }
        } catch (final BpfException e) {
            LOG.log(
                    Level.DEBUG,
                    "port " + port + ": frames that reach a queue while it is detached will be lost: "
                            + e.getMessage());
            return new QueueExclusion(device, Optional.empty());
        }
    }

    /** For a device whose own program has excluded the queues already. */
    static QueueExclusion none(final TapDevice device) {
        return new QueueExclusion(device, Optional.empty());
    }

    private static short[] spread(final int queues) {
        final short[] queueOfBucket = new short[FlowHash.BUCKETS];
        for (int bucket = 0; bucket < queueOfBucket.length; bucket++) {
            queueOfBucket[bucket] = (short) (bucket % queues);
        }
        return queueOfBucket;
    }

    /** Lets the kernel steer by itself again. */
    @Override
    public void close() {
        program.ifPresent(loaded -> {
            loaded.detachFrom(device.fd(0));
            loaded.close();
        });
    }
}
