package org.jackfield.core.worker;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.frame.PerBatch;
import org.jackfield.api.port.DropReason;
import org.jackfield.core.offload.OffloadCheck;
import org.jackfield.core.pipeline.Parse;
import org.jackfield.core.pipeline.Pipeline;
import org.jackfield.core.stats.BucketCounters;
import org.jackfield.core.stats.Measures;
import org.jackfield.core.stats.PortCounters;
import org.jackfield.core.stats.WorkerCounters;
import org.jackfield.core.steering.IndirectionTable;
import org.jackfield.core.steering.Transition;
import org.jackfield.core.view.ActiveShadow;
import org.jackfield.core.view.ActiveSteering;
import org.jackfield.core.view.ForwardingView;
import org.jackfield.core.view.PortView;
import org.jackfield.core.view.Steering;
import org.jackfield.linux.poll.IoEngine;
import org.jspecify.annotations.Nullable;

/**
 * Steers frames to their owners, and runs the pipeline for those that are ours, which {@link Transmitter} sends. Used by one worker. Frames of a bucket
 * that is moving take the slow path described in {@link Transition}.
 */
@HotPath
final class Forwarder {
    /** Queue of frames that are not being read now: none that a transition which begins would hold back. */
    private static final int NO_QUEUE = -1;

    private final int worker;
    private final DataPlane plane;
    private final CounterBlock counters;
    private final FramePool pool;
    private final FrameMemory memory;
    private final IoEngine engine;
    private final Pipeline pipeline;
    private final WorkerLink[] links;
    private final Outbox[] outboxes;
    private final ParkingLot parked;
    private final FrameBatch released;
    private final FrameSteerer steerer;
    private final ShadowSteerer shadower;
    private final Transmitter transmitter;

    private ForwardingView view;
    private long nowNs;
    /** When the batch being steered was read; 0 where that is not measured. */
    private long readNs;
    /** Whether parked frames wait where they were read, and are steered when they are released. */
    private boolean parkedAtReader;
    /** Parked frames that have been processed, while they are being released. */
    private int releasing;

    Forwarder(
            final DataPlane plane,
            final WorkerLink link,
            final FramePool pool,
            final IoEngine engine,
            final Transmitter transmitter,
            final WorkerLease lease) {
        this.worker = link.index;
        this.plane = plane;
        this.counters = link.counters;
        this.pool = pool;
        this.memory = pool.memory();
        this.engine = engine;
        this.transmitter = transmitter;
        this.pipeline = new Pipeline(worker, pool, plane.table, plane.requests, plane.conductorWake, counters, lease);
        this.links = plane.links.toArray(new WorkerLink[0]);
        this.parked = new ParkingLot(plane.parking);
        this.outboxes = new Outbox[links.length];
        for (int w = 0; w < outboxes.length; w++) {
            outboxes[w] = new Outbox(FrameBatch.CAPACITY);
        }
        this.released = new FrameBatch(pool);
        this.steerer = new FrameSteerer(worker, links, lease);
        this.shadower = new ShadowSteerer(worker, links, lease, pool, plane.clock);
        this.view = plane.view();
    }

    void startCycle(final long now) {
        nowNs = now;
    }

    void slowPathView(final ForwardingView next) {
        view = next;
        pipeline.slowPathView(next);
        transmitter.slowPathView(next);
    }

    /** Drops the frames of a batch just read whose virtio-net headers lie. */
    void check(final FrameBatch batch, final PortView port) {
        final int refused = OffloadCheck.run(batch, pool, port.offloads);
        if (refused > 0) {
            port.counters.of(worker).add(PortCounters.DROPS + DropReason.BAD_OFFLOAD.ordinal(), refused);
        }
    }

    /**
     * Takes over the frames of a batch just read from a queue of {@code port}.
     *
     * @param read when it was read; 0 where that is not measured
     * @return how many were processed here and not handed over or held back
     */
    int received(final FrameBatch batch, final PortView port, final int queue, final long read) {
        readNs = read;
        Parse.hashes(batch, memory);
        final Steering steering = view.steeringOf(port);
        final BucketCounters buckets = steering.buckets;
        if (buckets != null) {
            buckets.count(worker, batch);
        }
        final Transition transition = view.transition;
        if (transition != null) {
            slowPathSteer(batch, port, steering, queue, transition);
            slowPathFlushOutboxes(port);
        } else if (outboxes.length > 1) {
            steer(batch, port, steering);
            flushOutboxes(port);
        } else {
            show(batch, port, steering, null);
        }
        final int kept = batch.count;
        own(batch, port);
        readNs = 0;
        return kept;
    }

    /** Takes over the frames of a batch that belong to this worker: parse, pipeline, transmit. */
    void own(final FrameBatch batch, final PortView port) {
        if (batch.count > 0) {
            counters.add(WorkerCounters.PROCESSED, batch.count);
            Parse.addresses(batch, memory);
            pipeline.run(batch, port, view, plane.ageTick(), nowNs);
            transmitter.transmit(pipeline.egress());
            pipeline.clear();
            while (pipeline.nextCopies(view)) {
                transmitter.transmit(pipeline.egress());
                pipeline.clear();
            }
        }
    }

