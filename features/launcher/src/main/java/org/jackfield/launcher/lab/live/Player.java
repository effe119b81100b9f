package org.jackfield.launcher.lab.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.linux.clock.Pause;
import org.jackfield.linux.packet.PacketBatch;
import org.jackfield.linux.packet.PacketChannel;

/**
 * Plays the frames of one port of a workload when they are due, into a device. What is due at once goes by one system call. It never waits
 * for the switch: a frame the device has no room for is lost, and one that is late is sent all the same, so that the load is what the
 * workload says. It sleeps between frames and never spins: the processor is the switch's as much as its own. A frame that is due within
 * {@value #EARLY_NS} ns goes with those that are, so that it wakes up for a few at high rates. Owns native memory, not the channel. One
 * thread.
 */
final class Player implements AutoCloseable {
    static final int BATCH = 64;

    private static final long EARLY_NS = 20_000;
    /** What a frame may be late before it counts as that. */
    private static final long LATE_NS = 1_000_000;
    /** IEEE 802 local experimental EtherType 1. */
    private static final int EXPERIMENTAL = 0x88B5;

    private static final int INTRODUCTION_BYTES = 60;
    private static final int SOURCE_AT = 6;
    private static final int ETHERTYPE_AT = 12;
    private static final int MAC_BYTES = 6;

    private final PacketChannel channel;
    private final PacketBatch batch;
    private final byte[] zeros;
    private final Pause pause = new Pause();
    private final int[] dirty = new int[BATCH];
    private int count;
    private long frames;
    private long bytes;
    private long refused;
    private long stretched;
    private long newFlows;
    private long late;
    private long worstLateNs;

    /**
     * What was played.
     *
     * @param frames all frames of the port
     * @param bytes of them
     * @param refused those the device had no room for: its queue to the switch was full
     * @param stretched those that were made longer so that their number fits
     * @param newFlows flows that began
     * @param late frames sent more than 1 ms after they were due
     * @param worstLateNs the greatest such delay of any frame
     * @param ns how long it took
     */
    record Played(
            long frames,
            long bytes,
            long refused,
            long stretched,
            long newFlows,
            long late,
            long worstLateNs,
            long ns) {}

    /**
     * A player.
     *
     * @param longest bytes of the longest frame
     */
    Player(final PacketChannel channel, final int longest) {
        this.channel = channel;
        batch = new PacketBatch(BATCH, longest);
        zeros = new byte[longest];
    }

    /** Sends one frame from each of these addresses, so that the switch knows where they are. */
    void introduce(final Set<Long> addresses) throws IOException {
        for (final long address : addresses) {
            final ByteBuffer buffer = batch.frames();
            final int at = batch.offset(count);
            buffer.put(at, zeros, 0, INTRODUCTION_BYTES);
            for (int i = 0; i < MAC_BYTES; i++) {
                buffer.put(at + i, (byte) 0xFF);
                buffer.put(at + SOURCE_AT + i, (byte) (address >>> Byte.SIZE * (MAC_BYTES - 1 - i)));
            }
            buffer.put(at + ETHERTYPE_AT, (byte) (EXPERIMENTAL >>> Byte.SIZE));
            buffer.put(at + ETHERTYPE_AT + 1, (byte) EXPERIMENTAL);
            append(INTRODUCTION_BYTES, INTRODUCTION_BYTES);
        }
        flush();
        refused = 0;
    }

    /**
     * Plays until there is no frame left, the time is over, or it is told to stop.
     *
     * @param port whose frames, 0 or 1
     * @param run a number of the trial from 0 to 255, that the listeners know too
     * @param startNs when the workload begins, by {@link System#nanoTime}
     * @param durationNs how long it is played
     * @throws IOException when the device refuses a frame for another reason than want of room
     */
    Played play(
            final FrameSource source,
            final int port,
            final int run,
            final long startNs,
            final long durationNs,
            final BooleanSupplier stopped)
            throws IOException {
        boolean on = true;
        while (on && source.next() && source.atNs() < durationNs) {
            if (source.port() == port) {
                awaitDue(startNs + source.atNs());
                stamped(source, run, startNs + source.atNs());
                on = count > 0 || !stopped.getAsBoolean();
            }
        }
        flush();
        return new Played(frames, bytes, refused, stretched, newFlows, late, worstLateNs, System.nanoTime() - startNs);
    }

    private void awaitDue(final long dueNs) throws IOException {
        long leftNs = dueNs - System.nanoTime();
        if (leftNs <= EARLY_NS) {
            return;
        }
        flush();
        while (leftNs > 0) {
            pause.ns(leftNs);
            leftNs = dueNs - System.nanoTime();
        }
    }

    private void stamped(final FrameSource source, final int run, final long dueNs) throws IOException {
        final int length = PlayedFrames.length(source);
        if (length > zeros.length) {
            throw new IOException("a frame of " + length + " bytes came behind frames of up to " + zeros.length
                    + "; let the longest be among the first");
        }
        final int header = source.headerLength();
        final ByteBuffer buffer = batch.frames();
        final int at = batch.offset(count);
        buffer.put(at, source.header(), 0, header);
        // What an earlier, longer frame left behind these headers.
        final int from = Math.min(dirty[count], length);
        if (from > header) {
            buffer.put(at + header, zeros, 0, from - header);
        }
        final long nowNs = System.nanoTime();
        Stamp.write(buffer, at + length, run, source.flow(), source.sequence(), nowNs);
        frames++;
        bytes += length;
        stretched += length > source.length() ? 1 : 0;
        newFlows += source.sequence() == 0 ? 1 : 0;
        late += nowNs - dueNs > LATE_NS ? 1 : 0;
        worstLateNs = Math.max(worstLateNs, nowNs - dueNs);
        append(length, header);
    }

    private void append(final int length, final int header) throws IOException {
        dirty[count] = Math.max(Math.max(dirty[count], length), header);
        batch.length(count, length);
        count++;
        if (count == BATCH) {
            flush();
        }
    }

    /** The kernel returns early only where a frame failed, and says why only when that is the first one of a call. */
    private void flush() throws IOException {
        int sent = 0;
        while (sent < count) {
            final int taken = channel.send(batch, sent, count - sent);
            if (taken < 0 && !PacketChannel.isFull(taken) && !PacketChannel.isTransient(taken)) {
                throw new IOException("sendmmsg failed: " + PacketChannel.errorName(taken)
                        + (PacketChannel.isTooLong(taken) ? "; a frame is longer than the MTU of the port" : ""));
            }
            sent += Math.max(0, taken);
            if (sent < count && !PacketChannel.isTransient(taken)) {
                refused++;
                sent++;
            }
        }
        count = 0;
    }

    /** Frees its memory. */
    @Override
    public void close() {
        Arrays.fill(dirty, 0);
        batch.close();
        pause.close();
    }
}
