package org.jackfield.control.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jackfield.api.admin.AdminException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do to bundles, in a real framework. */
@Tag("once")
class CommandTest {
    private static final String LAMP = "org.example.lamp";

    @TempDir
    private Path folder;

    private TestSwitch running;

    @BeforeEach
    void start() throws Exception {
        TestJar.forgetStarts();
        running = new TestSwitch(folder);
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    private Path lamp(final String version) throws Exception {
        return TestJar.of(LAMP, version).active().in(folder);
    }

    /** A command. */
    private interface Command {
        Object run() throws AdminException;
    }

    private String refusal(final Command command) {
        final String message = assertThrows(AdminException.class, command::run).getMessage();
        final String told = running.told().replaceFirst("BUNDLE [^ ]*: ", "");
        assertEquals("bundle " + told.replaceFirst(" refused: ", ": "), message, "the event says something else");
        return message;
    }

    @Test
    void shouldInstallUpdateAndRemove() throws Exception {
        assertEquals("ACTIVE", running.bundles().install(lamp("1.0.0")).state());
        assertEquals(List.of("org.example.lamp.jar"), running.files());
        assertEquals("2.0.0", running.bundles().update(LAMP, lamp("2.0.0")).version());
        assertEquals(List.of("org.example.lamp.jar"), running.files());
        running.scan("org.example.lamp.jar"); // the folder watch tells of it now
        assertEquals(List.of("1.0.0", "2.0.0"), TestJar.starts(LAMP));
        assertEquals("UNINSTALLED", running.bundles().remove(LAMP).state());
        assertEquals(List.of(), running.files());
        running.scan("org.example.lamp.jar");
        assertEquals("none", running.state(LAMP));
    }

    @Test
    void shouldReplaceTheFilesOfABundleByOneWhenItIsUpdated() throws Exception {
        running.drop("lamp-1.jar", TestJar.of(LAMP, "1.0.0").active());
        running.drop("lamp-3.jar", TestJar.of(LAMP, "3.0.0").active());
        running.bundles().update(LAMP, lamp("2.0.0"));
        assertEquals("2.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("org.example.lamp.jar"), running.files());
        running.scan("lamp-1.jar", "lamp-3.jar", "org.example.lamp.jar");
        assertEquals("2.0.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldRefuseToInstallWhatIsNoReadableJar() throws Exception {
        final Path missing = folder.resolve("missing.jar");
        assertEquals(
                "bundle install " + missing + ": there is no such file where the switch runs; give an absolute path",
                refusal(() -> running.bundles().install(missing)));
        final Path link = Files.createSymbolicLink(folder.resolve("link.jar"), missing);
        assertEquals(
                "bundle install " + link + ": it is a symbolic link to " + missing + ", which does not exist",
                refusal(() -> running.bundles().install(link)));
        assertEquals(
                "bundle install " + folder + ": it is a directory; give a jar",
                refusal(() -> running.bundles().install(folder)));
        final Path text = Files.writeString(folder.resolve("text.jar"), "no zip");
        assertTrue(refusal(() -> running.bundles().install(text)).contains("it is no whole jar ("));
        final Path large = folder.resolve("large.jar");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(JarShelf.MOST_BYTES + 1);
        }
        assertTrue(refusal(() -> running.bundles().install(large)).contains("it is larger than 64 MiB"));
        final Path fragment = TestJar.of("org.example.fragment", "1.0.0")
                .header("Fragment-Host", TestSwitch.SPI)
                .in(folder);
        assertTrue(refusal(() -> running.bundles().install(fragment)).contains("it is a fragment of bundle"));
        final Path climbing = TestJar.of("../../etc/lamp", "1.0.0").to(folder.resolve("climbing.jar"));
        assertTrue(refusal(() -> running.bundles().install(climbing)).contains("Bundle-SymbolicName ../../etc/lamp"));
        assertEquals(List.of(), running.files());
    }

    @Test
    void shouldLeaveNothingOfAnInstallThatIsRefused() throws Exception {
        final Path unmet =
                TestJar.of(LAMP, "1.0.0").needs("a.b;version=\"[1,2)\"").in(folder);
        assertEquals(
                "bundle install " + unmet + ": it needs package a.b version [1.0.0,2.0.0), which nothing here offers:"
                        + " deploy the bundle that offers it first",
                refusal(() -> running.bundles().install(unmet)));
        final Path broken = TestJar.of(LAMP, "1.0.0").throwing("no bulb").in(folder);
        assertEquals(
                "bundle install " + broken + ": its start failed: java.lang.IllegalStateException: no bulb",
                refusal(() -> running.bundles().install(broken)));
        assertEquals("none", running.state(LAMP));
        assertEquals(List.of(), running.files());
    }

    @Test
    void shouldRefuseToInstallABundleThatIsThere() throws Exception {
        running.bundles().install(lamp("1.0.0"));
        final Path second = lamp("2.0.0");
        assertEquals(
                "bundle install " + second + ": bundle org.example.lamp 1.0.0 is here already (org.example.lamp.jar);"
                        + " replace it by: jackfield bundle update org.example.lamp " + second,
                refusal(() -> running.bundles().install(second)));
    }

    @Test
    void shouldKeepTheOldWhenAnUpdateIsRefused() throws Exception {
        running.bundles().install(lamp("1.0.0"));
        final byte[] before = Files.readAllBytes(running.deploy.resolve("org.example.lamp.jar"));
        final Path other = TestJar.of("org.example.other", "2.0.0").in(folder);
        assertTrue(refusal(() -> running.bundles().update(LAMP, other))
                .contains("holds bundle org.example.other, not org.example.lamp"));
        final Path unmet = TestJar.of(LAMP, "2.0.0").needs("a.b").in(folder);
        assertTrue(refusal(() -> running.bundles().update(LAMP, unmet)).contains("it needs package a.b"));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        final Path broken = TestJar.of(LAMP, "2.0.0").throwing("no bulb").in(folder);
        assertTrue(refusal(() -> running.bundles().update(LAMP, broken))
                .endsWith("no bulb; version 1.0.0 was put back and runs again"));
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("org.example.lamp.jar"), running.files());
        assertEquals(before.length, Files.readAllBytes(running.deploy.resolve("org.example.lamp.jar")).length);
    }

    @Test
    void shouldStopUntilItIsStartedAgain() throws Exception {
        running.bundles().install(lamp("1.0.0"));
        final long number = running.info(LAMP).orElseThrow().id();
        assertEquals("RESOLVED", running.bundles().stop(String.valueOf(number)).state());
        assertEquals("", running.reason(LAMP));
        running.bundles().update(LAMP, lamp("2.0.0"));
        assertTrue(running.told().endsWith("it stays stopped, start it by: jackfield bundle start org.example.lamp"));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        assertEquals("ACTIVE", running.bundles().start(LAMP).state());
        assertEquals(List.of("1.0.0", "2.0.0"), TestJar.starts(LAMP));
    }

    @Test
    void shouldUpdateAPlugInOfAFeatureAndGoBackWhenItIsRemoved() throws Exception {
        final Path fresh = TestJar.of(TestSwitch.TAP, "1.1.0").active().in(folder);
        assertEquals("deploy", running.bundles().update(TestSwitch.TAP, fresh).origin());
        assertEquals(List.of("org.jackfield.port.tap.jar"), running.files());
        assertEquals("ACTIVE", running.bundles().remove(TestSwitch.TAP).state());
        assertEquals("1.0.0 ACTIVE", running.state(TestSwitch.TAP));
        assertTrue(refusal(() -> running.bundles().remove(TestSwitch.TAP)).contains("it belongs to a feature"));
        assertEquals("RESOLVED", running.bundles().stop(TestSwitch.TAP).state());
        assertEquals("ACTIVE", running.bundles().start(TestSwitch.TAP).state());
    }

    @Test
    void shouldReplaceWhatMayNotBeStopped() throws Exception {
        assertTrue(refusal(() -> running.bundles().stop(TestSwitch.CONTROL)).contains("jackfield bundle update"));
        final Path next = TestJar.of(TestSwitch.CONTROL, "1.1.0").active().in(folder);
        assertEquals("1.1.0", running.bundles().update(TestSwitch.CONTROL, next).version());
        final Path broken =
                TestJar.of(TestSwitch.CONTROL, "1.2.0").throwing("no control").in(folder);
        assertTrue(refusal(() -> running.bundles().update(TestSwitch.CONTROL, broken))
                .contains("version 1.1.0 was put back and runs again"));
        assertEquals("1.1.0 ACTIVE", running.state(TestSwitch.CONTROL));
    }

    @Test
    void shouldNotDeployAgainWhatAnEarlierVersionOfTheDeployerDid() throws Exception {
        running.bundles().install(lamp("1.0.0"));
        running.bundles().update(LAMP, lamp("1.1.0"));
        final List<String> starts = TestJar.starts(LAMP);
        running.replaceDeployer();
        assertEquals(starts, TestJar.starts(LAMP), "the lamp went on");
        assertEquals("1.1.0 ACTIVE", running.state(LAMP));
        assertEquals("org.example.lamp.jar", running.info(LAMP).orElseThrow().file());
        running.bundles().update(LAMP, lamp("1.2.0"));
        assertEquals("1.2.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldLeaveVitalBundlesAlone() throws Exception {
        final Path fresh = TestJar.of(TestSwitch.SPI, "1.1.0").in(folder);
        final String why = "it is a vital part of the switch (start level 2)";
        assertTrue(refusal(() -> running.bundles().stop(TestSwitch.SPI)).contains(why));
        assertTrue(
                refusal(() -> running.bundles().update(TestSwitch.SPI, fresh)).contains("it exports packages"));
        assertTrue(refusal(() -> running.bundles().remove(TestSwitch.SPI)).contains(why));
        assertTrue(refusal(() -> running.bundles().install(fresh)).contains("part of the platform"));
        assertEquals("1.0.0 ACTIVE", running.state(TestSwitch.SPI));
        final Path log = TestJar.of(TestSwitch.PLATFORM, "1.1.0").in(folder);
        assertTrue(refusal(() -> running.bundles().update(TestSwitch.PLATFORM, log))
                .contains("it is part of the platform (start level 1)"));
        assertTrue(refusal(() -> running.bundles().stop("0")).contains("there is no bundle of this name or number"));
    }
}
