package org.jackfield.control.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jars in the deploy folder do, in a real framework. */
@Tag("once")
class FolderTest {
    private static final String LAMP = "org.example.lamp";
    private static final String GOES_ON = "; org.example.lamp 1.0.0 goes on until the switch restarts";

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

    private void restart() throws Exception {
        running.close();
        TestJar.forgetStarts();
        running = new TestSwitch(folder);
    }

    private static TestJar lamp(final String version) {
        return TestJar.of(LAMP, version)
                .needs(TestSwitch.SPI_PACKAGE + ";version=\"[1.0,2)\"")
                .active();
    }

    /** Nobody is told of a file before it has come to rest, and this one goes before that. */
    @Test
    void shouldNoticeThatAFileHasGoneSoonAfterTheStart() throws Exception {
        running.drop("lamp.jar", lamp("1.0.0"));
        restart();
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        Files.delete(folder.resolve("deploy/lamp.jar"));
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (running.info(LAMP).isPresent() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertTrue(running.info(LAMP).isEmpty(), "nobody noticed");
    }

    @Test
    void shouldStartAJarThatComesAtTheLevelOfPorts() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        assertEquals(6, running.info(LAMP).orElseThrow().startLevel());
        assertEquals("deploy", running.info(LAMP).orElseThrow().origin());
        assertEquals("lamp.jar", running.info(LAMP).orElseThrow().file());
        assertEquals("BUNDLE org.example.lamp: version 1.0.0 installed from lamp.jar and started", running.told());
    }

