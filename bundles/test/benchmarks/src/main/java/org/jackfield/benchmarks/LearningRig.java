package org.jackfield.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.core.conductor.Switch;
import org.jackfield.core.conductor.SwitchInside;
import org.jackfield.core.conductor.SwitchOptions;
import org.jackfield.core.fdb.FdbTable;
import org.jackfield.core.worker.DataPlane;
import org.jackfield.testkit.Frames;

/** A whole switch with its conductor and one worker, each on a thread of its own, and a port that new addresses come from. */
final class LearningRig implements AutoCloseable {
    private static final long FAR = 0x0200_0000_0002L;
    private static final int FID = 0;
    private static final int SMALL = 4096;
    private static final int LARGE = 64;
    private static final int RING_SLOTS = 256;
    private static final long MOST_NS = 60_000_000_000L;
    private static final long PORT_MS = 10_000;

    private final SourceEngine.Sources sources = new SourceEngine.Sources();
    private final Strangers strangers = new Strangers(Frames.unicast(FAR, FAR));
    private final List<Port> ports = new ArrayList<>();
    private final Switch running;
    private final DataPlane plane;
    private long nextAddress = 0x0200_0100_0000L;

    /**
     * What it took.
     *
     * @param wallNs from the first frame until all addresses were in the table
     * @param conductorNs CPU time of the conductor
     * @param lost requests that found no room
     */
    record Learned(int addresses, long wallNs, long conductorNs, long lost) {}

    LearningRig(final int capacity) throws Exception {
        final SwitchOptions options = new SwitchOptions(1, SMALL, LARGE, RING_SLOTS, capacity, 0, 300, 0, 0, 0);
        running = new Switch(options, FrameMemory.allocate(SMALL, LARGE));
        plane = SwitchInside.plane(running);
        running.start(pool -> new SourceEngine(pool, sources), "of the benchmark");
        final int near = sources.open(strangers);
        final int far = sources.open(FrameSource.NOTHING);
        add("near", near);
        add("far", far);
        running.admin().addFdbEntry("br0", FAR, "far", false);
    }

    /**
     * Has so many new addresses learned and waits until all of them are.
     *
     * @param perSecond frames per second, each of another address; 0 for as many as the worker reads
     */
    Learned learn(final int addresses, final long perSecond) throws InterruptedException {
        final long first = nextAddress;
        nextAddress += addresses;
        final long lost = lost();
        final long cpuNs = conductorNs();
        final long startNs = System.nanoTime();
        strangers.begin(first, addresses, perSecond);
        int known = 0;
        while (known < addresses) {
            if (plane.table.find(FdbTable.key(FID, first + known)) >= 0) {
                known++;
            } else if (System.nanoTime() - startNs > MOST_NS) {
                throw new IllegalStateException(MacAddress.format(first + known) + " is not learned");
            } else {
                Thread.sleep(1);
            }
        }
        final long wallNs = System.nanoTime() - startNs;
        strangers.stop();
        final Learned learned = new Learned(addresses, wallNs, conductorNs() - cpuNs, lost() - lost);
        Thread.sleep(100); // the worker has seen the end before the next begin
        return learned;
    }

    @Override
    public void close() {
        for (final Port port : ports) {
            running.ports().gone(port, false);
        }
        running.stop();
    }

    private long lost() {
        return running.view().workers().get(0).learnLost();
    }

    private static long conductorNs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("jackfield-conductor"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    private void add(final String name, final int fd) throws Exception {
        final Map<String, Object> values = new TreeMap<>();
        values.put(PortSettings.NAME, name);
        values.put(PortSettings.TYPE, "source");
        values.put(PortSettings.CHANGE, 1L);
        final Port port = new SourcePort(fd);
        ports.add(port);
        running.ports().seen(port, new PortSettings(values));
        running.admin().awaitPort(name, 1, PORT_MS);
    }

    /** A port of one queue. */
    private record SourcePort(int fd) implements Port {
        @Override
        public PortCapabilities capabilities() {
            return new PortCapabilities(1, 68, 1900);
        }

        @Override
        public void open(final PortHost host, final PortSettings settings, final int queues) throws PortException {
            host.mtu(1500);
            host.attach(0, fd, FdKind.TAP, 1000);
        }

        @Override
        public void setQueues(final int queues) {
            // one for ever
        }

        @Override
        public boolean reconfigure(final PortSettings settings) {
            return true;
        }

        @Override
        public void close() {
            // the descriptor is a mere number
        }
    }
}
