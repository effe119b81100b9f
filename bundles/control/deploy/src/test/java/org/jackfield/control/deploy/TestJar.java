package org.jackfield.control.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Makes bundles for tests. A bundle may have an activator, which notes each start in the system property
 * {@code starts.NAME}, as the bundle's version and a blank.
 */
final class TestJar {
    private static final String STARTS = "starts.";

    private final String name;
    private final String version;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private TestJar(final String name, final String version) {
        this.name = name;
        this.version = version;
        header("Bundle-ManifestVersion", "2");
        header("Bundle-SymbolicName", name);
        header("Bundle-Version", version);
        header("Import-Package", "org.osgi.framework");
    }

    static TestJar of(final String name, final String version) {
        return new TestJar(name, version);
    }

    /** The versions of a bundle that were started, in order. */
    static List<String> starts(final String name) {
        final String starts = System.getProperty(STARTS + name, "").strip();
        return starts.isEmpty() ? List.of() : List.of(starts.split(" "));
    }

    static void forgetStarts() {
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith(STARTS))
                .forEach(System::clearProperty);
    }

    /** Sets a header; an empty value takes it out. */
    TestJar header(final String key, final String value) {
        if (value.isEmpty()) {
            headers.remove(key);
        } else {
            headers.put(key, value);
        }
        return this;
    }

    TestJar needs(final String clauses) {
        return header("Import-Package", "org.osgi.framework," + clauses);
    }

    TestJar exports(final String packageName, final String itsVersion) {
        entries.put(packageName.replace('.', '/') + "/marker", new byte[0]);
        return header("Export-Package", packageName + ";version=\"" + itsVersion + "\"");
    }

    /** A component of Declarative Services by its class. */
    TestJar component(final String className) {
        entries.put(
                "OSGI-INF/component.xml",
                ("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\"><implementation class=\""
                                + className + "\"/></scr:component>")
                        .getBytes(StandardCharsets.UTF_8));
        return header("Service-Component", "OSGI-INF/component.xml");
    }

    /** An activator that notes its start. */
    TestJar active() {
        return activator("");
    }

    /** An activator that notes its start and throws. */
    TestJar throwing(final String message) {
        return activator("if (true) throw new IllegalStateException(\"" + message + "\");");
    }

    private TestJar activator(final String more) {
        header("Bundle-Activator", "a.Activator");
        entries.put("a/Activator.class", compile("a.Activator", """
                package a;
                public final class Activator implements org.osgi.framework.BundleActivator {
                    public void start(org.osgi.framework.BundleContext context) {
                        String key = "starts." + context.getBundle().getSymbolicName();
                        System.setProperty(key, System.getProperty(key, "") + context.getBundle().getVersion() + " ");
                        %s
                    }
                    public void stop(org.osgi.framework.BundleContext context) {}
                }
                """.formatted(more)));
        return this;
    }

    byte[] bytes() {
        final Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (final Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        } catch (final IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Writes the jar; under no other name on the way. */
    Path to(final Path file) throws IOException {
        return Files.write(file, bytes());
    }

    /** Writes the jar as NAME-VERSION.jar. */
    Path in(final Path folder) throws IOException {
        return to(folder.resolve(name + "-" + version + ".jar"));
    }

    private static byte[] compile(final String className, final String source) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final JavaFileObject input =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(final boolean ignoreErrors) {
                        return source;
                    }
                };
        final JavaFileObject output =
                new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), JavaFileObject.Kind.CLASS) {
                    @Override
                    public OutputStream openOutputStream() {
                        return out;
                    }
                };
        final JavaFileManager files =
                new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            final Location location,
                            final String name,
                            final JavaFileObject.Kind kind,
                            final FileObject sibling) {
                        return output;
                    }
                };
        final List<String> options =
                List.of("-proc:none", "--release", "17", "-classpath", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, files, null, options, null, List.of(input)).call()) {
            throw new IllegalStateException("the activator does not compile");
        }
        return out.toByteArray();
    }
}
