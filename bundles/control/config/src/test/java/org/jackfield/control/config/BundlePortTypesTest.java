package org.jackfield.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.PortConfigurations.PortWait;
import org.jackfield.api.admin.PortTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

class BundlePortTypesTest {
    private static final String DOCUMENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="x" name="X" description="A port of type TYPE.">
                <AD id="name" type="String" name="name" description="Name."/>
                <AD id="z" type="Integer" required="false" name="z" description="Zed." min="1" max="9" default="3"/>
                <AD id="y" type="Integer" name="y" description="Why." default="3"/>
                <AD id="a" type="String" cardinality="2147483647" required="false" name="a" description="A's." default=""/>
              </OCD>
              <Designate factoryPid="org.jackfield.port.TYPE">
                <Object ocdref="x"/>
              </Designate>
            </metatype:MetaData>
            """;

    @TempDir
    private Path entries;

    private final List<Bundle> bundles = new ArrayList<>();
    private final AtomicLong lastModified = new AtomicLong();
    private final List<BundleInfo> infos = new ArrayList<>();
    private final BundlePortTypes types = new BundlePortTypes(context());

    private BundleContext context() {
        final BundleAdmin admin = proxy(BundleAdmin.class, (proxy, method, args) -> infos);
        final ServiceReference<?> reference = proxy(ServiceReference.class, (proxy, method, args) -> null);
        return proxy(BundleContext.class, (proxy, method, args) -> switch (method.getName()) {
            case "getBundles" -> bundles.toArray(Bundle[]::new);
            case "getServiceReference" -> infos.isEmpty() ? null : reference;
            case "getService" -> admin;
            case "ungetService" -> true;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private void bundle(final long id, final int state, final String document) throws IOException {
        final Path entry = Files.writeString(entries.resolve(id + ".xml"), document);
        bundles.add(proxy(Bundle.class, (proxy, method, args) -> switch (method.getName()) {
            case "getBundleId" -> id;
            case "getState" -> state;
            case "getLastModified" -> lastModified.get();
            case "getSymbolicName" -> "bundle" + id;
            case "getVersion" -> new Version(1, 0, (int) id);
            case "getEntryPaths" -> Collections.enumeration(List.of("OSGI-INF/metatype/" + id + ".xml"));
            case "getEntry" -> entry.toUri().toURL();
            default -> throw new UnsupportedOperationException(method.getName());
        }));
    }

    private static <T> T proxy(final Class<T> type, final InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void shouldDescribeATypeInTheOrderOfItsDocument() throws IOException {
        bundle(1, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        final PortTypeInfo foo = types.deployed().get(0);
        assertEquals(
                List.of("foo", "A port of type foo.", "bundle1", "1.0.1"),
                List.of(foo.type(), foo.sentence(), foo.bundle(), foo.version()));
        assertEquals(
                List.of(
                        new PortTypeInfo.KeyInfo("name", "text", false, true, "", "", "", List.of(), "Name."),
                        new PortTypeInfo.KeyInfo("z", "number", false, false, "3", "1", "9", List.of(), "Zed."),
                        new PortTypeInfo.KeyInfo("y", "number", false, false, "3", "", "", List.of(), "Why."),
                        new PortTypeInfo.KeyInfo("a", "text", true, false, "", "", "", List.of(), "A's.")),
                foo.keys());
    }

    @Test
    void shouldNameEveryBundleThatOffersATypeTheOneInUseFirst() throws IOException {
        bundle(1, Bundle.RESOLVED, DOCUMENT.replace("TYPE", "foo"));
        bundle(2, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        bundle(3, Bundle.STARTING, DOCUMENT.replace("TYPE", "foo"));
        bundle(4, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "bar"));
        assertEquals(
                List.of("bar bundle4 []", "foo bundle2 [bundle3]"),
                types.deployed().stream()
                        .map(type -> type.type() + " " + type.bundle() + " " + type.alsoOfferedBy())
                        .toList());
    }

    @Test
    void shouldKnowTheKeysOfABundleThatIsNotStartedAndSayWhatItNeeds() throws IOException {
        bundle(1, Bundle.INSTALLED, DOCUMENT.replace("TYPE", "foo"));
        assertEquals(List.of(), types.deployed());
        assertEquals(
                4, types.keys("org.jackfield.port.foo").orElseThrow().keys().size());
        assertEquals(
                new PortWait(
                        "foo",
                        false,
                        "type foo not deployed: bundle bundle1 1.0.1, which offers it, is not started; start it with"
                                + " 'jackfield bundle start bundle1'"),
                types.absence("foo").orElseThrow());
        infos.add(new BundleInfo(1, "bundle1", "1.0.1", "INSTALLED", 6, "deploy", "x.jar", "package x.y is missing"));
        assertEquals(
                new PortWait(
                        "foo",
                        true,
                        "type foo not deployed: bundle bundle1 1.0.1, which offers it, cannot start: package x.y is"
                                + " missing"),
                types.absence("foo").orElseThrow());
    }

    @Test
    void shouldReadABundleAgainWhenItWasUpdated() throws IOException {
        bundle(1, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        assertEquals("9", types.deployed().get(0).keys().get(1).most());
        Files.writeString(
                entries.resolve("1.xml"), DOCUMENT.replace("TYPE", "foo").replace("max=\"9\"", "max=\"10\""));
        assertEquals("9", types.deployed().get(0).keys().get(1).most());
        lastModified.incrementAndGet();
        assertEquals("10", types.deployed().get(0).keys().get(1).most());
        bundles.clear();
        assertEquals(List.of(), types.deployed());
    }

    @Test
    void shouldPassOverABundleWhoseContentHasGoneInTheMidstOfAQuestion() throws IOException {
        bundle(1, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        bundles.add(proxy(Bundle.class, (proxy, method, args) -> switch (method.getName()) {
            case "getBundleId", "getLastModified" -> 2L;
            case "toString" -> "bundle2";
            default -> throw new NullPointerException("no content");
        }));
        assertEquals(1, types.deployed().size());
    }

    @Test
    void shouldPassOverABundleThatIsJustGoingAndReadItWhenItIsBack() throws IOException {
        bundle(1, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        bundle(2, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "bar"));
        Files.delete(entries.resolve("1.xml"));
        final List<String> log = new ArrayList<>();
        final Logger logger = Logger.getLogger(BundlePortTypes.class.getName());
        final Handler handler = new Handler() {
            @Override
            public void publish(final LogRecord line) {
                log.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            assertEquals(1, types.deployed().size());
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(List.of(), log);
        Files.writeString(entries.resolve("1.xml"), DOCUMENT.replace("TYPE", "foo"));
        assertEquals(2, types.deployed().size());
    }

    @Test
    void shouldSayThatNoBundleOffersAType() {
        assertFalse(types.absence("foo").orElseThrow().faulted());
        assertTrue(types.keys("org.jackfield.port.foo").isEmpty());
    }

    @Test
    void shouldPassOverADocumentThatIsNone() throws IOException {
        bundle(1, Bundle.ACTIVE, "<nonsense");
        bundle(2, Bundle.ACTIVE, "<other/>");
        bundle(3, Bundle.ACTIVE, DOCUMENT.replace("TYPE", "foo"));
        final Logger logger = Logger.getLogger(BundlePortTypes.class.getName());
        logger.setLevel(java.util.logging.Level.OFF);
        try {
            assertEquals(1, types.deployed().size());
        } finally {
            logger.setLevel(null);
        }
    }
}
