package org.jackfield.api.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory all frames of one switch live in: regions of direct memory cut into slots. A frame is an {@code int} id, the
 * same on every worker: region in bits 24..30, index of the slot in bits 0..23. Immutable after construction; contents
 * belong to whoever owns the frame. Region {@code r} serves size class {@code r} ({@link FrameLayout#SMALL},
 * {@link FrameLayout#LARGE}). A region is at most 2 GiB, the reach of one direct buffer.
 */
@HotPath
public final class FrameMemory {
    private static final int REGION_SHIFT = 24;
    private static final int INDEX_MASK = (1 << REGION_SHIFT) - 1;

    private final ByteBuffer[] regions;
    private final long[] addresses;
    private final int[] strides;
    private final int[] slots;

    /**
     * @param regions one buffer for each size class; its capacity divided by the stride gives the slots
     * @param addresses native address of each buffer's first byte, or 0 where no native engine will touch it
     */
    public FrameMemory(final ByteBuffer[] regions, final long[] addresses) {
        if (regions.length != FrameLayout.SIZE_CLASSES || addresses.length != regions.length) {
            throw new IllegalArgumentException("frame memory needs " + FrameLayout.SIZE_CLASSES + " regions");
        }
        this.regions = new ByteBuffer[regions.length];
        this.addresses = addresses.clone();
        this.strides = new int[] {FrameLayout.SMALL_STRIDE, FrameLayout.LARGE_STRIDE};
        this.slots = new int[regions.length];
        for (int r = 0; r < regions.length; r++) {
            this.regions[r] = regions[r].duplicate().order(ByteOrder.BIG_ENDIAN);
            slots[r] = regions[r].capacity() / strides[r];
            if (slots[r] > INDEX_MASK) {
                throw new IllegalArgumentException("region " + r + " has more than " + INDEX_MASK + " slots");
            }
        }
    }

    /** Frame memory from plain direct buffers, for tests and ports without native engines. */
    public static FrameMemory allocate(final int smallSlots, final int largeSlots) {
        return new FrameMemory(
                new ByteBuffer[] {
                    ByteBuffer.allocateDirect(smallSlots * FrameLayout.SMALL_STRIDE),
                    ByteBuffer.allocateDirect(largeSlots * FrameLayout.LARGE_STRIDE)
                },
                new long[FrameLayout.SIZE_CLASSES]);
    }

    /** Id of slot {@code index} of a size class. */
    public static int id(final int sizeClass, final int index) {
        return sizeClass << REGION_SHIFT | index;
    }

    /** Size class of a frame's slot. */
    public static int sizeClass(final int id) {
        return id >>> REGION_SHIFT;
    }

    /** Slots of a size class. */
    public int slots(final int sizeClass) {
        return slots[sizeClass];
    }

    /** The big-endian buffer that holds the frame. Use absolute access only: the buffer is shared by all threads. */
    public ByteBuffer buffer(final int id) {
        return regions[id >>> REGION_SHIFT];
    }

    /** Offset of the frame's slot in {@link #buffer}. */
    public int base(final int id) {
        return (id & INDEX_MASK) * strides[id >>> REGION_SHIFT];
    }

    /** Native address of the frame's slot. */
    public long address(final int id) {
        return addresses[id >>> REGION_SHIFT] + base(id);
    }

    /** Bytes of data the slot can hold behind {@link FrameLayout#DATA}. */
    public int capacity(final int id) {
        return strides[id >>> REGION_SHIFT] - FrameLayout.DATA;
    }

    /** Bytes of the frame. */
    public int length(final int id) {
        return buffer(id).getInt(base(id) + FrameLayout.LENGTH);
    }

    /** Offset of the Ethernet header in {@link #buffer}. */
    public int data(final int id) {
        final int base = base(id);
        return base + buffer(id).getShort(base + FrameLayout.DATA_OFFSET);
    }
}
