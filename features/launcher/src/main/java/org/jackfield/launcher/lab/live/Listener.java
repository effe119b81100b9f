package org.jackfield.launcher.lab.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jackfield.lab.measure.Arrivals;
import org.jackfield.linux.packet.PacketBatch;
import org.jackfield.linux.packet.PacketChannel;

/**
 * Receives frames that carry a number of one run and tells of them. When a frame arrived the kernel says, so that nobody's latency depends
 * on when this thread gets a processor. Owns native memory, not the channel. One thread.
 */
final class Listener implements AutoCloseable {
    private static final int BATCH = 128;
    private static final long PATIENCE_US = 20_000;
    private static final int FIRST_FLOWS = 1_024;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    /** The offset between the clocks is asked for anew that often: CLOCK_REALTIME is slewed. */
    private static final long CLOCK_NS = 100_000_000;

    private final PacketChannel channel;
    private final PacketBatch batch;
    private final int run;
    private final Arrivals arrivals;
    private final long startNs;
    private long[] near = new long[FIRST_FLOWS];
    private long realtimeAheadNs;
    private long clockReadNs;
    private long foreign;
    private long received;
    private long lastNs;

    /**
     * A listener.
     *
     * @param longest bytes of the longest frame
     * @param run the number of the run whose frames count
     * @param startNs when that begins, by {@link System#nanoTime}
     * @param arrivals told of them
     */
    Listener(
            final PacketChannel channel,
            final int longest,
            final int run,
            final long startNs,
            final Arrivals arrivals) {
        this.channel = channel.patience(PATIENCE_US);
        this.run = run;
        this.startNs = startNs;
        this.arrivals = arrivals;
        batch = new PacketBatch(BATCH, longest);
        channel.newDrops();
        readClocks(System.nanoTime());
    }

    private void readClocks(final long nowNs) {
        final Instant instant = Instant.now();
        final long between = nowNs + (System.nanoTime() - nowNs) / 2;
        realtimeAheadNs = instant.getEpochSecond() * NS_PER_SECOND + instant.getNano() - between;
        clockReadNs = nowNs;
    }

    /** Receives until told to stop and nothing is left. */
    void run(final BooleanSupplier stopped) throws IOException {
        boolean last = false;
        while (!last) {
            last = stopped.getAsBoolean();
            int count = step();
            while (last && count > 0) {
                count = step();
            }
        }
    }

    /** Waits a little for frames; returns how many came. */
    int step() throws IOException {
        final int count = channel.receive(batch);
        if (count < 0) {
            if (PacketChannel.isTransient(count)) {
                return 0;
            }
            throw new IOException("recvmmsg failed: " + PacketChannel.errorName(count));
        }
        final long nowNs = System.nanoTime();
        if (nowNs - clockReadNs > CLOCK_NS) {
            readClocks(nowNs);
        }
        for (int i = 0; i < count; i++) {
            account(i, nowNs);
        }
        return count;
    }

    private void account(final int frame, final long nowNs) {
        final ByteBuffer frames = batch.frames();
        final int length = batch.length(frame);
        final int end = batch.offset(frame) + length;
        if (length < Stamp.BYTES || length > batch.frameBytes() || !Stamp.isOf(frames, end, run)) {
            foreign++;
            return;
        }
        received++;
        final int flow = Stamp.flow(frames, end);
        if (flow >= near.length) {
            near = Arrays.copyOf(near, Integer.highestOneBit(flow) * 2);
        }
        final long sequence = Stamp.sequence(frames, end, near[flow]);
        near[flow] = Math.max(near[flow], sequence);
        final long arrivalNs = batch.arrivalNs(frame);
        final long receivedNs = arrivalNs == 0 ? nowNs : Math.min(nowNs, arrivalNs - realtimeAheadNs);
        lastNs = Math.max(0, receivedNs - startNs);
        arrivals.arrived(flow, sequence, Stamp.sentNs(frames, end, nowNs) - startNs, lastNs, -1, length);
    }

    /** Frames of this run that were received. */
    long received() {
        return received;
    }

    /** When the last one arrived, in nanoseconds since the run began. */
    long lastNs() {
        return lastNs;
    }

    /** Frames of others, such as those of a warm-up that came late. */
    long foreign() {
        return foreign;
    }

    /** Frames that reached this host's kernel while nobody had received those before: no loss of the switch. */
    long missed() {
        return channel.newDrops();
    }

    /** Frees its memory. */
    @Override
    public void close() {
        batch.close();
    }
}
