package org.jackfield.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.port.KernelSteering;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortCapabilities;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;

/**
 * A port whose queues live in memory: a test injects frames and collects what was sent. It can be told to fail, throw or
 * block. Queues are polled unless they were given a descriptor ({@link #wakeFd(int)}). Test side: any thread; queue side: the worker that owns the queue.
 */
public final class MemoryPort implements Port {
    private static final int MOST_QUEUES = 256;

    private final List<Queue> queues = new CopyOnWriteArrayList<>();
    private final AtomicInteger opens = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private volatile int mtu = 1500;
    private volatile int offloads;
    private volatile int headerBytes;
    private volatile int capacity = Integer.MAX_VALUE;
    private volatile int wakeFd = -1;
    private volatile boolean holdSends;
    private volatile boolean handsOver;
    private volatile Optional<PortException> refusal = Optional.empty();
    private volatile Optional<RuntimeException> fault = Optional.empty();
    private volatile Optional<KernelSteering> steering = Optional.empty();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Optional<PortHost> host = Optional.empty();

    /** The MTU to report at the next open, and at once while open. */
    public MemoryPort mtu(final int mtuBytes) {
        mtu = mtuBytes;
        host.ifPresent(open -> open.mtu(mtuBytes));
        return this;
    }

    /**
     * Declares these offloads at each open from now on; frames injected and sent have a virtio-net header of 12 bytes
     * in front, which
     * is zero for one that is finished.
     */
    public MemoryPort offloads(final int declared) {
        offloads = declared;
        headerBytes = FrameLayout.VNET_BYTES;
        return this;
    }

    /** Most frames a queue accepts before {@link #takeSent} makes room; for queues attached from now on. */
    public MemoryPort capacity(final int frames) {
        capacity = frames;
        return this;
    }

    /** What tells of frames in queues attached from now on; making it readable, and no longer, is the caller's. */
    public MemoryPort wakeFd(final int fd) {
        wakeFd = fd;
        return this;
    }

    /** Whether sent frames stay unreleased until {@link #finishSends}. */
    public MemoryPort holdSends(final boolean on) {
        holdSends = on;
        return this;
    }

    /** Offers this kernel steering at each open from now on. */
    public MemoryPort steering(final KernelSteering offered) {
        steering = Optional.of(offered);
        return this;
    }

    /** open, setQueues, reconfigure and check throw a PortException with this text until {@link #recover}. */
    public void refuse(final String reason) {
        refusal = Optional.of(new PortException(reason));
    }

    /** receive and transmit throw this, against their contract, until {@link #recover}. */
    public void throwOnWorker(final RuntimeException thrown) {
        fault = Optional.of(thrown);
    }

    /** The next open blocks until {@link #unblock}. */
    public void block() {
        gate = new CountDownLatch(1);
    }

    /** Lets a blocked open go on. */
    public void unblock() {
        gate.countDown();
    }

    /** From now on it leaves its number of queues to the next object; there are no descriptors. */
    public MemoryPort handsOver() {
        handsOver = true;
        return this;
    }

    /** Ends {@link #refuse} and {@link #throwOnWorker}. */
    public void recover() {
        refusal = Optional.empty();
        fault = Optional.empty();
    }

    /** Puts a frame into the receive side of a queue. */
    public void inject(final int queue, final byte[] frame) {
        queues.get(queue).rx.add(frame);
    }

    /** Frames injected into a queue and not yet received. */
    public int waiting(final int queue) {
        return queues.get(queue).rx.size();
    }

    /** Takes the frames sent by a queue, oldest first; makes room for as many. */
    public List<byte[]> takeSent(final int queue) {
        final List<byte[]> taken = new ArrayList<>();
        final Queue from = queues.get(queue);
        for (byte[] frame = from.sent.poll(); frame != null; frame = from.sent.poll()) {
            taken.add(frame);
            from.used.decrementAndGet();
        }
        return taken;
    }

    /** Takes the frames sent by all queues: queue by queue, each oldest first. */
    public List<byte[]> takeSent() {
        final List<byte[]> taken = new ArrayList<>();
        for (int q = 0; q < queues.size(); q++) {
            taken.addAll(takeSent(q));
        }
        return taken;
    }

    /** Lets held sends finish: the next {@code complete} of each queue releases them. */
    public void finishSends() {
        queues.forEach(queue -> queue.finishable.set(queue.pending.size()));
    }

    /** The host while open. */
    public Optional<PortHost> host() {
        return host;
    }

    /** Queues now attached. */
    public int queueCount() {
        return queues.size();
    }

    /** Successful opens so far. */
    public int opens() {
        return opens.get();
    }

    /** Closes so far. */
    public int closes() {
        return closes.get();
    }

    @Override
    public PortCapabilities capabilities() {
        return new PortCapabilities(MOST_QUEUES, 68, 65521);
    }

