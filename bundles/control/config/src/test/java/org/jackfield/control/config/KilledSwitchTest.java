package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jackfield.api.admin.AdminException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills processes that write a port's file, again and again: the file is always the old one or the new one, whole. Two at a time, each
 * in a folder of its own.
 */
@Tag("once")
class KilledSwitchTest {
    private static final int LANES = 2;
    private static final int KILLS_OF_A_LANE = 100;
    private static final long MOST_MICROSECONDS = 5_000;

    @TempDir
    private Path folders;

    @Test
    @Timeout(600)
    void shouldLeaveTheOldOrTheNewFileWheneverItIsKilled() throws Exception {
        final ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            final List<Callable<Integer>> work = IntStream.range(0, LANES)
                    .mapToObj(lane -> (Callable<Integer>) () -> lane(lane))
                    .toList();
            int leftBehind = 0;
            for (final Future<Integer> lane : lanes.invokeAll(work)) {
                leftBehind += lane.get();
            }
            assertTrue(leftBehind > 0, "no kill hit a write: the test shows nothing");
        } finally {
            lanes.shutdownNow();
        }
    }

    /** Returns how many temporary files were left behind, each the trace of a kill that hit a write. */
    private int lane(final int lane) throws Exception {
        final Path folder = Files.createDirectory(folders.resolve(String.valueOf(lane)));
        final Random random = new Random(lane);
        int leftBehind = 0;
        int begin = 0;
        for (int kill = 1; kill <= KILLS_OF_A_LANE; kill++) {
            final long afterNs = TimeUnit.MICROSECONDS.toNanos(random.nextLong(MOST_MICROSECONDS));
            final int written = writeAndKill(folder, begin, afterNs);
            final String found = Files.readString(folder.resolve(FileRewriter.FILE.fileName()));
            final int number = Integer.parseInt(found.substring(2, found.indexOf('\n')));
            assertTrue(number == written || number == written + 1, number + " after " + written);
            assertEquals(FileRewriter.text(number), found);
            if (kill % 10 == 0) { // a start
                leftBehind += files(folder) - 1;
                new ConfigFolder(folder).sweep();
                assertEquals(1, files(folder));
            }
            begin = number + 1;
        }
        return leftBehind;
    }

    /** Returns the number of the last text the process said it had written. */
    private static int writeAndKill(final Path folder, final int begin, final long afterNs)
            throws IOException, InterruptedException {
        final Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        classPath(),
                        FileRewriter.class.getName(),
                        folder.toString(),
                        String.valueOf(begin))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader told =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
            final String first = told.readLine();
            assertEquals(String.valueOf(begin), first);
            LockSupport.parkNanos(afterNs);
            writer.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe, too
            int last = begin;
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                last = Integer.parseInt(line);
            }
            return last;
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    private static String classPath() {
        return Stream.of(FileRewriter.class, ConfigFolder.class, AdminException.class)
                .map(type -> Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int files(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }
}
