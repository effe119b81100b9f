package org.jackfield.testkit.rules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;

/** Looks for breaches of the rules R2 and R3 in a built bundle. */
final class BundleCheck {
    private static final List<String> EXPORTERS =
            List.of("org.jackfield.api", "org.jackfield.linux", "org.jackfield.lab");
    private static final List<String> ROLES =
            List.of("Lorg/osgi/annotation/versioning/ConsumerType;", "Lorg/osgi/annotation/versioning/ProviderType;");
    /** Packages that exist at build time only, so that a bundle importing them would not resolve. */
    private static final List<String> BUILD_ONLY =
            List.of("org.jspecify.annotations", "org.osgi.annotation.versioning");
    /** A clause of a package header: the name, then attributes whose values may be quoted and hold commas. */
    private static final Pattern CLAUSE = Pattern.compile("([\\w.$]+)((?:;[\\w.-]+:?=(?:\"[^\"]*\"|[^,;\"]*))*),?");

    private static final Pattern VERSION = Pattern.compile(";version=\"?\\d+\\.\\d+");

    private final Attributes manifest;
    private final Map<String, byte[]> classes;

    /** A bundle: a jar, or a folder with the same content. */
    BundleCheck(final Path bundle) throws IOException {
        final byte[] header = ClassFiles.read(bundle, "META-INF/MANIFEST.MF").get("META-INF/MANIFEST.MF");
        if (header == null) {
            throw new IOException(bundle + " has no manifest");
        }
        manifest = new Manifest(new ByteArrayInputStream(header)).getMainAttributes();
        classes = ClassFiles.read(bundle, ".class");
    }

    /** Breaches, one line each. */
    List<String> breaches() {
        final List<String> found = new ArrayList<>();
        final Map<String, String> exports = clauses("Export-Package");
        if (!exports.isEmpty() && !EXPORTERS.contains(symbolicName())) {
            found.add("R2: " + symbolicName() + " must not export, but exports " + exports.keySet());
        }
        exports.forEach((name, attributes) -> {
            if (!VERSION.matcher(attributes).find()) {
                found.add("R3: exported package " + name + " has no version; put @Version into its package-info");
            }
        });
        clauses("Import-Package").keySet().stream()
                .filter(BUILD_ONLY::contains)
                .forEach(name -> found.add("R1: imports " + name + "; add !" + name + " to Import-Package in bnd.bnd"));
        classes.forEach((file, bytes) -> checkRole(file, bytes, exports, found));
        return found;
    }

    /** The bundle's symbolic name, empty for a plain jar. */
    String symbolicName() {
        return String.valueOf(manifest.getValue("Bundle-SymbolicName"));
    }

    private void checkRole(
            final String file, final byte[] bytes, final Map<String, String> exports, final List<String> found) {
        final int slash = file.lastIndexOf('/');
        final String packageName = file.substring(0, Math.max(0, slash)).replace('/', '.');
        if (!exports.containsKey(packageName) || file.endsWith("-info.class")) {
            return;
        }
        final ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.SKIP_CODE);
        final boolean plainInterface = (node.access & Opcodes.ACC_INTERFACE) != 0
                && (node.access & Opcodes.ACC_ANNOTATION) == 0
                && (node.access & Opcodes.ACC_PUBLIC) != 0;
        if (plainInterface && !hasRole(node.invisibleAnnotations)) {
            found.add("R3: exported interface " + node.name.replace('/', '.')
                    + " is neither @ConsumerType nor @ProviderType");
        }
    }

    private static boolean hasRole(final List<AnnotationNode> annotations) {
        return annotations != null && annotations.stream().anyMatch(a -> ROLES.contains(a.desc));
    }

    private Map<String, String> clauses(final String header) {
        final Map<String, String> clauses = new TreeMap<>();
        final String value = manifest.getValue(header);
        final Matcher matcher = CLAUSE.matcher(value == null ? "" : value);
        while (matcher.find()) {
            clauses.put(matcher.group(1), matcher.group(2));
        }
        return clauses;
    }
}