    /** Drops all frames of a batch for one ingress reason. */
    void drop(final FrameBatch batch, final PortCounters at, final DropReason reason) {
        at.of(worker).add(PortCounters.DROPS + reason.ordinal(), batch.count);
        for (int i = 0; i < batch.count; i++) {
            pool.release(batch.id[i]);
        }
        batch.count = 0;
    }

    private void steer(final FrameBatch batch, final PortView port, final Steering steering) {
        final ActiveSteering decides = steering.frames;
        if (decides == null || decides.out()) {
            show(batch, port, steering, null);
            steerByBucket(batch, steering.owners);
        } else {
            steerer.assign(batch, steering.owners, decides, port, nowNs);
            show(batch, port, steering, steerer.workers);
            steerTo(batch, steerer.workers);
        }
    }

    /** Lets instruments see who processes the frames of a batch: the given workers, or the owners of their buckets. */
    private void show(
            final FrameBatch batch, final PortView port, final Steering steering, final short @Nullable [] workers) {
        final Measures measures = view.measures;
        if (measures != null) {
            measures.flows.steered(batch, steering.owners, workers, measures.of(worker));
        }
        final ActiveShadow[] shadows = view.shadows;
        if (shadows != null) {
            shadower.show(batch, port, steering.owners, workers, shadows, nowNs);
        }
    }

    private void steerTo(final FrameBatch batch, final short[] workers) {
        int kept = 0;
        for (int i = 0; i < batch.count; i++) {
            if (workers[i] == worker) {
                keep(batch, i, kept++);
            } else {
                outboxes[workers[i]].add(batch.id[i]);
            }
        }
        batch.count = kept;
    }

    private void steerByBucket(final FrameBatch batch, final short[] owners) {
        int kept = 0;
        for (int i = 0; i < batch.count; i++) {
            final int owner = owners[batch.hash[i] & IndirectionTable.MASK];
            if (owner == worker) {
                keep(batch, i, kept++);
            } else {
                outboxes[owner].add(batch.id[i]);
            }
        }
        batch.count = kept;
    }