    @Override
    public void open(final PortHost opened, final PortSettings settings, final int wanted) throws PortException {
        try {
            gate.await();
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new PortException("open " + settings.name() + " failed: interrupted", stop);
        }
        failIfTold();
        host = Optional.of(opened);
        opened.mtu((int) settings.number("mtu", mtu, 68, 65521));
        opened.offloads(offloads);
        try {
            grow(opened, wanted);
        } catch (final PortException refused) {
            host = Optional.empty();
            queues.clear();
            throw refused;
        }
        steering.ifPresent(opened::steering);
        opens.incrementAndGet();
    }

    @Override
    public void setQueues(final int wanted) throws PortException {
        failIfTold();
        final PortHost open = host.orElseThrow(() -> new PortException("set queues failed: the port is not open"));
        while (queues.size() > wanted) {
            open.detach(queues.size() - 1);
            queues.remove(queues.size() - 1);
        }
        grow(open, wanted);
    }

    @Override
    public boolean reconfigure(final PortSettings settings) throws PortException {
        failIfTold();
        mtu((int) settings.number("mtu", mtu, 68, 65521));
        return true;
    }

    @Override
    public void check() throws PortException {
        failIfTold();
    }

    @Override
    public Map<String, String> details() {
        return Map.of("device", "memory");
    }

    @Override
    public Optional<PortEstate> handOver() {
        final Optional<PortHost> open = host;
        if (!handsOver || open.isEmpty()) {
            return Optional.empty();
        }
        final Map<String, String> facts = Map.of("queues", String.valueOf(queues.size()));
        try {
            while (!queues.isEmpty()) {
                open.get().detach(queues.size() - 1);
                queues.remove(queues.size() - 1);
            }
        } catch (final PortException stopping) {
            return Optional.empty();
        }
        host = Optional.empty();
        return Optional.of(new PortEstate(List.of(), Map.of(), facts));
    }

    @Override
    public void adopt(final PortHost later, final PortSettings settings, final PortEstate estate) throws PortException {
        failIfTold();
        host = Optional.of(later);
        grow(later, Integer.parseInt(estate.facts().getOrDefault("queues", "0")));
    }

    @Override
    public void close() {
        host = Optional.empty();
        queues.clear();
        closes.incrementAndGet();
    }

    private void grow(final PortHost open, final int wanted) throws PortException {
        while (queues.size() < wanted) {
            final Queue queue = new Queue(capacity);
            open.attach(queues.size(), queue, queue);
            queues.add(queue);
        }
    }

    private void failIfTold() throws PortException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private void throwIfTold() {
        fault.ifPresent(thrown -> {
            throw thrown;
        });
    }

    /** Both halves of a queue pair. */
    private final class Queue implements RxQueue, TxQueue {
        private final ConcurrentLinkedQueue<byte[]> rx = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<byte[]> sent = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Integer> pending = new ConcurrentLinkedQueue<>();
        private final AtomicInteger finishable = new AtomicInteger();
        private final AtomicLong used = new AtomicLong();
        private final int most;

        private Queue(final int most) {
            this.most = most;
        }

        @Override
        public int receive(final FrameBatch batch) {
            throwIfTold();
            int added = 0;
            while (batch.free() > 0 && !rx.isEmpty()) {
                final int length = rx.element().length - headerBytes;
                final int frame = batch.pool().allocate(FrameLayout.sizeClassForMtu(Math.max(mtu, length)));
                if (frame < 0) {
                    break;
                }
                final byte[] bytes = rx.remove();
                final ByteBuffer buffer = batch.pool().memory().buffer(frame);
                final int base = batch.pool().memory().base(frame);
                buffer.put(base + FrameLayout.DATA - headerBytes, bytes);
                buffer.putInt(base + FrameLayout.LENGTH, length);
                buffer.putShort(base + FrameLayout.FLAGS, (short) (headerBytes > 0 ? FrameLayout.HAS_VNET : 0));
                batch.add(frame, length);
                added++;
            }
            return added;
        }

        @Override
        public int wakeFd() {
            return wakeFd;
        }

        @Override
        public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
            throwIfTold();
            int accepted = 0;
            for (int i = from; i < from + n; i++) {
                if (used.get() >= most) {
                    pool.release(frames[i]);
                    continue;
                }
                used.incrementAndGet();
                accepted++;
                sent.add(bytes(pool.memory(), frames[i]));
                if (holdSends) {
                    pending.add(frames[i]);
                } else {
                    pool.release(frames[i]);
                }
            }
            return accepted;
        }

        private byte[] bytes(final FrameMemory memory, final int frame) {
            final byte[] bytes = new byte[headerBytes + memory.length(frame)];
            final boolean has =
                    (memory.buffer(frame).getShort(memory.base(frame) + FrameLayout.FLAGS) & FrameLayout.HAS_VNET) != 0;
            if (has) {
                memory.buffer(frame).get(memory.data(frame) - headerBytes, bytes, 0, headerBytes);
            }
            memory.buffer(frame).get(memory.data(frame), bytes, headerBytes, memory.length(frame));
            return bytes;
        }

        @Override
        public int complete(final FramePool pool) {
            int released = 0;
            while (finishable.get() > 0 && !pending.isEmpty()) {
                finishable.decrementAndGet();
                pool.release(pending.remove());
                released++;
            }
            return released;
        }
    }
}
