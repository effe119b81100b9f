package org.jackfield.core.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random frames cut here and judged by scapy, which shares no line with this project. Needs Debian's python3-scapy. */
@Tag("once")
@Tag("netns")
class ScapyTest {
    private static final int FRAMES = 400;
    /** Debian's own: another python found first may have no scapy. */
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    Path folder;

    private final Cutter cutter = new Cutter();
    private final Random random = new Random(17);

    /**
     * Cuts frames into a file; returns the number of segments. With {@code spoiled} one byte of each segment is wrong.
     */
    private int write(final Path file, final int frames, final boolean spoiled) throws IOException {
        int count = 0;
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < frames; i++) {
                final LongFrame frame = LongFrame.random(random, 1 + random.nextInt(6000), 100 + random.nextInt(1400));
                final List<byte[]> segments = cutter.cut(frame);
                write(out, frame.frame);
                out.writeInt(frame.size);
                out.writeInt(segments.size());
                for (final byte[] segment : segments) {
                    segment[spoiled ? frame.l4 + random.nextInt(4) : 0] ^= (byte) (spoiled ? 0x10 : 0);
                    write(out, segment);
                }
                count += segments.size();
            }
        }
        return count;
    }

    private static void write(final DataOutputStream out, final byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private List<String> judge(final Path file) throws IOException, InterruptedException {
        final Path script = folder.resolve("check_segments.py");
        try (InputStream source = ScapyTest.class.getResourceAsStream("check_segments.py")) {
            Files.write(script, Objects.requireNonNull(source).readAllBytes());
        }
        final Process python = new ProcessBuilder(PYTHON, script.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        final String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(python.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, python.exitValue(), output);
        return output.lines().toList();
    }

    @Test
    void shouldFindNothingWrongWithSegments() throws IOException, InterruptedException {
        final Path file = folder.resolve("segments");
        final int count = write(file, FRAMES, false);
        assertEquals(List.of("looked at " + count + " segments"), judge(file));
    }

    @Test
    void shouldFindWhatIsWrong() throws IOException, InterruptedException {
        final Path file = folder.resolve("spoiled");
        final int count = write(file, 10, true);
        final List<String> found = judge(file);
        assertEquals(
                count,
                found.stream()
                        .filter(line -> line.startsWith("lengths or checksums"))
                        .count());
    }
}
