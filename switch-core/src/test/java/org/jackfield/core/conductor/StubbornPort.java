package org.jackfield.core.conductor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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
import org.jackfield.testkit.Frames;
import org.jspecify.annotations.Nullable;

/**
 * A port in memory that breaks its contract as a test says: whatever {@link #inCode} does happens inside the calls that workers and
 * other threads make of its code. Frames sent to it are counted and released.
 */
final class StubbornPort implements Port {
    /** Called with the name of each method of this port. */
    @FunctionalInterface
    interface InCode {
        void run(String method);
    }

    private final List<Queue> queues = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    /** Calls that were, or still are, blocked. */
    final AtomicInteger stuckCalls = new AtomicInteger();

    final AtomicInteger opens = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicLong sent = new AtomicLong();

    volatile InCode inCode = method -> {};
    volatile int wakeFd = -1;
    volatile long kernelDrops = -1;
    /** Frames it says it has sent, when not 0. */
    volatile int claim;

    /** What the switch did that it must not do while somebody is in the code; null while it did not. */
    volatile @Nullable String offence;

    /** From now on threads wait inside this method until the latch is open. */
    CountDownLatch blockIn(final String blocked) {
        final CountDownLatch latch = new CountDownLatch(1);
        inCode = method -> {
            if (method.equals(blocked)) {
                stuckCalls.incrementAndGet();
                awaitLong(latch);
            }
        };
        return latch;
    }

    private static void awaitLong(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on this method throws. */
    void throwIn(final String broken, final Throwable thrown) {
        inCode = method -> {
            if (method.equals(broken)) {
                StubbornPort.<RuntimeException>sneak(thrown);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(final Throwable thrown) throws T {
        throw (T) thrown;
    }

    void behave() {
        inCode = method -> {};
    }

    void inject(final int queue, final byte[] frame) {
        queues.get(queue).waiting.add(frame);
    }

    int waiting() {
        return queues.stream().mapToInt(queue -> queue.waiting.size()).sum();
    }

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(64, 68, 9000);
    }

    @Override
    public void open(final PortHost host, final PortSettings settings, final int wanted) throws PortException {
        inCode.run("open");
        host.mtu(1500);
        queues.clear();
        for (int q = 0; q < wanted; q++) {
            final Queue queue = new Queue();
            queues.add(queue);
            host.attach(q, queue, queue);
        }
        opens.incrementAndGet();
    }

    @Override
    public void setQueues(final int wanted) {}

    @Override
    public boolean reconfigure(final PortSettings settings) {
        return true;
    }

    @Override
    public Map<String, String> details() {
        inCode.run("details");
        return Map.of("device", "stubborn");
    }

    @Override
    public long kernelDrops() {
        inCode.run("kernelDrops");
        return kernelDrops;
    }

    @Override
    public void close() {
        if (inside.get() > 0) {
            offence = inside + " thread(s) were inside when the port was closed";
        }
        closes.incrementAndGet();
    }

    private final class Queue implements RxQueue, TxQueue {
        private final ConcurrentLinkedQueue<byte[]> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicInteger callers = new AtomicInteger();

        private void enter(final String method) {
            inside.incrementAndGet();
            if (callers.incrementAndGet() > 1) {
                offence = method + " of a queue called while another call was inside";
            }
            try {
                inCode.run(method);
            } finally {
                callers.decrementAndGet();
                inside.decrementAndGet();
            }
        }

        @Override
        public int receive(final FrameBatch batch) {
            int added = 0;
            while (batch.free() > 0 && !waiting.isEmpty()) {
                final byte[] bytes = waiting.remove();
                batch.add(Frames.toMemory(batch.pool(), bytes), bytes.length);
                added++;
            }
            enter("receive");
            return added;
        }

        @Override
        public int wakeFd() {
            return wakeFd;
        }

        @Override
        public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
            enter("transmit");
            for (int i = from; i < from + n; i++) {
                pool.release(frames[i]);
            }
            sent.addAndGet(n);
            return claim == 0 ? n : claim;
        }

        @Override
        public int complete(final FramePool pool) {
            enter("complete");
            return 0;
        }
    }
}
