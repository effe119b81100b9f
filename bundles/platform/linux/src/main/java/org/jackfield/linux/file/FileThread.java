package org.jackfield.linux.file;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jackfield.api.frame.HotPath;

/**
 * The thread of one file: workers must not wait for a disk, so they leave what is to be written, or find what was read, in memory. It
 * does rounds of a {@link FileWork} and rests in between. Whoever starts one closes it.
 */
public final class FileThread implements AutoCloseable {
    /** Longer than a disk that works needs for what is left in memory. */
    private static final long MOST_CLOSE_MS = 5_000;

    private final FileWork work;
    private final Thread thread;
    private volatile boolean ending;
    /** Whether it rests. Written by the thread. */
    private volatile boolean resting;

    /**
     * Starts the thread.
     *
     * @param owner whose file it is, part of the thread's name
     */
    public FileThread(final String owner, final FileWork work) {
        this.work = work;
        this.thread = new Thread(this::run, "jackfield-file-" + owner);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Makes the next round come now. A call at the moment the thread goes to rest may be missed: the round then comes when the rest is
     * over, so rests are to be short where that matters. Any thread, workers too; does not wait, and costs a read where the thread does
     * not rest.
     */
    @HotPath
    public void wake() {
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    /** Lets it do its last round, and returns when it has ended, or after 5 seconds of a disk that does not answer. May be called twice. */
    @Override
    public void close() {
        ending = true;
        LockSupport.unpark(thread);
        try {
            thread.join(MOST_CLOSE_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has ended. */
    public boolean ended() {
        return !thread.isAlive();
    }

    private void run() {
        try {
            boolean last;
            long restNs;
            do {
                last = ending;
                restNs = work.round(last);
                rest(restNs);
            } while (!last && restNs >= 0);
        } catch (final Throwable thrown) { // the last frame of this thread: nobody else would hear of it
            work.broken(thrown);
        }
    }

    private void rest(final long ns) {
        if (ns > 0 && !ending) {
            resting = true;
            LockSupport.parkNanos(this, Math.min(ns, TimeUnit.SECONDS.toNanos(1)));
            resting = false;
        }
    }
}
