package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.StreamPeer;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The distribution in the hands of a user without any rights. The tap driver's node is one of the test's own, open to all, as udev
 * makes it, or to root only. Where user namespaces are forbidden, the refusals are what is tested.
 */
@Tag("netns")
class RootlessIT {
    private static final int NOBODY = 65_534;
    private static final long START_MS = 60_000;
    private static final String PING = "ping -c 3 -i 0.2 -W 5 10.97.0.2";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private Path command;
    private Path home;
    private Path tun;
    private boolean allowed;

    /** The folders of whoever runs the tests are often closed to others, so the user gets a copy of the distribution. */
    @BeforeEach
    void becomeNobody() throws IOException {
        final Path folder = open(lab.folder("rl"), "rwxr-xr-x");
        final String distribution = System.getProperty("jackfield.distribution", "../distribution/target/jackfield");
        lab.must("cp", "-r", Path.of(distribution).toAbsolutePath().toString(), folder + "/jackfield");
        lab.must("chmod", "-R", "go=u-w", folder + "/jackfield");
        command = folder.resolve("jackfield/bin/jackfield");
        home = Files.createDirectory(folder.resolve("home"));
        lab.must("chown", NOBODY + ":" + NOBODY, home.toString());
        tun = folder.resolve("tun");
        lab.must("mknod", "-m", "0666", tun.toString(), "c", "10", "200");
        allowed = user("unshare", "--user", "--map-root-user", "--net", "--mount", "true")
                        .status()
                == 0;
    }

    private static Path open(final Path path, final String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private List<String> words(final String... words) {
        final List<String> all = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /dev/net/tun && exec \"$@\"",
                tun.toString(),
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all"));
        all.addAll(List.of(words));
        return all;
    }

    private Map<String, String> environment() {
        return Map.of(
                "HOME", home.toString(),
                "XDG_RUNTIME_DIR", home.toString(),
                "JAVA_HOME", System.getProperty("jackfield.java", System.getProperty("java.home")));
    }

    private Result user(final String... words) {
        return lab.run(words(words), environment());
    }

    private Result jackfield(final String... words) {
        return user(Stream.concat(Stream.of(command.toString()), Arrays.stream(words))
                .toArray(String[]::new));
    }

    private Child run(final String... options) {
        final String[] words = Stream.concat(Stream.of(command.toString(), "run"), Stream.of(options))
                .toArray(String[]::new);
        return lab.adopt(new Child(words(words), environment()));
    }

    private static void assertRefused(final String errors) {
        assertTrue(errors.contains("without root: "), errors);
        assertTrue(errors.contains("sysctl -w ") || errors.contains("seccomp"), errors);
    }

    @Test
    void shouldShowTheDemoToAnyUser() {
        final Result demo = jackfield("demo", "--once", "--json");
        if (!allowed) {
            assertEquals(1, demo.status(), demo::toString);
            assertRefused(demo.errors());
            return;
        }
        assertEquals(0, demo.status(), demo::toString);
        assertTrue(
                JsonParser.parseString(demo.output())
                        .getAsJsonObject()
                        .get("ok")
                        .getAsBoolean(),
                demo::toString);
        assertTrue(demo.errors().contains("not root: "), demo::toString);
    }

    @Test
    void shouldConnectNamespacesOfAUserNamespaceOfItsOwn() {
        final Child running = run("--rootless");
        if (!allowed) {
            assertEquals(1, running.awaitExit(START_MS), running::toString);
            assertRefused(String.join("\n", running.errors()));
            return;
        }
        running.awaitLine("the way into its namespaces", START_MS, line -> line.contains("nsenter "));
        final String enter = running.output().stream()
                .filter(line -> line.contains("nsenter "))
                .map(line -> line.substring(line.indexOf("nsenter ")))
                .findFirst()
                .orElseThrow();
        user("sh", "-c", enter + " sh -c 'ip netns add h1 && ip netns add h2'").succeeded();
        for (final String number : List.of("1", "2")) {
            jackfield(
                            "port",
                            "add",
                            "vm" + number,
                            "--type",
                            "tap",
                            "--set",
                            "queues=2",
                            "--set",
                            "netns=h" + number,
                            "--set",
                            "guest-name=eth0",
                            "--set",
                            "addresses=10.97.0." + number + "/24")
                    .succeeded();
        }
        final Result ping =
                user("sh", "-c", enter + " ip netns exec h1 " + PING).succeeded();
        assertTrue(ping.output().contains(" 0% packet loss"), ping::toString);
        assertTrue(Files.exists(home.resolve(".config/jackfield/org.jackfield.port.tap-vm1.cfg")));
        assertTrue(Files.isDirectory(home.resolve(".local/state/jackfield/deploy")));
        running.terminate();
        assertEquals(143, running.awaitExit(START_MS), running::toString);
        assertFalse(Files.exists(home.resolve("jackfield/control.sock")));
        assertFalse(Files.exists(Path.of("/run/netns/h1")));
    }

    @Test
    void shouldSayWhyTheTapDriverCannotBeOpened() throws IOException {
        open(tun, "rw-------");
        for (final Result refused : List.of(jackfield("demo", "--once"), jackfield("run", "--rootless"))) {
            assertEquals(1, refused.status(), refused::toString);
            if (allowed) {
                assertTrue(
                        refused.errors().contains("/dev/net/tun does not open: permission denied"), refused::toString);
                assertTrue(refused.errors().contains("chmod 0666 /dev/net/tun"), refused::toString);
            } else {
                assertRefused(refused.errors());
            }
        }
    }

    @Test
    void shouldRunWithoutRightsAndNameTheCapabilityThatTapsNeed() {
        final Child running = run();
        running.awaitLine("a ready switch", START_MS, line -> line.startsWith("jackfield is ready"));
        final Result refused = jackfield("port", "add", "vm1", "--type", "tap");
        assertEquals(1, refused.status(), refused::toString);
        assertTrue(refused.errors().contains("CAP_NET_ADMIN"), refused::toString);
        assertEquals(0, jackfield("stats").status());
        final Path socket = home.resolve("lab.sock");
        jackfield("port", "add", "lab", "--type", "stream", "--set", "listen=" + socket, "--set", "guests=2")
                .succeeded();
        final StreamPeer one = lab.adopt(StreamPeer.connect(socket));
        final StreamPeer two = lab.adopt(StreamPeer.connect(socket));
        final byte[] hello = Frames.from(0x0200_0000_0001L, 0xFFFF_FFFF_FFFFL)
                .etherType(0x88B5)
                .length(100)
                .build();
        Await.until("a frame crosses a switch without rights", START_MS, () -> {
            one.send(hello);
            return two.got(hello);
        });
    }
}