    @Test
    void shouldUpdateWhenTheFileChangesAndUninstallWhenItGoes() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", lamp("2.0.0"));
        assertEquals("2.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0", "2.0.0"), TestJar.starts(LAMP));
        assertTrue(
                running.told().contains("updated from 1.0.0 to 2.0.0 by lamp.jar, out of service for"), running::told);
        running.delete("lamp.jar");
        assertEquals("none", running.state(LAMP));
        assertEquals("BUNDLE org.example.lamp: removed: lamp.jar has gone", running.told());
    }

    @Test
    void shouldHaveTheFolderAgainAfterARestart() throws Exception {
        running.drop("lamp.jar", lamp("1.0.0"));
        restart();
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        running.scan("lamp.jar"); // once more, as after each start
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        assertEquals(1, running.events.size());
    }

    private void refusedAndGoesOn(final String why) {
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP), "it was stopped");
        assertEquals("lamp.jar refused: " + why + GOES_ON, running.told().replaceFirst("BUNDLE [^:]*: ", ""));
    }

    @Test
    void shouldKeepTheOldWhenTheNewNeedsAnotherSpi() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", lamp("2.0.0").needs(TestSwitch.SPI_PACKAGE + ";version=\"[2.0,3)\""));
        refusedAndGoesOn(
                "it needs package org.jackfield.api.port version [2.0.0,3.0.0), this switch offers 1.0.0: it was"
                        + " built against an incompatible SPI version; use a version of the bundle built for 1.x, or update the"
                        + " switch");
    }

    @Test
    void shouldKeepTheOldWhenTheNewIsCutOff() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        final byte[] whole = lamp("2.0.0").bytes();
        Files.write(running.deploy.resolve("lamp.jar"), Arrays.copyOf(whole, whole.length / 2));
        running.scan("lamp.jar");
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertTrue(running.told().contains("lamp.jar refused: it is no whole jar ("), running::told);
        Files.write(running.deploy.resolve("lamp.jar"), whole);
        running.scan("lamp.jar");
        assertEquals("2.0.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldKeepTheOldWhenAByteOfTheNewIsWrong() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        final byte[] bytes = lamp("2.0.0").bytes();
        bytes[bytes.length / 2] ^= 0x55; // inside the compressed class
        Files.write(running.deploy.resolve("lamp.jar"), bytes);
        running.scan("lamp.jar");
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
        assertTrue(running.told().contains("lamp.jar refused: it is no whole jar ("), running::told);
    }

    @Test
    void shouldKeepTheOldWhenTheNewIsNoBundle() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", lamp("2.0.0").header("Bundle-SymbolicName", ""));
        refusedAndGoesOn(
                "it is no bundle: its manifest has no Bundle-SymbolicName; build it with bnd or the port archetype");
    }

    @Test
    void shouldKeepTheOldWhenTheNewIsAnotherBundle() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", TestJar.of("org.example.other", "2.0.0").active());
        refusedAndGoesOn(
                "it held bundle org.example.lamp and now holds org.example.other; remove the file first, or give"
                        + " the new one another name");
        assertEquals("none", running.state("org.example.other"));
    }

    @Test
    void shouldKeepTheOldWhenTheNewLacksAClassItNames() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", lamp("2.0.0").component("a.Lamp"));
        refusedAndGoesOn("its class a.Lamp is not in it; build it anew");
        running.drop("lamp.jar", lamp("2.0.0").header("Bundle-Activator", "a.Lost"));
        refusedAndGoesOn("its class a.Lost is not in it; build it anew");
        running.drop("lamp.jar", lamp("2.0.0").component("a.Activator"));
        assertEquals("2.0.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldPutTheOldBackWhenTheNewDoesNotStart() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("lamp.jar", lamp("2.0.0").throwing("no bulb"));
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals(List.of("1.0.0", "2.0.0", "1.0.0"), TestJar.starts(LAMP));
        assertEquals(
                "BUNDLE org.example.lamp: lamp.jar refused: its start failed: java.lang.IllegalStateException: no bulb;"
                        + " version 1.0.0 was put back and runs again" + GOES_ON,
                running.told());
    }

    @Test
    void shouldPutTheOldBackWhenAComponentOfTheNewFails() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.faults.put(LAMP + " 2.0.0", Set.of("component a.Lamp waits for service a.Bulb"));
        running.drop("lamp.jar", lamp("2.0.0"));
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertTrue(
                running.told()
                        .contains("component a.Lamp waits for service a.Bulb; version 1.0.0 was put back and runs"),
                running::told);
    }

    @Test
    void shouldRefuseTheSameVersionTwiceAndNameBothFiles() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0"));
        running.drop("copy.jar", lamp("1.0.0"));
        assertEquals(
                "BUNDLE org.example.lamp: copy.jar refused: lamp.jar holds the same bundle org.example.lamp 1.0.0; remove"
                        + " one of the two",
                running.told());
        assertEquals(List.of("1.0.0"), TestJar.starts(LAMP));
    }

    @Test
    void shouldRunTheHighestVersionOfSeveralFiles() throws Exception {
        running.drop("b.jar", lamp("1.5.0"));
        running.drop("a.jar", lamp("1.4.0"));
        assertTrue(running.told().contains("a.jar refused: b.jar holds a newer version, 1.5.0"), running::told);
        running.drop("c.jar", lamp("1.10.0"));
        assertEquals("1.10.0 ACTIVE", running.state(LAMP));
        restart();
        assertEquals(List.of("1.10.0"), TestJar.starts(LAMP));
        running.drop("c.jar", lamp("1.2.0"));
        assertEquals("1.5.0 ACTIVE", running.state(LAMP), "b.jar holds the highest version now");
        running.delete("b.jar");
        assertEquals("1.4.0 ACTIVE", running.state(LAMP));
        running.delete("a.jar");
        assertEquals("1.2.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldStartABundleWhenWhatItNeedsComesLater() throws Exception {
        final TestJar shade = TestJar.of("org.example.shade", "1.0.0").exports("org.example.shade.api", "1.2.0");
        running.drop("a-lamp.jar", lamp("1.0.0").needs("org.example.shade.api;version=\"[1.1,2)\""));
        assertEquals("1.0.0 INSTALLED", running.state(LAMP));
        assertEquals(
                "it needs package org.example.shade.api version [1.1.0,2.0.0), which nothing here offers: deploy the"
                        + " bundle that offers it first",
                running.reason(LAMP));
        running.drop("shade.jar", shade);
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertEquals("", running.reason(LAMP));
        restart();
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
    }

    @Test
    void shouldListWhyANewBundleDoesNotStart() throws IOException {
        running.drop("lamp.jar", lamp("1.0.0").throwing("no bulb"));
        assertEquals("1.0.0 RESOLVED", running.state(LAMP));
        assertEquals("its start failed: java.lang.IllegalStateException: no bulb", running.reason(LAMP));
        running.drop("lamp.jar", lamp("1.0.1"));
        assertEquals("1.0.1 ACTIVE", running.state(LAMP));
        assertEquals("", running.reason(LAMP));
    }

    @Test
    void shouldReplaceAPlugInOfAFeatureUntilTheFileGoes() throws Exception {
        running.drop("tap.jar", TestJar.of(TestSwitch.TAP, "0.9.0").active());
        assertEquals("0.9.0 ACTIVE", running.state(TestSwitch.TAP));
        assertEquals("deploy", running.info(TestSwitch.TAP).orElseThrow().origin());
        restart();
        assertEquals(List.of("0.9.0"), TestJar.starts(TestSwitch.TAP), "the feature's jar was started on the way");
        running.delete("tap.jar");
        assertEquals("1.0.0 ACTIVE", running.state(TestSwitch.TAP));
        assertEquals("feature", running.info(TestSwitch.TAP).orElseThrow().origin());
    }

    @Test
    void shouldGoBackToTheFeatureWhenItsReplacementDoesNotStartAfterARestart() throws Exception {
        Files.write(
                running.deploy.resolve("tap.jar"),
                TestJar.of(TestSwitch.TAP, "1.1.0").throwing("no tap").bytes());
        restart();
        for (int i = 0; i < 200 && !running.state(TestSwitch.TAP).equals("1.0.0 ACTIVE"); i++) {
            Thread.sleep(100); // the framework tells that its level is reached on a thread of its own
        }
        assertEquals("1.0.0 ACTIVE", running.state(TestSwitch.TAP));
        assertEquals(List.of("1.1.0", "1.0.0"), TestJar.starts(TestSwitch.TAP));
        assertTrue(running.events.stream().anyMatch(each -> each.contains("no tap")), () -> "" + running.events);
    }

    @Test
    void shouldRefuseToReplaceAVitalBundle() throws IOException {
        running.drop("api.jar", TestJar.of(TestSwitch.SPI, "1.1.0"));
        assertEquals("1.0.0 ACTIVE", running.state(TestSwitch.SPI));
        assertTrue(
                running.told()
                        .contains(
                                "api.jar refused: it would replace org.jackfield.api: it exports packages, and whoever"
                                        + " uses them would stop with it"),
                running::told);
    }

    @Test
    void shouldTellWhenTwoBundlesOfferAPortType() throws IOException {
        running.types.put(TestSwitch.TAP, Set.of("tap"));
        running.types.put(LAMP, Set.of("lamp", "tap"));
        running.drop("lamp.jar", lamp("1.0.0"));
        assertEquals("1.0.0 ACTIVE", running.state(LAMP));
        assertTrue(
                running.told()
                        .endsWith("; port type tap is offered by org.jackfield.port.tap too: this one waits until"
                                + " that one goes"),
                running::told);
    }
}
