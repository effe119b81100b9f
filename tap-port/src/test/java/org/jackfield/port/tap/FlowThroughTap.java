package org.jackfield.port.tap;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.RawSocket;

/**
 * One flow of numbered frames from a netdev to the queues of its tap, read as workers read them. Never more of them wait than a queue
 * holds, so that a lost frame is lost by somebody's fault; frames of a flow that is steered to one queue arrive in order.
 */
final class FlowThroughTap implements AutoCloseable {
    private static final int MOST_WAITING = 100;
    private static final int MORE = 300;
    private static final long DEADLINE_NS = 20_000_000_000L;

    private final RawSocket socket;
    private final List<Integer> fds;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLongArray perQueue;
    private final FutureTask<Void> sender = new FutureTask<>(this::send, null);
    private final FutureTask<Void> reader = new FutureTask<>(this::read, null);
    private volatile boolean paused;
    /** Whether the sender has seen the pause. */
    private volatile boolean resting;

    private volatile boolean stop;
    private volatile boolean readAll;
    private volatile String fault = "";

    /** What is changed between two frames. */
    interface Change {
        void run() throws Exception;
    }

    FlowThroughTap(final String namespace, final String netdev, final List<Integer> fds) throws IOException {
        this.socket = RawSocket.on(namespace, netdev);
        this.fds = List.copyOf(fds);
        this.perQueue = new AtomicLongArray(fds.size());
        new Thread(sender, "sender").start();
        new Thread(reader, "reader").start();
    }

    /** Frames read from a queue so far. */
    long readFrom(final int queue) {
        return perQueue.get(queue);
    }

    /** Returns when some hundred more frames have been sent and received. */
    void awaitMore() {
        final long wanted = sent.get() + MORE;
        final long end = System.nanoTime() + DEADLINE_NS;
        while (received.get() < wanted) {
            if (System.nanoTime() > end || !fault.isEmpty()) {
                throw new AssertionError("received " + received + " of " + sent + " frames; " + fault);
            }
            Thread.onSpinWait();
        }
    }

    /** Runs something while no frame is on its way. */
    void whilePaused(final Change change) throws Exception {
        paused = true;
        final long end = System.nanoTime() + DEADLINE_NS;
        while (!resting || received.get() < sent.get()) {
            if (System.nanoTime() > end || !fault.isEmpty()) {
                throw new AssertionError("received " + received + " of " + sent + " frames; " + fault);
            }
            Thread.onSpinWait();
        }
        change.run();
        paused = false;
        while (resting && !sender.isDone()) {
            Thread.onSpinWait();
        }
    }

    /** Ends the flow; fails when a frame was lost, doubled or out of order. */
    void finish() throws InterruptedException, ExecutionException {
        stop = true;
        sender.get();
        final long end = System.nanoTime() + DEADLINE_NS;
        while (received.get() < sent.get() && System.nanoTime() < end && fault.isEmpty()) {
            Thread.onSpinWait();
        }
        readAll = true;
        reader.get();
        if (received.get() != sent.get() || !fault.isEmpty()) {
            throw new AssertionError("received " + received + " of " + sent + " frames; " + fault);
        }
    }

    private void send() {
        final long end = System.nanoTime() + 3 * DEADLINE_NS;
        while (!stop && System.nanoTime() < end) {
            resting = paused;
            if (!resting && sent.get() - received.get() < MOST_WAITING) {
                try {
                    socket.send(Frames.numbered(0x0200_0000_0001L, 0x0200_0000_0002L, 1, sent.get()));
                    sent.incrementAndGet();
                } catch (final IOException refused) {
                    fault = "sending frame " + sent + ": " + refused.getMessage();
                    return;
                }
            }
        }
    }

    private void read() {
        try (NativeBlock buffer = new NativeBlock(2048)) {
            while (!readAll) {
                for (int queue = 0; queue < fds.size(); queue++) {
                    for (int n = read(queue, buffer); n > 0; n = read(queue, buffer)) {
                        take(queue, buffer.getBytes(0, n));
                    }
                }
            }
        }
    }

    private int read(final int queue, final NativeBlock buffer) {
        return (int) LibC.read(fds.get(queue), buffer.address(), buffer.size());
    }

    private void take(final int queue, final byte[] frame) {
        final OptionalLong number = Frames.number(frame);
        if (number.isPresent()) {
            if (number.getAsLong() != received.get()) {
                fault = "frame " + number.getAsLong() + " where " + received + " was due";
            }
            perQueue.incrementAndGet(queue);
            received.incrementAndGet();
        }
    }

    @Override
    public void close() {
        stop = true;
        readAll = true;
        try {
            sender.get();
            reader.get();
        } catch (final InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            socket.close();
        }
    }
}
