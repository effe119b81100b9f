package org.jackfield.example.toy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The smallest port type with queues in memory: swallows and counts what it is sent. A line with an at sign is a place to break. */
@Component(
        service = Port.class,
        configurationPid = "org.jackfield.port.toy",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "type=toy")
@Designate(ocd = ToyPort.Keys.class, factory = true)
public final class ToyPort implements Port {
    private final AtomicInteger opens = new AtomicInteger();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicInteger breaks = new AtomicInteger();
    private volatile PortHost host;
    private volatile int queues;

    @ObjectClassDefinition(name = "Toy port", description = "A port that swallows and counts what it is sent.")
    @interface Keys {
        @AttributeDefinition(name = "name", description = "Name of the port, unique in the switch.")
        String name();

        @AttributeDefinition(name = "bridge", description = "The bridge the port belongs to.", required = false)
        String bridge() default "";

        @AttributeDefinition(name = "queues", description = "Queue pairs.", min = "0", max = "8", required = false)
        int queues() default 0;

        @AttributeDefinition(name = "mtu", description = "MTU in bytes.", min = "68", max = "9000", required = false)
        int mtu() default 1500;

        @AttributeDefinition(name = "fdb-limit", description = "Most dynamic FDB entries.", min = "0", required = false)
        int fdb$_$limit() default 0;
    }

    @Activate
    public ToyPort() {
        // @activate
    }

    @Modified
    void modified() {
        // @modified
    }

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(8, 68, 9000);
    }

    @Override
    public void open(final PortHost opened, final PortSettings settings, final int wanted) throws PortException {
        // @open
        opened.mtu((int) settings.number("mtu", 1500, 68, 9000));
        host = opened;
        queues = 0;
        opens.incrementAndGet();
        setQueues(wanted);
    }

    @Override
    public void setQueues(final int wanted) throws PortException {
        // @setQueues
        for (; queues > wanted; queues--) {
            host.detach(queues - 1);
        }
        for (; queues < wanted; queues++) {
            final Queue queue = new Queue();
            host.attach(queues, queue, queue);
        }
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        // @reconfigure
        host.mtu((int) settings.number("mtu", 1500, 68, 9000));
        return true;
    }

    @Override
    public Map<String, String> details() {
        // @details
        return Map.of("version", "0.0.0", "opens", opens.toString(), "frames", frames.toString());
    }

    @Override
    public void close() {
        // @close
    }

    private final class Queue implements RxQueue, TxQueue {
        @Override
        public int receive(final FrameBatch batch) {
            // @receive
            return 0;
        }

        @Override
        public int wakeFd() {
            // @wakeFd
            return OWN_WORKER;
        }

        @Override
        public int transmit(final FramePool pool, final int[] sent, final int from, final int n) {
            // @transmit
            for (int i = from; i < from + n; i++) {
                pool.release(sent[i]);
            }
            frames.addAndGet(n);
            return n;
        }

        @Override
        public int complete(final FramePool pool) {
            return 0;
        }
    }
}
