package org.jackfield.linux.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;
import org.jackfield.linux.jna.NativeMemory;

/**
 * One io_uring: its rings in shared memory and the three system calls. Knows nothing of frames. Made, and used, by one thread (the
 * kernel insists), {@link #free} apart. Owns descriptor and mappings.
 *
 * <p>Memory order: entries are written plainly and published by a release store of the submission tail before the kernel is entered; the
 * completion tail is loaded with acquire, which covers entries and the bytes of frames, and the head is stored with release when they
 * have been read.
 */
@HotPath
final class Uring {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int PROTECTION = LibC.PROT_READ | LibC.PROT_WRITE;
    private static final int SHARED_POPULATED = 0x8001;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final int fd;
    private final int waitFlags;
    private final long ringAddress;
    private final int ringBytes;
    private final long sqesAddress;
    private final ByteBuffer ring;
    private final ByteBuffer sqes;
    private final int sqHead;
    private final int sqTail;
    private final int sqMask;
    private final int sqFlags;
    private final int cqHead;
    private final int cqTail;
    private final int cqMask;
    private final int cqes;
    /** struct io_uring_getevents_arg, then struct __kernel_timespec: s64 tv_sec, s64 tv_nsec. */
    private final NativeBlock argument = new NativeBlock(UringLayout.GETEVENTS_ARG_BYTES + 16);

    /** Entries written, as a free-running number. */
    private int tail;
    /** Entries the kernel has taken. */
    private int taken;
    /** Completions read. */
    private int head;

    private long entries;

