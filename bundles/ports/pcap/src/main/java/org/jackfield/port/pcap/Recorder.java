package org.jackfield.port.pcap;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.file.FileWork;
import org.jspecify.annotations.Nullable;

/**
 * Writes what waits in the rings of all queues to the file, oldest frame first. Rounds come ten times a second, or sooner when a ring
 * fills, so a frame is in the file at most about 0.1 s after it was sent. The thread of the file, but for the methods that say otherwise.
 */
final class Recorder implements FileWork {
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Frames this young wait for the next round: a slower worker may still bring one that is older. */
    private static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long CHECK_NS = TimeUnit.SECONDS.toNanos(1);
    /** Names of ports that came and went are forgotten beyond this number. */
    private static final int MOST_NAMES = 4096;

    private final PortHost host;
    private final RecordSettings settings;
    private final WallClock clock;
    private final CaptureFiles files;
    private final List<RecordQueue> queues = new CopyOnWriteArrayList<>();
    private final LostFrames lost;

    private CaptureFile file;
    /** What was lost before the file began, by ingress port. */
    private long[] lostBefore;
    /** Interfaces of the file by what entries of rings say. */
    private final Map<Integer, CaptureInterface> interfaces = new HashMap<>();

    private int lastIngress;
    private @Nullable CaptureInterface lastInterface;
    private final Map<Integer, String> names = new HashMap<>();
    private long lastNs;
    private long nextCheckNs;

    // Written by the thread of the file, read by any.
    private volatile boolean failed;
    private volatile String shownFile;
    private volatile long frames;
    private volatile long bytes;

    Recorder(
            final PortHost host,
            final RecordSettings settings,
            final WallClock clock,
            final LostFrames lost,
            final CaptureFiles files,
            final CaptureFile first) {
        this.host = host;
        this.settings = settings;
        this.clock = clock;
        this.lost = lost;
        this.files = files;
        this.file = first;
        this.lostBefore = lost.all();
        this.shownFile = first.path().toString();
        this.nextCheckNs = System.nanoTime() + CHECK_NS;
    }

    /** Takes a queue in. Port-ops thread. */
    void add(final RecordQueue queue) {
        queues.add(queue);
    }

    /** Whether nothing is recorded any more. Any thread. */
    boolean failed() {
        return failed;
    }

    /** The file that is written now. Any thread. */
    String file() {
        return shownFile;
    }

    /** Frames written so far, to all files. Any thread. */
    long frames() {
        return frames;
    }

    /** Bytes of these as they were on the wire. Any thread. */
    long bytes() {
        return bytes;
    }

    @Override
    public long round(final boolean last) {
        if (failed) {
            return -1;
        }
        try {
            clock.follow();
            final boolean crowded = write(last ? Long.MAX_VALUE : clock.ns() - SETTLE_NS);
            file.flush();
            if (last) {
                endFile();
                failed = true; // whoever sends now, sends to a port that is closed
            } else if (System.nanoTime() - nextCheckNs >= 0) {
                nextCheckNs = System.nanoTime() + CHECK_NS;
                file.check();
            }
            return crowded ? 0 : REST_NS;
        } catch (final IOException cannot) {
            fail(files.failure("recording to", file.path(), cannot));
            return -1;
        }
    }

    @Override
    public void broken(final Throwable thrown) {
        fail(thrown);
    }

    /** Writes the frames sent up to a time, all there are when a ring fills; returns whether one did. */
    private boolean write(final long untilNs) throws IOException {
        final RecordQueue[] all = queues.toArray(new RecordQueue[0]);
        boolean crowded = false;
        for (final RecordQueue queue : all) {
            crowded |= queue.isFilling();
        }
        final long until = crowded ? Long.MAX_VALUE : untilNs;
        for (FrameRing ring = oldest(all, until); ring != null; ring = oldest(all, until)) {
            write(ring, ring.peek());
        }
        for (final RecordQueue queue : all) {
            if (queue.left() && queue.ring().peek() < 0) {
                queues.remove(queue);
            }
        }
        return crowded;
    }

    private static @Nullable FrameRing oldest(final RecordQueue[] all, final long untilNs) {
        FrameRing oldest = null;
        long least = untilNs;
        for (final RecordQueue queue : all) {
            final int entry = queue.ring().peek();
            if (entry >= 0 && queue.ring().time(entry) <= least) {
                oldest = queue.ring();
                least = oldest.time(entry);
            }
        }
        return oldest;
    }

    private void write(final FrameRing ring, final int entry) throws IOException {
        final long room = settings.fileBytes() - (long) CaptureFile.STATISTICS_BYTES * (interfaces.size() + 1);
        if (settings.fileBytes() > 0
                && !interfaces.isEmpty()
                && file.size() + CaptureFile.bytesOf(ring, entry) > room) {
            nextFile();
        }
        // Never back within a file: workers read the clock apart from each other, and somebody may set it.
        lastNs = Math.max(lastNs, ring.time(entry));
        file.write(ring, entry, at(ring.ingress(entry)), lastNs);
        bytes += ring.length(entry);
        frames++;
        ring.remove(entry);
    }

    private CaptureInterface at(final int ingress) throws IOException {
        CaptureInterface known = lastInterface;
        if (known == null || ingress != lastIngress) {
            known = interfaces.get(ingress);
            if (known == null) {
                final int index = ingress >>> Short.SIZE;
                known = file.at(
                        name(ingress, index),
                        index,
                        settings.snapBytes(),
                        lostBefore[Math.min(index, LostFrames.MOST_PORTS - 1)]);
                interfaces.put(ingress, known);
            }
            lastIngress = ingress;
            lastInterface = known;
        }
        return known;
    }

    private String name(final int ingress, final int index) {
        if (names.size() > MOST_NAMES) {
            names.clear();
        }
        return names.computeIfAbsent(ingress, i -> host.portName(index).orElse("port " + index + " (gone)"));
    }

    private void nextFile() throws IOException {
        endFile();
        lostBefore = lost.all();
        file = files.next();
        shownFile = file.path().toString();
        lastNs = 0;
    }

    private void endFile() throws IOException {
        for (final CaptureInterface each : file.interfaces()) {
            each.lost(lost.of(each.portIndex));
        }
        file.finish();
        interfaces.clear();
        lastInterface = null;
    }

    private void fail(final Throwable cause) {
        failed = true;
        file.abandon();
        long left = file.unwritten();
        for (final RecordQueue queue : queues) {
            for (int entry = queue.ring().peek();
                    entry >= 0;
                    entry = queue.ring().peek()) {
                queue.ring().remove(entry);
                left++;
            }
        }
        frames -= file.unwritten();
        host.fail("port " + settings.port() + ": "
                + (cause instanceof IOException ? cause.getMessage() : "recording failed: " + cause) + "; " + left
                + " frames it had taken are not in the file");
    }
}
