package org.jackfield.control.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is told of the files of a real folder. Each test waits, in a folder of its own, so that they run side by side. */
@Execution(ExecutionMode.CONCURRENT)
class FolderWatchTest {
    private static final long PATIENCE_S = 20;
    private static final long SILENCE_MS = 1_200;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private Path folder;
    private FolderWatch watch;

    @BeforeEach
    void start(@TempDir final Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("deploy"));
        watch = new FolderWatch(new DeployFolder(folder), () -> Set.copyOf(known), this::tell);
        watch.start();
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    /** NAME and size, or "gone". */
    private void tell(final String name) {
        known.remove(name);
        final Path file = folder.resolve(name);
        try {
            told.add(name + " " + (Files.exists(file) ? Files.size(file) : "gone"));
        } catch (final IOException failed) {
            told.add(name + " " + failed);
        }
    }

    private void assertTold(final String expected) throws InterruptedException {
        assertEquals(expected, told.poll(PATIENCE_S, TimeUnit.SECONDS));
    }

    private void assertSilent() throws InterruptedException {
        assertNull(told.poll(SILENCE_MS, TimeUnit.MILLISECONDS));
    }

    private void write(final String name, final int bytes) throws IOException {
        Files.write(folder.resolve(name), new byte[bytes]);
    }

    @Test
    void shouldTellOnceOfAFileThatComesChangesAndGoes() throws Exception {
        write("a.jar", 10);
        assertTold("a.jar 10");
        write("a.jar", 20);
        assertTold("a.jar 20");
        Files.delete(folder.resolve("a.jar"));
        assertTold("a.jar gone");
        assertSilent();
    }

    @Test
    void shouldNotTellOfAFileAsGoneWhichIsDeletedAndWrittenAnew() throws Exception {
        write("a.jar", 10);
        assertTold("a.jar 10");
        Files.delete(folder.resolve("a.jar"));
        Thread.sleep(50); // the kernel has told of it
        write("a.jar", 20);
        assertTold("a.jar 20");
        assertSilent();
    }

    @Test
    void shouldTellOfAFileThatIsThereFirst() throws Exception {
        watch.stop();
        write("first.jar", 10);
        watch = new FolderWatch(new DeployFolder(folder), () -> Set.copyOf(known), this::tell);
        watch.start();
        assertTold("first.jar 10");
        assertSilent();
    }

    @Test
    void shouldWaitUntilAFileHasStoppedGrowing() throws Exception {
        for (int i = 0; i < 15; i++) {
            Files.write(folder.resolve("a.jar"), new byte[100], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Thread.sleep(100);
        }
        assertTold("a.jar 1500");
        assertSilent();
    }

    @Test
    void shouldTellThatAFileHasGoneWhichSomebodyElseBrought() throws Exception {
        known.add("command.jar");
        write("wake.jar", 1);
        assertTold("command.jar gone");
        assertTold("wake.jar 1");
    }

    @Test
    void shouldPassOverWhatIsNoJarOfTheFolder() throws Exception {
        write("org.jackfield.port.tap-x.cfg", 10);
        write(".jackfield-1.tmp", 10);
        write(".hidden.jar", 10);
        Files.createDirectories(folder.resolve("folder.jar/inner"));
        Files.write(folder.resolve("folder.jar/inner/deep.jar"), new byte[10]);
        assertSilent();
    }

    @Test
    void shouldKeepAllWhileTheFolderIsGoneAndWatchItWhenItIsBack() throws Exception {
        write("a.jar", 10);
        assertTold("a.jar 10");
        final Path away = folder.resolveSibling("away");
        Files.move(folder, away);
        assertSilent();
        Files.move(away, folder);
        write("b.jar", 10);
        assertTold("b.jar 10");
        Files.delete(folder.resolve("a.jar"));
        assertTold("a.jar gone");
    }
}