    private void slowPathSteer(
            final FrameBatch batch,
            final PortView port,
            final Steering steering,
            final int queue,
            final Transition transition) {
        final short[] owners = steering.owners;
        if (transition.atReader || !transition.touches(port.index)) {
            slowPathParkMoving(batch, port, owners, queue, transition);
            steer(batch, port, steering);
            return;
        }
        show(batch, port, steering, null);
        int kept = 0;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final int bucket = batch.hash[i] & IndirectionTable.MASK;
            final boolean park =
                    transition.moves(owners, port.index, bucket) && transition.parks(port.index, queue, bucket);
            final int owner = park ? transition.newOwners[bucket] : owners[bucket];
            slowPathMark(id, park ? transition.serial : 0);
            if (owner != worker) {
                outboxes[owner].add(id);
            } else if (park) {
                slowPathPark(id, port);
            } else {
                keep(batch, i, kept++);
            }
        }
        batch.count = kept;
    }

    /** Tells the worker that gets a frame whether it has to wait for a transition. */
    private void slowPathMark(final int id, final int serial) {
        memory.buffer(id).putInt(memory.base(id) + FrameLayout.PARK_SERIAL, serial);
    }

    /** Holds the frames of moving buckets back before anybody decides who is to process them. The others go on. */
    private void slowPathParkMoving(
            final FrameBatch batch,
            final PortView port,
            final short[] owners,
            final int queue,
            final Transition transition) {
        int kept = 0;
        for (int i = 0; i < batch.count; i++) {
            final int bucket = batch.hash[i] & IndirectionTable.MASK;
            if (transition.moves(owners, port.index, bucket) && transition.parks(port.index, queue, bucket)) {
                parkedAtReader = true;
                slowPathPark(batch.id[i], port);
            } else {
                slowPathMark(batch.id[i], 0); // a dropped frame of another port may have left its mark in this slot
                keep(batch, i, kept++);
            }
        }
        batch.count = kept;
    }

    private static void keep(final FrameBatch batch, final int from, final int to) {
        batch.id[to] = batch.id[from];
        batch.len[to] = batch.len[from];
        batch.hash[to] = batch.hash[from];
    }

    private void flushOutboxes(final PortView port) {
        final long offeredNs = readNs == 0 ? 0 : plane.clock.getAsLong();
        for (int w = 0; w < outboxes.length; w++) {
            if (outboxes[w].count > 0) {
                handOff(outboxes[w], links[w], port, offeredNs);
            }
        }
    }

    private void slowPathFlushOutboxes(final PortView port) {
        flushOutboxes(port);
    }

    @PerBatch
    private void handOff(final Outbox outbox, final WorkerLink target, final PortView port, final long offeredNs) {
        int sent = 0;
        while (sent < outbox.count) {
            final int n = Math.min(HandoffSlot.FRAMES, outbox.count - sent);
            if (!target.ring.offer(port, outbox.ids, sent, n, readNs, offeredNs)) {
                break;
            }
            sent += n;
        }
        final int lost = outbox.count - sent;
        for (int i = sent; i < outbox.count; i++) {
            pool.release(outbox.ids[i]);
        }
        outbox.count = 0;
        counters.add(WorkerCounters.HANDOFF_OUT, sent);
        if (lost > 0) {
            port.counters.of(worker).add(PortCounters.DROPS + DropReason.HANDOFF_FULL.ordinal(), lost);
        }
        if (target.wakeIfSleeping(engine)) {
            counters.add(WorkerCounters.WAKE_UPS, 1);
        }
    }

    /** Holds a frame back until the transition commits. */
    void slowPathPark(final int id, final PortView port) {
        if (parked.park(id, port)) {
            counters.add(WorkerCounters.PARKED, 1);
        } else {
            port.counters.of(worker).add(PortCounters.DROPS + DropReason.MOVE_OVERFLOW.ordinal(), 1);
            pool.release(id);
        }
    }

    /** Whether a frame handed over has to wait for the present transition. */
    boolean waits(final int id) {
        final Transition transition = view.transition;
        if (transition == null) {
            return false;
        }
        final ByteBuffer buffer = memory.buffer(id);
        return buffer.getInt(memory.base(id) + FrameLayout.PARK_SERIAL) == transition.serial;
    }

    /** Processes the parked frames in order; the view in force has committed their transition. */
    void slowPathRelease() {
        int i = 0;
        while (i < parked.count()) {
            final PortView port = parked.port(i);
            released.count = 0;
            while (i < parked.count() && parked.port(i) == port && released.free() > 0) {
                released.add(parked.id(i), memory.length(parked.id(i)));
                i++;
            }
            releasing = i;
            if (port != null) {
                slowPathReleaseBatch(port);
            }
        }
        parked.clear();
        releasing = 0;
        parkedAtReader = false;
    }

    private void slowPathReleaseBatch(final PortView port) {
        for (int k = 0; k < released.count; k++) {
            final int id = released.id[k];
            released.hash[k] = memory.buffer(id).getInt(memory.base(id) + FrameLayout.FLOW_HASH);
        }
        if (parkedAtReader && view.hasStill(port)) {
            slowPathSteerReleased(view.port(port.index));
        }
        handedOver(released, port);
    }

    /** Decides for released frames who is to process them; those for this worker stay. A transition that begins finds them read before. */
    private void slowPathSteerReleased(final PortView port) {
        final Transition next = view.transition;
        final Steering steering = view.steeringOf(port);
        released.ingressPort = port.index;
        if (next != null) {
            slowPathSteer(released, port, steering, NO_QUEUE, next);
        } else if (outboxes.length > 1) {
            steer(released, port, steering);
        } else {
            show(released, port, steering, null);
        }
        slowPathFlushOutboxes(port);
    }

    /** Takes over frames read by another worker, or earlier, from the port as it then was. */
    void handedOver(final FrameBatch batch, final PortView port) {
        if (view.hasStill(port)) {
            final PortView present = view.port(port.index);
            batch.ingressPort = present.index;
            batch.generation = (short) present.generation;
            own(batch, present);
        } else {
            drop(batch, port.counters, DropReason.PORT_GONE);
        }
    }

    void slowPathDropParked() {
        for (int i = 0; i < parked.count(); i++) {
            final PortView port = parked.port(i);
            if (port != null) {
                port.counters.of(worker).add(PortCounters.DROPS + DropReason.PORT_GONE.ordinal(), 1);
            }
            pool.release(parked.id(i));
        }
        parked.clear();
    }

    /** Counts as lost the parked frames that have not been processed. */
    long slowPathWriteOffParked() {
        for (int i = releasing; i < parked.count(); i++) {
            final PortView port = parked.port(i);
            if (port != null) {
                port.counters.of(worker).add(PortCounters.DROPS + DropReason.WORKER_LOST.ordinal(), 1);
            }
        }
        final int lost = parked.count() - releasing;
        parked.clear(); // its room is for others
        return lost;
    }

    /** Counts as lost the frames of the batch that is in the code of a stage or policy. */
    long slowPathWriteOffBatch() {
        return pipeline.slowPathWriteOff() + steerer.slowPathWriteOff() + shadower.slowPathWriteOff();
    }

    /** Counts as dropped the copies of the batch that have been neither sent nor dropped; returns how many. */
    long slowPathWriteOffCopies() {
        return transmitter.slowPathWriteOff(pipeline.egress());
    }

    void slowPathSurrender() {
        pool.surrender();
    }
}
