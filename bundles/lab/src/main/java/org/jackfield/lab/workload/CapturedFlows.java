package org.jackfield.lab.workload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.steering.kit.FlowTuple;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a capture: what the switch takes for one flow has one number, in both directions, in the order of first frames. Who sent
 * the first frame of a flow is on port 0; each direction has sequences of its own. One thread.
 */
public final class CapturedFlows {
    /** Family, protocol, and twice an address and a port. */
    private static final int ENDPOINT_BYTES = FlowTuple.IPV6_BYTES + Short.BYTES;

    private static final int KEY_BYTES = 2 + 2 * ENDPOINT_BYTES;

    /** Both ends of a flow, the lower one first. The map's are never changed; one is filled for each frame. */
    private record Ends(byte[] bytes) {
        @Override
        public boolean equals(final @Nullable Object other) {
            return other instanceof Ends ends && Arrays.equals(bytes, ends.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** A flow and how far its directions are. */
    private static final class Flow {
        final int number;
        /** Whether the lower end sent the first frame. */
        final boolean lowerFirst;

        final long[] frames = new long[2];

        Flow(final int number, final boolean lowerFirst) {
            this.number = number;
            this.lowerFirst = lowerFirst;
        }
    }

    private final int most;
    private final Map<Ends, Flow> flows = new HashMap<>();
    private final Ends probe = new Ends(new byte[KEY_BYTES]);
    private final byte[] source = new byte[ENDPOINT_BYTES];
    private final byte[] destination = new byte[ENDPOINT_BYTES];
    // The present frame.
    private int flow;
    private int port;
    private long sequence;

    /**
     * No flow yet.
     *
     * @param most flows there is room for
     */
    public CapturedFlows(final int most) {
        this.most = most;
    }

    /**
     * Counts a frame to its flow; false, and nothing is counted, when it begins one that there is no room for.
     *
     * @param tuple where its fields are in the buffer
     */
    public boolean count(final ByteBuffer buffer, final FlowTuple tuple) {
        final boolean macs = tuple.addressBytes == FlowTuple.MAC_BYTES; // the only ones with the destination first
        end(buffer, tuple, macs ? destination : source, 0);
        end(buffer, tuple, macs ? source : destination, 1);
        final boolean fromLower = Arrays.compareUnsigned(source, destination) <= 0;
        probe.bytes[0] = (byte) tuple.addressBytes;
        probe.bytes[1] = (byte) tuple.protocol;
        System.arraycopy(fromLower ? source : destination, 0, probe.bytes, 2, ENDPOINT_BYTES);
        System.arraycopy(fromLower ? destination : source, 0, probe.bytes, 2 + ENDPOINT_BYTES, ENDPOINT_BYTES);
        Flow of = flows.get(probe);
        if (of == null) {
            if (flows.size() == most) {
                return false;
            }
            of = new Flow(flows.size(), fromLower);
            flows.put(new Ends(probe.bytes.clone()), of);
        }
        flow = of.number;
        port = fromLower == of.lowerFirst ? 0 : 1;
        sequence = of.frames[port]++;
        return true;
    }

    /** Number of the present frame's flow, from 0 on. */
    public int flow() {
        return flow;
    }

    /** 0 where the present frame goes as the first one of its flow did, 1 the other way. */
    public int port() {
        return port;
    }

    /** Place of the present frame in its flow and direction, from 0 on. */
    public long sequence() {
        return sequence;
    }

    private static void end(final ByteBuffer buffer, final FlowTuple tuple, final byte[] end, final int which) {
        Arrays.fill(end, (byte) 0);
        buffer.get(tuple.addressesAt + which * tuple.addressBytes, end, 0, tuple.addressBytes);
        if (tuple.portsAt >= 0) {
            buffer.get(tuple.portsAt + which * Short.BYTES, end, FlowTuple.IPV6_BYTES, Short.BYTES);
        }
    }
}
