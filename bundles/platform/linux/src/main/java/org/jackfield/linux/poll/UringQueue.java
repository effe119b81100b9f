package org.jackfield.linux.poll;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;

/** What {@link UringEngine} knows of one descriptor. Touched by the engine's thread only, the counters apart. */
final class UringQueue {
    final int handle;
    /** What stands before a frame read: nothing, a virtio-net header, or what a packet socket says and such a header. */
    final UringPrefix prefix;
    /** Bytes written before each frame, 0 or those of a virtio-net header. */
    final int headerBytes;
    /** What goes into an entry: the descriptor, or its index among the registered ones, and the flag that tells which. */
    final int target;

    final int targetFlag;
    /** Only waited for, never read. */
    final boolean watched;
    /** Never closed here; -1 once removed. */
    int fd;
    /** Size class of the slots to read into. */
    int sizeClass;
    /** Asked to be read. */
    boolean armed;
    /** Id of the buffer group that a read under way in the kernel takes its buffers from, 0 for a poll; -1 while none is. */
    int reading = -1;
    /** In the engine's list of queues whose read has to be started. */
    boolean toStart;
    /** Reading stopped for want of frames, and that was counted. */
    boolean starved;
    /** In the engine's list of ready handles. */
    boolean listed;
    /** The last drain handed out all that was taken from the kernel. */
    boolean drainedOut;
    /** Errors of reading since the last frame. */
    int hollow;
    /** {@link IoEngine#OK} or the errno that ended reading. */
    int state = IoEngine.OK;
    /** First and last frame taken from the kernel and not drained, as group id and buffer id; -1 for none. */
    int first = -1;

    int last = -1;
    /** Empty datagrams read after those frames; each becomes a frame of no length. */
    int empties;

    final CounterBlock counters = new CounterBlock(IoEngine.COUNTERS);

    /** Whether something taken from the kernel waits to be drained. */
    boolean hasFrames() {
        return first != -1 || empties > 0;
    }

    UringQueue(
            final int handle,
            final int fd,
            final FdKind kind,
            final int sizeClass,
            final int target,
            final int targetFlag,
            final boolean watched) {
        this.handle = handle;
        this.fd = fd;
        this.headerBytes = kind.headerBytes();
        this.prefix = UringPrefix.of(kind);
        this.sizeClass = sizeClass;
        this.target = target;
        this.targetFlag = targetFlag;
        this.watched = watched;
    }
}
