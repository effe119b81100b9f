package org.jackfield.itest.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A wire between two devices, each with a host behind it, that does to IP frames from left to right what it is told: it loses some, doubles some and
 * has some arrive late. All of them take {@value #DELAY_MS} ms. Has a thread of its own and the sockets while that runs.
 */
public final class BadWire implements AutoCloseable {
    private static final int DELAY_MS = 5;
    private static final int LATE_MS = 3;
    private static final long LOOK_NS = 50_000;
    private static final long WAIT_MS = 10_000;
    private static final int PERCENT = 100;
    private static final int IPV4_AT = 12;

    private final RawSocket left;
    private final RawSocket right;
    private final Faults faults;
    private final Random random = new Random(1);
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::dueNs).thenComparingLong(Held::number));
    private final FutureTask<Void> task = new FutureTask<>(this::run, null);
    private final List<Long> counts = new ArrayList<>(List.of(0L, 0L, 0L));
    private long frames;
    private volatile int waiting;
    private volatile boolean closed;

    /**
     * What it does.
     *
     * @param lost percent of the frames it loses
     * @param doubled percent it sends twice
     * @param late percent that take 3 ms more
     */
    public record Faults(int lost, int doubled, int late) {}

    private record Held(long dueNs, long number, byte[] frame) {}

    /** Begins at once. */
    public BadWire(final RawSocket left, final RawSocket right, final Faults faults) {
        this.left = left;
        this.right = right;
        this.faults = faults;
        final Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            final long nowNs = System.nanoTime();
            left.take().forEach(frame -> enter(frame, nowNs));
            right.take().forEach(left::send);
            for (Held first = held.peek(); first != null && first.dueNs <= nowNs; first = held.peek()) {
                held.remove();
                right.send(first.frame);
            }
            waiting = held.size();
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void enter(final byte[] frame, final long nowNs) {
        final boolean ip = frame[IPV4_AT] == 8 && frame[IPV4_AT + 1] == 0;
        final int chance = ip && frame[23] == 6 ? random.nextInt(PERCENT) : PERCENT;
        long dueNs = nowNs + TimeUnit.MILLISECONDS.toNanos(DELAY_MS);
        if (chance < faults.lost) {
            count(0);
            return;
        }
        if (chance < faults.lost + faults.doubled) {
            count(1);
            held.add(new Held(dueNs, frames++, frame));
        } else if (chance < faults.lost + faults.doubled + faults.late) {
            count(2);
            dueNs += TimeUnit.MILLISECONDS.toNanos(LATE_MS);
        }
        held.add(new Held(dueNs, frames++, frame));
    }

    private synchronized void count(final int what) {
        counts.set(what, counts.get(what) + 1);
    }

    /** Frames it lost. */
    public synchronized long lost() {
        return counts.get(0);
    }

    /** Frames it sent twice. */
    public synchronized long doubled() {
        return counts.get(1);
    }

    /** Frames it kept longer. */
    public synchronized long late() {
        return counts.get(2);
    }

    /** Waits until nothing is on its way. */
    public void awaitEmpty() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * DELAY_MS));
        Await.until("an empty wire", WAIT_MS, () -> waiting == 0);
    }

    @Override
    public void close() {
        closed = true;
        try {
            task.get(WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException failed) {
            throw new AssertionError("the wire failed", failed);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
