package org.jackfield.linux.poll;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;

/** What {@link ReadWriteEngine} knows of one descriptor. Touched by the engine's thread only, the counters apart. */
final class ReadWriteQueue {
    /** Never closed here; -1 once removed. */
    int fd;
    /** Only waited for, never read. */
    final boolean watched;
    /** A packet socket, read by {@link PacketReads}. */
    final boolean packets;
    /** Bytes before each frame, 0 or those of a virtio-net header. */
    final int headerBytes;
    /** Size class of the slots to read into. */
    int sizeClass;
    /** Watched by epoll and read by drain. */
    boolean armed;
    /** Named in the engine's list of ready handles, and not found empty since. */
    boolean listed;
    /** The last drain found the queue empty. */
    boolean sawEmpty;
    /** epoll reported an error or a hang-up, and no drain has looked yet. */
    boolean alarmed;
    /** Drains that brought an error and no frame since the last frame. */
    int hollow;
    /** {@link IoEngine#OK} or the errno that ended reading. */
    int state = IoEngine.OK;

    final CounterBlock counters = new CounterBlock(IoEngine.COUNTERS);

    ReadWriteQueue(final int fd, final FdKind kind, final int sizeClass, final boolean watched) {
        this.fd = fd;
        this.watched = watched;
        this.packets = kind == FdKind.PACKET_VNET;
        this.headerBytes = kind.headerBytes();
        this.sizeClass = sizeClass;
    }
}
