package org.jackfield.linux.mem;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeMemory;

/**
 * The frame memory of a switch as anonymous mappings with native addresses, one for each size class. Owns the mappings:
 * whoever made it closes it, after the last thread that may touch a frame has ended, because an access after that ends the
 * process.
 *
 * <p>The mappings cost address space only. The kernel gives a page when a frame first reaches it (private, anonymous, without
 * reserved swap space), and never a huge page, which would make 2 MiB resident for the first byte of a frame. Direct
 * buffers of the JDK do not serve: they are zeroed when made, which touches every page.
 */
public final class FrameMemories implements AutoCloseable {
    private static final int READ_WRITE = LibC.PROT_READ | LibC.PROT_WRITE;
    private static final int LAZY = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;

    private final long[] addresses = new long[FrameLayout.SIZE_CLASSES];
    private final int[] bytes = new int[FrameLayout.SIZE_CLASSES];
    private final FrameMemory frames;

    /**
     * Maps memory for slots of both sizes.
     *
     * @param smallSlots slots of {@link FrameLayout#SMALL_STRIDE} bytes, 0 or more
     * @param largeSlots slots of {@link FrameLayout#LARGE_STRIDE} bytes, 0 or more
     * @throws IllegalArgumentException when the slots of one size need more than 2 GiB, the reach of one buffer
     * @throws IOException when the kernel refuses the mapping
     */
    public FrameMemories(final int smallSlots, final int largeSlots) throws IOException {
        bytes[FrameLayout.SMALL] = regionBytes("small", smallSlots, FrameLayout.SMALL_STRIDE);
        bytes[FrameLayout.LARGE] = regionBytes("large", largeSlots, FrameLayout.LARGE_STRIDE);
        final ByteBuffer[] regions = new ByteBuffer[FrameLayout.SIZE_CLASSES];
        for (int c = 0; c < regions.length; c++) {
            addresses[c] = map(bytes[c]);
            regions[c] = NativeMemory.buffer(addresses[c], bytes[c]);
        }
        frames = new FrameMemory(regions, addresses);
    }

    /** The memory; valid until {@link #close}. */
    public FrameMemory frames() {
        return frames;
    }

    /** Bytes of address space of a size class. */
    public long mappedBytes(final int sizeClass) {
        return bytes[sizeClass];
    }

    /** Unmaps the memory. May be called twice. */
    @Override
    public void close() {
        for (int c = 0; c < addresses.length; c++) {
            if (addresses[c] != 0) {
                LibC.munmap(addresses[c], mapped(bytes[c]));
                addresses[c] = 0;
            }
        }
    }

    private static int regionBytes(final String size, final int slots, final int stride) {
        final long region = (long) slots * stride;
        if (slots < 0 || region > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    slots + " " + size + " slots: must be 0 to " + Integer.MAX_VALUE / stride + " (2 GiB)");
        }
        return (int) region;
    }

    private long map(final int region) throws IOException {
        final long address = LibC.mmap(0, mapped(region), READ_WRITE, LAZY, -1, 0);
        if (address == -1) {
            final String cause = Errno.name(Errno.last());
            close();
            throw new IOException("mmap failed for " + region + " bytes of frame memory: " + cause
                    + "; configure fewer frames or raise the limit of address space");
        }
        // Without huge pages in the kernel this is refused, and not needed.
        LibC.madvise(address, mapped(region), LibC.MADV_NOHUGEPAGE);
        return address;
    }

    /** An empty mapping does not exist. */
    private static long mapped(final int region) {
        return Math.max(region, 1);
    }
}
