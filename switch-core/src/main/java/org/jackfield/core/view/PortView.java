package org.jackfield.core.view;

import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.Offload;
import org.jackfield.core.stats.PortCounters;
import org.jspecify.annotations.Nullable;

/** One port inside a {@link ForwardingView}; immutable, but for the counters it refers to. */
public final class PortView {
    private static final int LONG_FRAMES = Offload.TSO4 | Offload.TSO6 | Offload.USO4 | Offload.USO6;

    /** Dense index, at most 65535. */
    public final int index;
    /** Generation of the index, 0 to 65535: frames and FDB entries of another generation are stale. */
    public final int generation;
    /** Name, for events. */
    public final String name;
    /** FID of its bridge. */
    public final int fid;
    /** Bytes of the longest untagged frame it takes: MTU plus Ethernet header. */
    public final int mostBytes;
    /** Bits of {@link Offload}: the frames that may come from it, and are sent to it, unfinished. */
    public final int offloads;
    /** The other bits: a frame that needs one of them is finished or cut before it is sent to this port. */
    public final int lacks;
    /** Size class of slots its frames are read into. */
    public final int sizeClass;
    /** Whether it forwards; false while queues are being attached. */
    public final boolean active;
    /** Whether the kernel steers it by our table. */
    public final boolean steered;
    /** Queue pairs by dense index. */
    public final QueueView[] queues;
    /** Indices of the ports a flooded frame from here goes to: active, same bridge, not itself. */
    public final int[] flood;
    /** Counters that live as long as the port. */
    public final PortCounters counters;
    /** What a policy of its own says of its frames; null where the switch's policy decides. */
    public final @Nullable Steering steering;
    /** Stages its frames go through besides those every bridge has; null where there are none. */
    public final @Nullable PortStages stages;
    /** Whether the code of its queues in memory is away for a moment, so that what is sent to it waits with the worker that sends. */
    public final boolean waits;

    /** A port without stages of these parts, which become its own. */
    public PortView(
            final int index,
            final int generation,
            final String name,
            final int fid,
            final int mtu,
            final int offloads,
            final boolean active,
            final boolean steered,
            final QueueView[] queues,
            final int[] flood,
            final PortCounters counters) {
        this(index, generation, name, fid, mtu, offloads, active, steered, queues, flood, counters, null, null, false);
    }

    /**
     * The worker that sends to this port what a worker has for it: itself, but for a queue in memory that lives on another worker
     * because the port has fewer of them than there are workers.
     */
    public int homeWorker(final int worker) {
        return queues.length == 0 || queues[0].tx == null || worker < queues.length ? worker : worker % queues.length;
    }

    /** A port of these parts, which become its own. */
    public PortView(
            final int index,
            final int generation,
            final String name,
            final int fid,
            final int mtu,
            final int offloads,
            final boolean active,
            final boolean steered,
            final QueueView[] queues,
            final int[] flood,
            final PortCounters counters,
            final @Nullable Steering steering,
            final @Nullable PortStages stages,
            final boolean waits) {
        this.index = index;
        this.generation = generation;
        this.name = name;
        this.fid = fid;
        this.mostBytes = mtu + FrameLayout.ETHERNET_BYTES;
        this.offloads = offloads;
        this.lacks = Offload.ALL & ~offloads;
        this.sizeClass = (offloads & LONG_FRAMES) != 0 ? FrameLayout.LARGE : FrameLayout.sizeClassForMtu(mtu);
        this.active = active;
        this.steered = steered;
        this.queues = queues;
        this.flood = flood;
        this.counters = counters;
        this.steering = steering;
        this.stages = stages;
        this.waits = waits;
    }
}
