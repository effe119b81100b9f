package org.jackfield.lab.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;
import org.jackfield.testkit.Frames;

/**
 * Traffic for tests of the simulator: Poisson arrivals of frames of one length, each of a flow drawn by Zipf's law. Immutable.
 *
 * @param perSecond frames a second, on average
 * @param frames how many
 * @param flows different ones
 * @param skew exponent of Zipf's law; 0 when all flows have the same weight
 * @param length bytes of a frame
 * @param answers share of the frames that come in by the other port, as their flows' other direction
 * @param burst frames that arrive at the same time; bursts of several come at regular intervals
 * @param senderQueues queues the sender spreads its frames over, frame by frame; 0 when it leaves the choice to the kernel
 */
record Traffic(
        double perSecond, long frames, int flows, double skew, int length, double answers, int burst, int senderQueues)
        implements Workload {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;

    /** One way, 60 bytes, flows of the same weight. */
    static Traffic poisson(final double perSecond, final long frames, final int flows) {
        return new Traffic(perSecond, frames, flows, 0, 60, 0, 1, 0);
    }

    Traffic skewed(final double exponent) {
        return new Traffic(perSecond, frames, flows, exponent, length, answers, burst, senderQueues);
    }

    Traffic answered(final double share) {
        return new Traffic(perSecond, frames, flows, skew, length, share, burst, senderQueues);
    }

    Traffic inBurstsOf(final int together) {
        return new Traffic(perSecond, frames, flows, skew, length, answers, together, senderQueues);
    }

    Traffic sentBy(final int queues) {
        return new Traffic(perSecond, frames, flows, skew, length, answers, burst, queues);
    }

    @Override
    public String name() {
        return "poisson";
    }

    @Override
    public FrameSource open(final long seed) {
        return new Source(this, new SplittableRandom(seed));
    }

    private static final class Source implements FrameSource {
        private final Traffic traffic;
        private final SplittableRandom random;
        private final List<byte[]> headers = new ArrayList<>();
        private final List<byte[]> backHeaders = new ArrayList<>();
        private final double[] upTo;
        private final long[] sent;
        private double atNs;
        private long count;
        private int flow;
        private int port;

        Source(final Traffic traffic, final SplittableRandom random) {
            this.traffic = traffic;
            this.random = random;
            this.upTo = new double[traffic.flows];
            this.sent = new long[2 * traffic.flows];
            double sum = 0;
            for (int f = 0; f < traffic.flows; f++) {
                headers.add(Frames.numbered(NEAR, FAR, f, 0));
                backHeaders.add(back(headers.get(f)));
                sum += Math.pow(f + 1, -traffic.skew);
                upTo[f] = sum;
            }
        }

        /** The other direction: MAC addresses, IPv4 addresses and ports change places. */
        private static byte[] back(final byte[] frame) {
            final byte[] other = frame.clone();
            swap(other, 0, 6, 6);
            swap(other, 26, 30, 4);
            swap(other, 34, 36, 2);
            return other;
        }

        private static void swap(final byte[] bytes, final int one, final int two, final int count) {
            for (int i = 0; i < count; i++) {
                final byte kept = bytes[one + i];
                bytes[one + i] = bytes[two + i];
                bytes[two + i] = kept;
            }
        }

        @Override
        public boolean next() {
            if (count == traffic.frames) {
                return false;
            }
            count++;
            if (count % traffic.burst == 0) {
                final double gaps = traffic.burst == 1 ? -Math.log(1 - random.nextDouble()) : traffic.burst;
                atNs += gaps * 1e9 / traffic.perSecond;
            }
            final double drawn = random.nextDouble() * upTo[upTo.length - 1];
            int at = Arrays.binarySearch(upTo, drawn);
            at = at < 0 ? -at - 1 : at;
            port = traffic.answers > 0 && random.nextDouble() < traffic.answers ? 1 : 0;
            flow = 2 * Math.min(at, traffic.flows - 1) + port;
            sent[flow]++;
            return true;
        }

        @Override
        public long atNs() {
            return (long) atNs;
        }

        @Override
        public int flow() {
            return flow;
        }

        @Override
        public long sequence() {
            return sent[flow] - 1;
        }

        @Override
        public int length() {
            return traffic.length;
        }

        @Override
        public byte[] header() {
            return (port == 0 ? headers : backHeaders).get(flow / 2);
        }

        @Override
        public int headerLength() {
            return 60;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public int queue() {
            return traffic.senderQueues == 0 ? NO_QUEUE : (int) (count % traffic.senderQueues);
        }
    }
}
