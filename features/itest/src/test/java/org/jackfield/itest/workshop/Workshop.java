package org.jackfield.itest.workshop;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Resource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jackfield.api.port.Port;
import org.jackfield.linux.tuntap.TapDevice;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.osgi.framework.BundleActivator;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Makes jars of bundles in a folder, with the compiler of the running JDK and the bnd library that the build itself uses. */
public final class Workshop {
    /** System property with the class path toys are compiled against, where the tests do not run from it. */
    public static final String CLASS_PATH = "jackfield.itest.workshop";

    private static final String SOURCE = "/workshop/ToyPort.java";
    private static final String CLASS = "org.jackfield.example.toy.ToyPort";

    private final Path folder;
    private int made;

    /** A workshop that leaves its jars in a folder. */
    public Workshop(final Path folder) {
        this.folder = folder;
    }

    /** The class path toys are compiled against, when the tests run from it. */
    public static String classPath() {
        return Stream.of(Port.class, TapDevice.class, Component.class, Designate.class, BundleActivator.class)
                .map(type -> place(type).getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<File> compileClassPath() {
        final String path = System.getProperty(CLASS_PATH);
        return Stream.of((path == null ? classPath() : path).split(File.pathSeparator))
                .map(File::new)
                .toList();
    }

    /** Makes the jar of a toy: each call another file. */
    public Path make(final Toy toy) {
        try (Builder builder = new Builder()) {
            builder.addClasspath(compile(toy).toFile());
            for (final File each : compileClassPath()) {
                builder.addClasspath(each);
            }
            builder.setProperty("Bundle-SymbolicName", toy.bundle());
            builder.setProperty("Bundle-Version", toy.version());
            builder.setProperty("-privatepackage", CLASS.substring(0, CLASS.lastIndexOf('.')));
            builder.setProperty("-noextraheaders", "true");
            builder.setProperty("-noimportjava", "true");
            toy.headers().forEach(builder::setProperty);
            return write(builder.build(), toy.bundle(), toy.version());
        } catch (final RuntimeException broken) {
            throw broken;
        } catch (final Exception cannot) {
            throw new IllegalStateException("cannot make " + toy, cannot);
        }
    }

    /** Makes a bundle that exports a package of a library which is none, with what it needs optional. */
    public Path library(final String name, final Class<?> type) {
        try (Builder builder = new Builder()) {
            builder.addClasspath(place(type));
            builder.setProperty("Bundle-SymbolicName", name);
            builder.setProperty("Bundle-Version", "1.0.0");
            builder.setProperty("Export-Package", type.getPackageName());
            builder.setProperty("Import-Package", "*;resolution:=optional");
            return write(builder.build(), name, "1.0.0");
        } catch (final RuntimeException broken) {
            throw broken;
        } catch (final Exception cannot) {
            throw new IllegalStateException("cannot make a bundle of " + type, cannot);
        }
    }

    private static File place(final Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private Path compile(final Toy toy) throws IOException {
        final Path classes = Files.createDirectory(folder.resolve("classes" + ++made));
        final Path source =
                Files.createDirectory(folder.resolve("source" + made)).resolve("ToyPort.java");
        Files.writeString(source, source(toy));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final StringWriter words = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            files.setLocation(StandardLocation.CLASS_PATH, compileClassPath());
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(classes.toFile()));
            final List<String> options = List.of("--release", "17", "-proc:none", "-nowarn");
            if (!compiler.getTask(words, files, null, options, null, files.getJavaFileObjects(source.toFile()))
                    .call()) {
                throw new IllegalStateException("cannot compile " + toy + ":\n" + words);
            }
        }
        return classes;
    }

    private static String source(final Toy toy) throws IOException {
        String text;
        try (InputStream in = Workshop.class.getResourceAsStream(SOURCE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (final Map.Entry<String, String> code : toy.code().entrySet()) {
            text = replace(text, "// @" + code.getKey() + "\n", code.getValue() + "\n");
        }
        for (final Map.Entry<String, String> replaced : toy.replaced().entrySet()) {
            text = replace(text, replaced.getKey(), replaced.getValue());
        }
        text = replace(text, "\"version\", \"0.0.0\"", "\"version\", \"" + toy.version() + "\"");
        text = replace(text, "org.jackfield.port.toy", "org.jackfield.port." + toy.type());
        return replace(text, "type=toy", "type=" + toy.type());
    }

    private static String replace(final String text, final String part, final String by) {
        if (!text.contains(part)) {
            throw new IllegalArgumentException("the toy's source has no " + part);
        }
        return text.replace(part, by);
    }

    /** Makes another version of a bundle with the same content. */
    public Path newVersion(final Path jar, final String version) {
        return rework(jar, version, Map.of());
    }

    /** Makes another version of a bundle in which a method of a class begins with throwing an exception. */
    public Path broken(
            final Path jar, final String version, final String type, final String method, final String message) {
        final String file = type.replace('.', '/') + ".class";
        return rework(jar, version, Map.of(file, bytes -> throwIn(bytes, method, message)));
    }

    private Path rework(final Path file, final String version, final Map<String, Change> changes) {
        try (Jar jar = new Jar(file.toFile())) {
            jar.getManifest().getMainAttributes().putValue("Bundle-Version", version);
            for (final Map.Entry<String, Change> change : changes.entrySet()) {
                final Resource old = jar.getResource(change.getKey());
                if (old == null) {
                    throw new IllegalArgumentException(file + " has no " + change.getKey());
                }
                final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                old.write(bytes);
                jar.putResource(
                        change.getKey(), new EmbeddedResource(change.getValue().apply(bytes.toByteArray()), 0L));
            }
            return write(jar, jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"), version);
        } catch (final RuntimeException broken) {
            throw broken;
        } catch (final Exception cannot) {
            throw new IllegalStateException("cannot make another version of " + file, cannot);
        }
    }

    private static byte[] throwIn(final byte[] bytes, final String method, final String message) {
        final ClassReader reader = new ClassReader(bytes);
        final ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        final boolean[] found = new boolean[1];
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            final int access,
                            final String name,
                            final String descriptor,
                            final String signature,
                            final String[] exceptions) {
                        final MethodVisitor old = super.visitMethod(access, name, descriptor, signature, exceptions);
                        if (!name.equals(method) || (access & Opcodes.ACC_SYNTHETIC) != 0) {
                            return old;
                        }
                        found[0] = true;
                        writeThrow(old, message);
                        return null;
                    }
                },
                0);
        if (!found[0]) {
            throw new IllegalArgumentException(reader.getClassName() + " has no method " + method);
        }
        return writer.toByteArray();
    }

    private static void writeThrow(final MethodVisitor code, final String message) {
        final String type = "java/lang/IllegalStateException";
        code.visitCode();
        code.visitTypeInsn(Opcodes.NEW, type);
        code.visitInsn(Opcodes.DUP);
        code.visitLdcInsn(message);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, type, "<init>", "(Ljava/lang/String;)V", false);
        code.visitInsn(Opcodes.ATHROW);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Makes a file that is no jar. */
    public Path garbage(final String name) {
        try {
            return Files.writeString(folder.resolve(name), "this is no jar\n".repeat(100));
        } catch (final IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private Path write(final Jar jar, final String name, final String version) throws Exception {
        final Path file = folder.resolve(++made + "-" + name + "-" + version + ".jar");
        jar.write(file.toFile());
        return file;
    }

    private interface Change {
        byte[] apply(byte[] bytes);
    }
}
