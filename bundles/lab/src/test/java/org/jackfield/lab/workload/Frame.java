package org.jackfield.lab.workload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jackfield.lab.api.FrameSource;

/** All that a source tells of a frame, kept by a test. */
record Frame(long atNs, int flow, long sequence, int length, List<Byte> header, int port, int queue) {
    /** What the source is at. */
    static Frame of(final FrameSource source) {
        final List<Byte> header = new ArrayList<>();
        for (final byte one : Arrays.copyOf(source.header(), source.headerLength())) {
            header.add(one);
        }
        return new Frame(
                source.atNs(),
                source.flow(),
                source.sequence(),
                source.length(),
                header,
                source.port(),
                source.queue());
    }

    static List<Frame> all(final FrameSource source) {
        final List<Frame> frames = new ArrayList<>();
        while (source.next()) {
            frames.add(of(source));
        }
        return frames;
    }

    /** The frames of a workload with seed 1 and these settings: key, value, key, value. */
    static List<Frame> all(final String kind, final String... settings) {
        return all(Workloads.of(kind, settings(settings)).open(1));
    }

    static Map<String, String> settings(final String... settings) {
        final Map<String, String> map = new java.util.TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }

    /** The whole frame with a payload of zeros. */
    ByteBuffer whole() {
        final ByteBuffer bytes = ByteBuffer.allocate(length);
        header.forEach(bytes::put);
        return bytes.clear();
    }

    int u16(final int at) {
        return whole().getShort(at) & 0xFFFF;
    }
}
