package org.jackfield.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every stress test of this module for a short time each. */
class JcstressTest {
    private static final int MOST_SECONDS = 600;
    private static final Pattern ALL_PASSED =
            Pattern.compile("\\(Results: ([1-9]\\d*) planned; \\1 passed, 0 failed, 0 soft errs, 0 hard errs\\)");

    /** Each test needs two threads that truly run at the same time. */
    @BeforeEach
    void needsTwoProcessors() {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "jcstress needs two processors");
    }

    @Test
    void shouldSeeNoForbiddenOutcome(@TempDir final Path reports) throws IOException, InterruptedException {
        final Path output = reports.resolve("output.txt");
        final Process jcstress = new ProcessBuilder(command(reports))
                .directory(reports.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        final boolean ended;
        try {
            ended = jcstress.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        } finally {
            jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
            jcstress.destroyForcibly();
        }
        final String text = Files.readString(output);
        assertTrue(ended, () -> "jcstress did not end within " + MOST_SECONDS + " s:\n" + text);
        assertEquals(0, jcstress.exitValue(), text);
        assertTrue(ALL_PASSED.matcher(text).find(), text);
    }

    /** One JVM for each test and one mode of compilation. */
    private static List<String> command(final Path reports) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "org.openjdk.jcstress.Main",
                "-v",
                "-f",
                "1",
                "-iters",
                System.getProperty("jcstress.iterations", "2"),
                "-time",
                "250",
                "-sc",
                "false",
                "-af",
                "NONE",
                "-jvmArgs",
                "-Xmx256m",
                "-hs",
                "256",
                "-r",
                reports.toString());
    }

    /** Without the folders that this module does not have: jcstress lists them all. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
