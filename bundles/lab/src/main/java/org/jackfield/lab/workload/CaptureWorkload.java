package org.jackfield.lab.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.lab.api.Workload;

/** The frames of a capture file. Has no randomness: all seeds yield the same. Immutable, as long as the file is. */
final class CaptureWorkload implements Workload {
    static final String KIND = "pcap";
    static final String SENTENCE =
            "The frames of a pcap or pcapng file, at their times; who sent the first frame of a flow is on port 0.";
    static final List<Setting> SETTINGS = List.of(
            Setting.text("file", "path", "(required)", "The capture file, of Ethernet frames."),
            Setting.real("speed", "0.000001", "1000000", "1", "How many times as fast as in the file."),
            Setting.whole(
                    "loops",
                    1,
                    1_000_000_000,
                    "1",
                    "How often the file is played; a loop begins with the last frame of the one before."),
            Setting.whole(
                    "duration-ms",
                    0,
                    86_400_000,
                    "0",
                    "Milliseconds until it ends, if the loops do not end it before; 0 for any time."),
            Setting.whole(
                    "frames",
                    0,
                    1_000_000_000_000L,
                    "0",
                    "Frames until it ends, of both directions, if the loops do not end it before; 0 for any number."));

    private static final long NS_PER_MS = 1_000_000L;

    private final Path file;
    private final double speed;
    private final long loops;
    private final Extent extent;

    /**
     * Reads the file once from front to back, so that what is wrong with it is known before any traffic.
     *
     * @throws IllegalArgumentException names the file and what is wrong
     */
    CaptureWorkload(final Settings settings) {
        if (!settings.isSet("file")) {
            throw new IllegalArgumentException("workload pcap: the key 'file' is missing; set it to a capture file");
        }
        try {
            file = Path.of(settings.text("file"));
        } catch (final InvalidPathException noPath) {
            throw (IllegalArgumentException)
                    settings.refusal("file", "must be a path").initCause(noPath);
        }
        speed = settings.real("speed");
        loops = settings.whole("loops");
        final long durationNs = settings.whole("duration-ms") * NS_PER_MS;
        final long frames = settings.whole("frames");
        extent = new Extent(durationNs == 0 ? Long.MAX_VALUE : durationNs, frames == 0 ? Long.MAX_VALUE : frames);
        check(settings);
    }

    @Override
    public String name() {
        return KIND;
    }

    /** As in the interface; the file is open until the last frame, or until the source, an {@link AutoCloseable}, is closed. */
    @Override
    public FrameSource open(final long seed) {
        try {
            return new CaptureSource(file, speed, loops, extent);
        } catch (final IOException changed) {
            throw new UncheckedIOException("workload pcap: " + changed.getMessage(), changed);
        }
    }

    private void check(final Settings settings) {
        try (CaptureSource once = new CaptureSource(file, 1, 1, new Extent(Long.MAX_VALUE, Long.MAX_VALUE))) {
            boolean any = false;
            while (once.next()) {
                any = true;
            }
            if (!any) {
                throw settings.refusal("file", "has no frame that can be sent; name another capture file");
            }
        } catch (final IOException | UncheckedIOException | IllegalStateException broken) {
            throw (IllegalArgumentException)
                    settings.refusal("file", "cannot be used: " + text(broken)).initCause(broken);
        }
    }

    private static String text(final Exception broken) {
        if (broken instanceof NoSuchFileException) {
            return "it does not exist; name a pcap or pcapng file";
        }
        return broken instanceof AccessDeniedException
                ? "permission denied; let the user of the laboratory read it"
                : String.valueOf(broken.getMessage());
    }
}
