package org.jackfield.linux.poll;

import org.jackfield.api.frame.CounterBlock;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.frame.FrameBatch;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads and writes all descriptors of one worker. Shaped by completions, so that one implementation may use read and write
 * and another io_uring: work is submitted, {@link #cycle} enters the kernel once and sorts what completed, {@link #drain}
 * hands out the frames of one queue. A worker's duty cycle is
 *
 * <pre>
 *   engine.cycle(waitNs);
 *   for each i &lt; engine.readyCount():  engine.drain(engine.readyHandle(i), batch) ... engine.submitWrites(...)
 * </pre>
 *
 * <p>Created on its worker's thread and used by that thread alone, except {@link #wake} and the counters. Nothing here throws
 * or allocates after the set-up calls ({@link #add}, {@link #remove}, {@link #close}).
 *
 * <p>Descriptors belong to the caller and are never closed here; the caller closes one only after {@link #remove}. All engines
 * that share a descriptor are of one kind, because each kind needs its own mode of the open file.
 *
 * <p>Frames: a submitted frame belongs to the engine until its write completes, and the engine then releases one reference to
 * the pool given at creation; its bytes and length must not change before. A drained frame, with one reference, belongs to the
 * caller. An engine may hold free frames of the pool ready for reading; it gives them back in {@link #close}.
 */
@ProviderType
public interface IoEngine {
    /** Counters of a queue handle, indices into {@link #counters}. */
    int READ_FRAMES = 0;
    /** Bytes of the frames read. */
    int READ_BYTES = 1;
    /**
     * Frames read that filled their slot to the last byte, so may be cut, and those a packet socket could not describe by a virtio-net
     * header; released, not handed out, not in READ_FRAMES.
     */
    int READ_TRUNCATED = 2;
    /** Frames the kernel accepted. */
    int WRITTEN_FRAMES = 3;
    /** Bytes of the frames the kernel accepted. */
    int WRITTEN_BYTES = 4;
    /** Frames not written because the queue was full (EAGAIN, ENOBUFS). Writes never wait. */
    int WRITE_FULL = 5;
    /** Frames not written because the device is down (EIO, ENETDOWN). */
    int WRITE_DOWN = 6;
    /** Frames not written because the device is gone (EBADFD, EBADF, ENODEV, ENXIO). */
    int WRITE_GONE = 7;
    /** Frames not written for another reason. */
    int WRITE_ERROR = 8;
    /** Times reading stopped for want of free frames. The frames not read wait in the kernel; none is lost here. */
    int POOL_EMPTY = 9;
    /** Number of counters. */
    int COUNTERS = 10;

    /** Result of {@link #state}: open, without fault. */
    int OK = 0;

    /** The name in commands: {@code read-write} or {@code io-uring}. */
    String engineName();

    /**
     * Adds a descriptor and sets its open file to the mode this engine needs (non-blocking for read-write). Not armed: it can
     * be written at once and read after {@link #arm}.
     *
     * @param sizeClass size class of the slots to read into
     * @return a small handle, the number of a removed one where there is one
     * @throws EngineException when the kernel refuses the descriptor; nothing is left behind then
     */
    int add(int fd, FdKind kind, int sizeClass) throws EngineException;

    /**
     * Adds a descriptor that is only waited for, such as the one that tells of frames in a queue in memory. While armed its handle is
     * ready in each {@link #cycle} that finds it readable, or finds an error or a hang-up. Nothing is read from it and the mode of its
     * open file stays; {@link #drain} adds nothing, and it must not be written.
     *
     * @return a handle as {@link #add} returns
     * @throws EngineException when the descriptor cannot be waited for, such as that of a file
     */
    int watch(int fd) throws EngineException;

    /** Starts reading. Does nothing when armed or faulted; a refusal by the kernel shows in {@link #state}. */
    void arm(int handle);

    /** Stops reading. Frames already taken from the kernel can still be drained; others stay in the kernel. */
    void disarm(int handle);

    /** Whether nothing is read: not armed, or faulted, and the last read's frames have all been drained. */
    boolean disarmed(int handle);

    /** Changes the size class of slots read into from now on. */
    void sizeClass(int handle, int sizeClass);

    /**
     * Forgets a disarmed descriptor whose writes are done; the caller may then close it. Counters and state stay readable until the
     * handle is used again.
     */
    void remove(int handle);

    /** Counters of a handle; a fresh block for each {@link #add}, readable by any thread for ever. */
    CounterBlock counters(int handle);

    /**
     * {@link #OK}, or the errno that ended reading for good: the device is gone (EBADFD, EBADF, ENODEV), the peer of a connection
     * is gone (ENOTCONN), or an error that reading did not clear. Found by {@link #drain}, {@link #arm} or
     * {@link #cycle}; the last lists the handle as ready one more time, so that whoever drains it looks here. A faulted queue is
     * not polled again, and counts as empty and disarmed; it can still be written, until removed.
     */
    int state(int handle);

    /**
     * Submits {@code frames[from..from+n)} for writing in this order; writes of one handle keep the order of submission. Takes
     * over one reference of each, also when it fails. Carried out by the next {@link #cycle} at the latest. A write never
     * waits; each is counted in {@link #counters} under exactly one {@code WRITE} counter by the time it completes. The array is
     * the caller's again on return.
     */
    void submitWrites(int handle, int[] frames, int from, int n);

    /**
     * Submits one frame written from two pieces: the first {@code headBytes} data bytes of {@code head}, then the data of
     * {@code rest} from byte {@code skip}. Otherwise as {@link #submitWrites}; one write, counted once. Takes over one reference
     * of both, which may be the same frame submitted with two references.
     *
     * @param headBytes 0 to the length of {@code head}
     * @param skip 0 to the length of {@code rest}
     */
    void submitGathered(int handle, int head, int headBytes, int rest, int skip);

    /** Number of writes submitted so far, one a frame or gathered pair; a mark for {@link #writesDone}. */
    long writesSubmitted();

    /** Whether all of the first {@code mark} writes submitted have completed. */
    boolean writesDone(long mark);

    /**
     * Carries out what was submitted, collects completions, and waits for readable queues or {@link #wake} if there is nothing
     * to do: not at all for 0, up to {@code waitNs} nanoseconds, or for ever with a negative value. May return early. A handle
     * stays ready until a drain has seen it empty. A queue that could only be read into frames that are not free is left out;
     * it neither lets this return at once nor is it forgotten.
     *
     * @return number of handles that may have frames to drain, as {@link #readyCount}
     */
    int cycle(long waitNs);

    /** How many handles may have frames to drain, as {@link #cycle} last found; constant until the next cycle. */
    int readyCount();

    /** The {@code i}-th handle that may have frames to drain; each is named once. */
    int readyHandle(int i);

    /**
     * Appends frames of a queue to the batch, at most {@code batch.free()}, lengths written to their descriptors, in the order of
     * the queue. May be asked of any handle, ready or not; one that is disarmed or faulted adds nothing that was not taken
     * from the kernel before.
     *
     * @return frames added
     */
    int drain(int handle, FrameBatch batch);

    /**
     * Whether the last {@link #drain} of this handle found the queue empty, rather than stopping at the batch's limit or for want
     * of free frames. True means: every frame that was in the queue when the last {@link #cycle} before that drain began has
     * been handed out. False before the first drain after {@link #arm}; always true once faulted; unchanged by draining a
     * disarmed handle.
     */
    boolean sawEmpty(int handle);

    /**
     * Makes a waiting {@link #cycle} return, or the next one not wait. Any thread, also while or after the engine closes; one system
     * call.
     */
    void wake();

    /**
     * Makes a waiting {@link #cycle} of another engine return, or its next one not wait, with the next kernel entry of this one. This
     * engine's thread only.
     *
     * @return false when the two engines are of kinds that cannot do this, or the other one is closing; nothing has been done then, see
     *     {@link #wake}
     */
    boolean submitWake(IoEngine other);

    /** Times this engine has entered the kernel for reading, writing and waiting. This engine's thread only. */
    long kernelEntries();

    /**
     * Carries out the writes submitted, gives all frames back to the pool and frees what the engine holds. Handles are void then;
     * counters fetched before stay readable. May be called twice.
     */
    void close();

    /**
     * Frees what the engine holds without touching a frame, for a worker that does not come back: writes that have not completed are
     * forgotten and reading ends. Frames taken from the kernel and not drained are counted as read, so that the caller can write them
     * off. No frame is given back. Any thread, once its worker is known never to use the engine again; {@link #wake} stays allowed.
     */
    void abandon();
}
