package org.jackfield.api.frame;

/**
 * Frames of one ingress port that are processed together, as parallel arrays. Allocated once by its worker, which alone
 * touches it. {@code id} and {@code len} are filled by whoever receives; the parse stage fills the rest.
 */
public final class FrameBatch {
    /** Most frames of a batch. */
    public static final int CAPACITY = 256;

    /** Frame ids; the batch holds one reference of each. */
    public final int[] id = new int[CAPACITY];
    /** Bytes of each frame. */
    public final int[] len = new int[CAPACITY];
    /** Flow hash of each frame. */
    public final int[] hash = new int[CAPACITY];
    /** Egress port index of each frame, or a negative code of {@link org.jackfield.api.stage.EgressDecision}. */
    public final int[] egress = new int[CAPACITY];
    /** Destination address in the lower 48 bits. */
    public final long[] dst = new long[CAPACITY];
    /** Source address in the lower 48 bits. */
    public final long[] src = new long[CAPACITY];
    /** VID of the outermost 802.1Q tag, 0 when untagged. */
    public final short[] vid = new short[CAPACITY];

    /** Frames in the batch. */
    public int count;
    /** Most frames to receive into this batch, at most {@link #CAPACITY}. */
    public int limit = CAPACITY;
    /** Dense index of the ingress port. */
    public int ingressPort;
    /** Generation of the ingress port. */
    public short generation;

    private final FramePool pool;

    /** A batch that takes frames from this pool. */
    public FrameBatch(final FramePool pool) {
        this.pool = pool;
    }

    /** The pool of the worker that owns this batch. */
    public FramePool pool() {
        return pool;
    }

    /** How many more frames may be added. */
    public int free() {
        return limit - count;
    }

    /** Appends a frame whose length is written in its descriptor too; the batch takes over one reference. */
    public void add(final int frame, final int length) {
        id[count] = frame;
        len[count] = length;
        count++;
    }
}
