package org.jackfield.port.pcap;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.file.FileWork;
import org.jackfield.port.pcap.files.CaptureReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a file ahead into a ring, each with the time it is due and its addresses replaced. The thread of the file, but for
 * the methods that say otherwise.
 */
final class Replayer implements FileWork {
    /** Rest when the ring is full: whoever empties it wakes this thread. */
    private static final long FULL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long LAST_FRAMES_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FRAMES_A_ROUND = 4096;
    private static final int FRAMES_SHOWN_AT_ONCE = 32;
    /** The longest frame a slot holds. */
    private static final int MOST_BYTES = FrameLayout.capacity(FrameLayout.LARGE);

    private final PortHost host;
    private final ReplaySettings settings;
    private final BrokenFile broken;
    private final CaptureReader reader;
    private final FrameRing ring;
    /** Whether {@link #reader} has a frame that is not in the ring yet. */
    private boolean waiting;

    private long dueNs;
    /** When the present loop began, and the time in the file that belongs to it. */
    private long loopNs;

    private long loopTimeNs;
    private boolean loopHasFrames;
    private @Nullable String failure;

    // Written by the thread of the file, read by any.
    private volatile boolean ended;
    private volatile long loops;
    private volatile long skipped;
    private volatile long cut;

    /**
     * @param reader a file with its first frame read, which is closed here
     * @param startNs when that frame is due, in terms of {@code System.nanoTime}
     */
    Replayer(
            final PortHost host,
            final ReplaySettings settings,
            final BrokenFile broken,
            final CaptureReader reader,
            final FrameRing ring,
            final long startNs) {
        this.host = host;
        this.settings = settings;
        this.broken = broken;
        this.reader = reader;
        this.ring = ring;
        this.dueNs = startNs;
        this.loopNs = startNs;
        this.waiting = accept();
    }

    /** Whether the ring has all there will be. Any thread; ask before looking whether the ring is empty. */
    boolean ended() {
        return ended;
    }

    /** Loops read to their end. Any thread. */
    long loops() {
        return loops;
    }

    /** Frames that no port can have: without a byte, or longer than any slot. Any thread. */
    long skipped() {
        return skipped;
    }

    /** Frames that are not in the file to their end, which come cut. Any thread. */
    long cut() {
        return cut;
    }

    @Override
    public long round(final boolean last) {
        if (last || ended && failure == null) {
            closeFile();
            return -1;
        }
        if (failure != null) {
            return failWhenEmpty();
        }
        try {
            return readAhead();
        } catch (final IOException cannot) {
            fail(String.valueOf(cannot.getMessage()));
            broken.remember(settings.file(), String.valueOf(cannot.getMessage()));
            return LAST_FRAMES_NS;
        }
    }

    @Override
    public void broken(final Throwable thrown) {
        closeFile();
        host.fail("port " + settings.port() + ": replaying " + settings.file() + " failed: " + thrown);
    }

    private long readAhead() throws IOException {
        for (int n = 1; n <= FRAMES_A_ROUND; n++) {
            if (!waiting && !advance()) {
                ring.publish();
                ended = true;
                closeFile();
                return -1;
            }
            if (!ring.put(reader.frames(), reader.at(), reader.captured(), dueNs, loops)) {
                ring.publish();
                return FULL_NS;
            }
            waiting = false;
            if (n % FRAMES_SHOWN_AT_ONCE == 0) {
                ring.publish();
            }
        }
        ring.publish();
        return 0;
    }

    /** Reads on to the next frame that can be sent; false when there is none any more. */
    private boolean advance() throws IOException {
        while (true) {
            while (reader.next()) {
                if (accept()) {
                    waiting = true;
                    return true;
                }
            }
            loops = loops + 1;
            if (loops == settings.loops() || !loopHasFrames) {
                return false;
            }
            loopHasFrames = false;
            loopNs = dueNs + settings.loopGapNs();
            reader.rewind();
        }
    }

    /** Takes the frame that was just read, or passes over it. */
    private boolean accept() {
        if (reader.captured() == 0 || reader.captured() > MOST_BYTES) {
            skipped = skipped + 1;
            return false;
        }
        if (reader.captured() < reader.length()) {
            cut = cut + 1;
        }
        if (!loopHasFrames) {
            loopHasFrames = true;
            loopTimeNs = reader.timeNs();
        }
        dueNs = Math.max(dueNs, loopNs + scaled(reader.timeNs() - loopTimeNs)); // files may be out of order
        settings.addresses().rewrite(reader.frames(), reader.at(), reader.captured());
        return true;
    }

    private long scaled(final long ns) {
        return settings.speed() == ReplaySettings.FULL || ns <= 0 ? 0 : (long) (ns / settings.speed());
    }

    /** What was read before is sent first. */
    private void fail(final String reason) {
        failure = reason;
        ring.publish();
        ended = true;
        closeFile();
    }

    private long failWhenEmpty() {
        if (!ring.isEmptied()) {
            return LAST_FRAMES_NS;
        }
        host.fail("port " + settings.port() + ": " + failure);
        return -1;
    }

    private void closeFile() {
        try {
            reader.close();
        } catch (final IOException alreadyRead) {
            // nothing was written
        }
    }
}
