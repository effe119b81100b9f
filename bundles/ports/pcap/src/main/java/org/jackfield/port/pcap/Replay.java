package org.jackfield.port.pcap;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.RxQueue;
import org.jackfield.linux.clock.Alarm;
import org.jackfield.linux.file.FileThread;
import org.jackfield.port.pcap.files.CaptureReader;

/**
 * A port that replays: one thread reads the file ahead, and the worker of the first queue hands the frames out when they are due. All of
 * them come by that queue, because only so they keep their order; the switch steers them to their owners as it does with any other.
 */
final class Replay implements OpenPcap {
    /** Memory for frames read ahead. */
    private static final int RING_BYTES = 4 << 20;

    private static final long NS_PER_US = 1_000;

    private final PortHost host;
    private final ReplaySettings settings;
    private final Alarm alarm;
    private final FrameRing ring = new FrameRing(RING_BYTES);
    private final long startNs;
    private final Replayer replayer;
    private final FileThread thread;
    private final ReplayQueue frames;
    private final List<DiscardQueue> queues = new CopyOnWriteArrayList<>();

    private Replay(
            final PortHost host, final ReplaySettings settings, final BrokenFile broken, final CaptureReader first)
            throws IOException {
        this.host = host;
        this.settings = settings;
        this.alarm = new Alarm();
        this.startNs = System.nanoTime() + settings.startDelayNs();
        this.replayer = new Replayer(host, settings, broken, first, ring, startNs);
        this.thread = new FileThread(settings.port(), replayer);
        this.frames = new ReplayQueue(replayer, thread, ring, alarm, System::nanoTime);
        alarm.set(startNs);
    }

    /** Opens the file, which must have a frame, and attaches the queues. */
    static Replay open(final PortHost host, final ReplaySettings settings, final BrokenFile broken, final int queues)
            throws PortException {
        final Replay replay;
        try {
            replay = begin(host, settings, broken);
        } catch (final IOException refused) {
            throw new PortException("port " + settings.port() + ": " + text(settings, refused), refused);
        }
        boolean open = false;
        try {
            host.mtu(PcapPort.MOST_MTU);
            host.offloads(Offload.NONE);
            replay.setQueues(queues);
            open = true;
        } finally {
            if (!open) {
                replay.undo();
            }
        }
        return replay;
    }

    private static Replay begin(final PortHost host, final ReplaySettings settings, final BrokenFile broken)
            throws IOException {
        if (!Files.exists(settings.file())) {
            throw new NoSuchFileException(settings.file().toString());
        }
        if (!Files.isRegularFile(settings.file())) {
            throw new IOException(settings.file() + " is no plain file; name a pcap or pcapng file");
        }
        broken.refuse(settings.file());
        final CaptureReader reader = CaptureReader.open(settings.file());
        boolean begun = false;
        try {
            if (!reader.next()) {
                throw new IOException(settings.file() + " has no frame, so there is nothing to replay");
            }
            final Replay replay = new Replay(host, settings, broken, reader);
            begun = true;
            return replay;
        } finally {
            if (!begun) {
                reader.close();
            }
        }
    }

    private static String text(final ReplaySettings settings, final IOException refused) {
        if (refused instanceof NoSuchFileException) {
            return "file=" + settings.file() + " does not exist; name a pcap or pcapng file";
        }
        if (refused instanceof AccessDeniedException) {
            return "file=" + settings.file()
                    + " cannot be opened: permission denied; the switch's user must be allowed to read it";
        }
        return String.valueOf(refused.getMessage());
    }

    @Override
    public void setQueues(final int count) throws PortException {
        while (queues.size() < count) {
            final DiscardQueue queue = new DiscardQueue();
            final RxQueue rx = queues.isEmpty() ? frames : queue;
            host.attach(queues.size(), rx, queue);
            queues.add(queue);
        }
        while (queues.size() > count) {
            host.detach(queues.size() - 1);
            queues.remove(queues.size() - 1);
        }
    }

    @Override
    public Map<String, String> details() {
        final Map<String, String> details = new LinkedHashMap<>();
        details.put("mode", "replay");
        details.put("file", settings.file().toString());
        details.put("state", state());
        details.put("frames", String.valueOf(frames.count(ReplayQueue.FRAMES)));
        details.put("bytes", String.valueOf(frames.count(ReplayQueue.BYTES)));
        details.put("loops", String.valueOf(isFinished() ? replayer.loops() : frames.loop()));
        details.put("late-us", String.valueOf(frames.mostLateNs() / NS_PER_US));
        put(details, "skipped", replayer.skipped());
        put(details, "cut", replayer.cut());
        put(
                details,
                "discarded",
                queues.stream().mapToLong(DiscardQueue::discarded).sum());
        return details;
    }

    private String state() {
        if (isFinished()) {
            return "finished";
        }
        return System.nanoTime() - startNs < 0 ? "waiting" : "replaying";
    }

    private boolean isFinished() {
        return replayer.ended() && ring.isEmptied();
    }

    private static void put(final Map<String, String> details, final String key, final long count) {
        if (count > 0) {
            details.put(key, String.valueOf(count));
        }
    }

    @Override
    public void close() {
        thread.close();
        alarm.close();
    }

    private void undo() {
        try {
            setQueues(0);
        } catch (final PortException alsoRefused) {
            // the reason for undoing is told
        }
        close();
    }
}
