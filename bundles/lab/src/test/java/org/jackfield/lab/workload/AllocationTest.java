package org.jackfield.lab.workload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.testkit.pcap.Capture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A frame costs no memory: what a test reads off a source is what that allocates. */
class AllocationTest {
    private static final int FRAMES = 20_000;
    private static final int WINDOWS = 5;

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private void assertAllocatesNothing(final FrameSource source) {
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < FRAMES; i++) {
                if (!source.next() || source.header().length < source.headerLength()) {
                    throw new IllegalStateException("ended");
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < FRAMES, least + " bytes for " + FRAMES + " frames");
    }

    @ParameterizedTest
    @MethodSource("org.jackfield.lab.workload.WorkloadsTest#generated")
    void shouldAllocateNothingForAGeneratedFrame(final String kind) {
        final Map<String, String> settings = new HashMap<>(Map.of("frames", "" + WINDOWS * FRAMES));
        assertAllocatesNothing(Workloads.of(kind, settings).open(1));
    }

    @Test
    void shouldAllocateNothingForACapturedFrame() throws IOException {
        final Capture capture = Capture.pcap(ByteOrder.LITTLE_ENDIAN, Capture.NANO, 1);
        for (final Frame frame : Frame.all("request-response", "frames", "100")) {
            capture.record(0, (int) frame.atNs(), frame.length(), frame.whole().array());
        }
        final Path file = Files.write(folder.resolve("capture"), capture.array());
        assertAllocatesNothing(Workloads.of("pcap", Map.of("file", file.toString(), "loops", "1000"))
                .open(1));
    }
}
