package org.jackfield.control.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about bundles that do not resolve, in a real framework. */
@Tag("once")
class RequirementsTest {
    private static final String LAMP = "org.example.lamp";

    @TempDir
    private Path folder;

    private TestSwitch running;

    @BeforeEach
    void start() throws Exception {
        running = new TestSwitch(folder);
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    private String reason(final String header, final String value) throws Exception {
        running.drop("lamp.jar", TestJar.of(LAMP, "1.0.0").header(header, value));
        assertEquals("1.0.0 INSTALLED", running.state(LAMP));
        return running.reason(LAMP);
    }

    @Test
    void shouldNameTheSpiVersion() throws Exception {
        assertEquals(
                "it needs package org.jackfield.api.port version [0.3.0,0.4.0), this switch offers 1.0.0: it was built"
                        + " against an incompatible SPI version; use a version of the bundle built for 1.x",
                reason("Import-Package", "org.jackfield.api.port;version=\"[0.3,0.4)\""));
    }

    @Test
    void shouldNameEveryMissingPackage() throws Exception {
        assertEquals(
                "it needs package a.b version 1.0.0, which nothing here offers; it needs package c.d version (1.0.0,2.0.0],"
                        + " which nothing here offers: deploy the bundle that offers it first",
                reason("Import-Package", "a.b;version=1.0,c.d;version=\"(1.0,2.0]\",e.f;resolution:=optional"));
    }

    @Test
    void shouldNameTheBundle() throws Exception {
        assertEquals(
                "it needs bundle org.jackfield.api version 7.0.0, this switch offers 1.0.0: use a version of the bundle"
                        + " built for what is here",
                reason("Require-Bundle", "org.jackfield.api;bundle-version=7.0"));
    }

    @Test
    void shouldNameTheJavaVersion() throws Exception {
        assertEquals(
                "it needs Java 99, this switch runs on Java "
                        + Runtime.version().feature() + ": start the switch with a newer Java",
                reason("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""));
    }

    @Test
    void shouldNameTheExtender() throws Exception {
        assertEquals(
                "it needs osgi.extender osgi.blueprint version [1.0.0,2.0.0), which nothing here offers: deploy the bundle"
                        + " that offers it first",
                reason(
                        "Require-Capability",
                        "osgi.extender;filter:=\"(&(osgi.extender=osgi.blueprint)(version>=1.0.0)(!(version>=2.0.0)))\","
                                + "osgi.service;filter:=\"(objectClass=a.B)\";effective:=active"));
    }

    @Test
    void shouldNameABundleThatDoesNotResolveItself() throws Exception {
        running.drop(
                "shade.jar",
                TestJar.of("org.example.shade", "1.0.0").needs("a.b").exports("c.d", "1.0.0"));
        assertEquals(
                "it needs package c.d version 1.0.0, offered by org.example.shade, which does not resolve itself: see the"
                        + " reason of that bundle",
                reason("Import-Package", "c.d;version=1.0"));
    }
}
