package org.jackfield.launcher.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootlessTest {
    @TempDir
    private Path root;

    private void write(final String file, final String text) throws IOException {
        final Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @ParameterizedTest
    @CsvSource({
        "kernel.unprivileged_userns_clone, 0, 1",
        "user.max_user_namespaces, 0, 10000",
        "kernel.apparmor_restrict_unprivileged_userns, 1, 0"
    })
    void shouldNameTheSettingThatForbidsUserNamespacesAndTheRemedy(
            final String setting, final String forbidding, final String allowing) throws IOException {
        write("proc/sys/" + setting.replace('.', '/'), forbidding + "\n");
        final Rootless.Obstacle obstacle = Rootless.noNamespace(root).orElseThrow();
        assertTrue(obstacle.cause().startsWith(setting + " = " + forbidding), obstacle.cause());
        assertTrue(obstacle.remedy().contains("sysctl -w " + setting + "=" + allowing), obstacle.remedy());
    }

    @Test
    void shouldTryWhereNoSettingForbidsIt() throws IOException {
        write("proc/sys/user/max_user_namespaces", "96365\n");
        Rootless.noNamespace(root)
                .ifPresent(obstacle -> assertTrue(obstacle.cause().contains("unshare"), obstacle.cause()));
    }

    @Test
    void shouldSayWhatIsWrongWithTheTapDriver() throws IOException {
        assertEquals(
                "/dev/net/tun does not exist",
                Rootless.noTun(root).orElseThrow().cause());
        write("dev/net/tun", "");
        assertEquals(Optional.empty(), Rootless.noTun(root));
        Files.delete(root.resolve("dev/net/tun"));
        Files.createDirectory(root.resolve("dev/net/tun"));
        assertTrue(Rootless.noTun(root).orElseThrow().remedy().contains("chmod 0666 /dev/net/tun"));
    }
}