    /**
     * A ring for the calling thread.
     *
     * @param sqEntries room for submissions, a power of two
     * @param cqEntries room for completions, a power of two
     * @throws EngineException with the kernel's reason
     */
    Uring(final int sqEntries, final int cqEntries) throws EngineException {
        try (NativeBlock params = new NativeBlock(UringLayout.PARAMS_BYTES)) {
            params.putInt(UringLayout.PARAMS_FLAGS, UringLayout.SETUP).putInt(UringLayout.PARAMS_CQ_ENTRIES, cqEntries);
            fd = (int) LibC.syscall(UringLayout.SYS_SETUP, sqEntries, params.address(), 0, 0, 0, 0);
            if (fd < 0) {
                final int errno = Errno.last();
                argument.close();
                throw new EngineException("io_uring_setup failed: " + Errno.name(errno) + remedy(errno));
            }
            final int features = params.getInt(UringLayout.PARAMS_FEATURES);
            waitFlags = UringLayout.ENTER_GETEVENTS
                    | ((features & UringLayout.FEATURE_NO_IOWAIT) != 0 ? UringLayout.ENTER_NO_IOWAIT : 0);
            sqHead = params.getInt(UringLayout.PARAMS_SQ_HEAD);
            sqTail = params.getInt(UringLayout.PARAMS_SQ_TAIL);
            sqFlags = params.getInt(UringLayout.PARAMS_SQ_FLAGS);
            cqHead = params.getInt(UringLayout.PARAMS_CQ_HEAD);
            cqTail = params.getInt(UringLayout.PARAMS_CQ_TAIL);
            cqes = params.getInt(UringLayout.PARAMS_CQES);
            ringBytes = cqes + (cqEntries << UringLayout.CQE_SHIFT);
            ringAddress = map(ringBytes, 0);
            sqesAddress = map(sqEntries * UringLayout.SQE_BYTES, UringLayout.OFFSET_SQES);
            final int needed = UringLayout.FEATURE_SINGLE_MMAP | UringLayout.FEATURE_EXT_ARG;
            if (ringAddress == -1 || sqesAddress == -1 || (features & needed) != needed) {
                final String cause = (features & needed) != needed
                        ? "the kernel lacks features, it has 0x" + Integer.toHexString(features)
                        : "mmap: " + Errno.name(Errno.last());
                free(sqEntries);
                throw new EngineException("mapping an io_uring failed: " + cause);
            }
            ring = NativeMemory.buffer(ringAddress, ringBytes).order(ByteOrder.LITTLE_ENDIAN);
            sqes = NativeMemory.buffer(sqesAddress, sqEntries * UringLayout.SQE_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            sqMask = ring.getInt(params.getInt(UringLayout.PARAMS_SQ_MASK));
            cqMask = ring.getInt(params.getInt(UringLayout.PARAMS_CQ_MASK));
        }
        argument.putLong(UringLayout.GETEVENTS_ARG_TIME, argument.address(UringLayout.GETEVENTS_ARG_BYTES));
    }

    private long map(final int bytes, final long offset) {
        return LibC.mmap(0, bytes, PROTECTION, SHARED_POPULATED, fd, offset);
    }

    private static String remedy(final int errno) {
        return switch (errno) {
            case Errno.EPERM ->
                "; allow it by sysctl kernel.io_uring_disabled=0, in a container also by its seccomp profile";
            case Errno.ENOSYS -> "; the kernel has no io_uring, or the container's seccomp profile hides it";
            case Errno.EINVAL -> "; needs Linux 6.7 or newer";
            case Errno.ENOMEM -> "; raise the limit of locked memory (ulimit -l)";
            case Errno.EMFILE -> "; raise the limit of open files (ulimit -n)";
            default -> "";
        };
    }

    /** The descriptor, which other rings send messages to. */
    int fd() {
        return fd;
    }

    /** Times the kernel was entered so far. */
    long entries() {
        return entries;
    }

    /** Entries written so far; wraps around. */
    int count() {
        return tail;
    }

    /** Entries written that the kernel has not taken. */
    int unsubmitted() {
        return tail - taken;
    }

    /** Index, 0 to the ring's size, that the next entry will have. */
    int nextIndex() {
        return tail & sqMask;
    }

    /**
     * Writes an entry; fewer than the ring has may be {@link #unsubmitted}.
     *
     * @param operation opcode, flags as {@link UringLayout} has them
     * @param target descriptor, or index of a registered one
     * @param length bytes in the lower half, flags of the operation in the upper
     */
    void put(
            final int operation,
            final int target,
            final long offset,
            final long address,
            final long length,
            final long userData,
            final int group) {
        final int at = (tail & sqMask) * UringLayout.SQE_BYTES;
        sqes.putLong(at, operation | (long) target << 32);
        sqes.putLong(at + UringLayout.SQE_OFF, offset);
        sqes.putLong(at + UringLayout.SQE_ADDR, address);
        sqes.putLong(at + UringLayout.SQE_LEN, length);
        sqes.putLong(at + UringLayout.SQE_USER_DATA, userData);
        sqes.putLong(at + UringLayout.SQE_BUF_GROUP, group);
        sqes.putLong(at + UringLayout.SQE_BUF_GROUP + 8, 0);
        sqes.putLong(at + UringLayout.SQE_BUF_GROUP + 16, 0);
        tail++;
    }

    /** Whether entering the kernel would bring completions that wait there for this thread, or that the ring had no room for. */
    boolean kernelHasWork() {
        return ((int) INTS.getOpaque(ring, sqFlags) & (UringLayout.SQ_TASKRUN | UringLayout.SQ_CQ_OVERFLOW)) != 0;
    }

    /** Submits everything written; collects nothing. */
    void submit() {
        enter(0, 0, 0, 0);
    }

    /**
     * Submits everything written, runs what waits for this thread, and waits for one completion: not at all for 0, up to that many
     * nanoseconds, or for ever with a negative value.
     */
    void submitAndWait(final long waitNs) {
        if (waitNs > 0) {
            argument.putLong(UringLayout.GETEVENTS_ARG_BYTES, waitNs / NS_PER_SECOND)
                    .putLong(UringLayout.GETEVENTS_ARG_BYTES + 8, waitNs % NS_PER_SECOND);
            enter(1, waitFlags | UringLayout.ENTER_EXT_ARG, argument.address(), UringLayout.GETEVENTS_ARG_BYTES);
        } else {
            enter(waitNs < 0 ? 1 : 0, waitFlags, 0, 0);
        }
    }

    private void enter(final int completions, final int flags, final long argumentAt, final int argumentBytes) {
        INTS.setRelease(ring, sqTail, tail);
        // An error leaves entries untaken (EAGAIN, EBUSY: no memory, completions to be read first) or ended a wait
        // early (EINTR,
        // ETIME): in each case the rings say all there is to know.
        LibC.syscall(UringLayout.SYS_ENTER, fd, tail - taken, completions, flags, argumentAt, argumentBytes);
        taken = (int) INTS.getAcquire(ring, sqHead);
        entries++;
    }

    /** Number of completions there are; they stay until {@link #advance}. */
    int completions() {
        return (int) INTS.getAcquire(ring, cqTail) - head;
    }

    /** Where the {@code i}-th of the completions is in {@link #completionRing}. */
    int completionAt(final int i) {
        return cqes + ((head + i & cqMask) << UringLayout.CQE_SHIFT);
    }

    /** The memory completions are in. */
    ByteBuffer completionRing() {
        return ring;
    }

    /** Gives the first {@code n} completions back to the kernel. */
    void advance(final int n) {
        head += n;
        INTS.setRelease(ring, cqHead, head);
    }

    /** io_uring_register(2): 0 or more, or -errno. */
    int slowPathRegister(final int operation, final long address, final int count) {
        final long result = LibC.syscall(UringLayout.SYS_REGISTER, fd, operation, address, count, 0, 0);
        return result < 0 ? -Errno.last() : (int) result;
    }

    /**
     * Closes the descriptor and unmaps the rings. The kernel cancels what is under way and lets go of registered files, maybe a little
     * later. Any thread, once nobody uses the ring.
     */
    void free() {
        free(sqMask + 1);
    }

    private void free(final int sqEntries) {
        if (ringAddress != -1) {
            LibC.munmap(ringAddress, ringBytes);
        }
        if (sqesAddress != -1) {
            LibC.munmap(sqesAddress, (long) sqEntries * UringLayout.SQE_BYTES);
        }
        LibC.close(fd);
        argument.close();
    }
}
