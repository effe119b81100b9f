package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the kernel's notices and the threads that hear them. */
@Timeout(60)
class FolderWatchTest {
    private static final String PID = "org.jackfield.port.tap~vm1";

    @TempDir
    private Path folder;

    private final FakeConfigurationAdmin configurations = new FakeConfigurationAdmin();
    private final FakeSwitchAdmin admin = new FakeSwitchAdmin(configurations, values -> true);
    private FolderWatch watch;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        final PortFiles ports = new PortFiles(
                folder, configurations.service(), FakeTypes.usual(), new FakeComponents().states(), admin, null);
        watch = new FolderWatch(folder, ports.edits());
        file = folder.resolve("org.jackfield.port.tap-vm1.cfg");
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    private static void until(final BooleanSupplier condition) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertTrue(condition.getAsBoolean());
    }

    private Map<String, Object> applied() {
        return configurations.ofFile(PID);
    }

    @Test
    void shouldSeeWhatAnEditorDoesAsOneChange() throws Exception {
        Files.writeString(file, "mtu = 1400\n");
        until(() -> "1400".equals(applied().get("mtu")));
        // As vi saves: a test file, the old file moved away, the new one written in pieces, the old one removed.
        Files.writeString(folder.resolve("4913"), "");
        Files.delete(folder.resolve("4913"));
        final Path backup = folder.resolve(file.getFileName() + "~");
        Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(file, "mtu = 14");
        Files.writeString(file, "mtu = 1500\n");
        Files.delete(backup);
        until(() -> "1500".equals(applied().get("mtu")));
        assertEquals(2, configurations.updates.get());
    }

    @Test
    void shouldSeeAFileGo() throws Exception {
        Files.writeString(file, "");
        until(() -> !applied().isEmpty());
        Files.delete(file);
        until(() -> configurations.values.isEmpty());
    }

    @Test
    void shouldNotHoldUpOtherFilesWhileAPortIsStuck() throws Exception {
        admin.stuck.add("vm1");
        Files.writeString(file, "mtu = 1400\n");
        assertTrue(admin.waited.await(20, TimeUnit.SECONDS));
        Files.writeString(folder.resolve("org.jackfield.port.tap-vm2.cfg"), "");
        until(() -> admin.events.stream().anyMatch(event -> event.text().contains("port vm2 has applied it")));
    }

    @Test
    void shouldEndItsThreads() throws Exception {
        Files.writeString(file, "");
        until(() -> !applied().isEmpty());
        watch.close();
        until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("jackfield-config")));
    }
}
