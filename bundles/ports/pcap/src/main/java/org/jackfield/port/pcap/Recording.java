package org.jackfield.port.pcap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.Offload;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.file.FileThread;

/** A port that records: a ring for each queue, and one thread that writes what is in them. */
final class Recording implements OpenPcap {
    private final PortHost host;
    private final RecordSettings settings;
    private final WallClock clock = new WallClock();
    private final LostFrames lost = new LostFrames();
    private final CaptureFile first;
    private final Recorder recorder;
    private final FileThread thread;
    private final List<RecordQueue> queues = new ArrayList<>();

    private Recording(final PortHost host, final RecordSettings settings) throws IOException {
        this.host = host;
        this.settings = settings;
        final CaptureFiles files = new CaptureFiles(settings);
        this.first = files.first();
        this.recorder = new Recorder(host, settings, clock, lost, files, first);
        this.thread = new FileThread(settings.port(), recorder);
    }

    /** Opens the file and attaches the queues; when that fails the file is as before. */
    static Recording open(final PortHost host, final RecordSettings settings, final int queues) throws PortException {
        final Recording recording;
        try {
            recording = new Recording(host, settings);
        } catch (final IOException refused) {
            throw new PortException("port " + settings.port() + ": " + refused.getMessage(), refused);
        }
        boolean open = false;
        try {
            host.mtu(PcapPort.MOST_MTU);
            host.offloads(settings.offload() ? Offload.ALL : Offload.NONE);
            recording.setQueues(queues);
            open = true;
        } finally {
            if (!open) {
                recording.undo();
            }
        }
        return recording;
    }

    @Override
    public void setQueues(final int count) throws PortException {
        while (queues.size() < count) {
            final int queue = queues.size();
            final FrameRing ring = new FrameRing(settings.bufferBytes());
            final RecordQueue added =
                    new RecordQueue(recorder, thread, clock, ring, settings.snapBytes(), lost.block(queue));
            host.attach(queue, added, added);
            queues.add(added);
            recorder.add(added);
        }
        while (queues.size() > count) {
            host.detach(queues.size() - 1);
            queues.remove(queues.size() - 1).leave();
        }
    }

    @Override
    public Map<String, String> details() {
        final Map<String, String> details = new LinkedHashMap<>();
        details.put("mode", "record");
        details.put("file", recorder.file());
        details.put("frames", String.valueOf(recorder.frames()));
        details.put("bytes", String.valueOf(recorder.bytes()));
        return details;
    }

    @Override
    public void close() {
        thread.close();
    }

    private void undo() {
        try {
            setQueues(0);
        } catch (final PortException alsoRefused) {
            // the reason for undoing is told
        }
        thread.close();
        try {
            first.undo();
        } catch (final IOException stays) {
            // an empty section is a file in order
        }
    }
}
