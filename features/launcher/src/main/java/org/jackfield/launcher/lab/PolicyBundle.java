package org.jackfield.launcher.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.osgi.framework.Constants;

/**
 * A bundle with a steering policy, as far as its jar tells.
 *
 * @param jar the file
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param pid of its configuration; empty when it has none
 * @param keys of its configuration
 */
public record PolicyBundle(Path jar, String symbolicName, String version, String pid, List<PolicyKey> keys) {
    private static final String METATYPES = "OSGI-INF/metatype/";
    private static final String STEERING = "org.jackfield.api.steering";
    /** What the laboratory has for a policy. A bundle that needs more is a part of the switch, or cannot be had outside of one. */
    private static final String OFFERED = "(org\\.jackfield\\.api\\.(frame|steering)|org\\.osgi\\..*|javax?\\..*)";

    /** Reads a jar; nothing when it is no bundle that may hold a policy. */
    static Optional<PolicyBundle> read(final Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            if (jar.getManifest() == null) {
                return Optional.empty();
            }
            final Attributes headers = jar.getManifest().getMainAttributes();
            final List<String> imports = packages(text(headers, Constants.IMPORT_PACKAGE));
            final boolean isPolicy = imports.contains(STEERING)
                    && imports.stream().allMatch(name -> name.matches(OFFERED))
                    && headers.getValue("Service-Component") != null;
            if (!isPolicy) {
                return Optional.empty();
            }
            final String symbolicName = text(headers, Constants.BUNDLE_SYMBOLICNAME);
            return Optional.of(
                    described(file, symbolicName.replaceAll(";.*", ""), text(headers, Constants.BUNDLE_VERSION), jar));
        }
    }

    private static String text(final Attributes headers, final String name) {
        return Objects.requireNonNullElse(headers.getValue(name), "");
    }

    /** Names of the packages of a header, without what is said of them. */
    static List<String> packages(final String header) {
        final List<String> names = new ArrayList<>();
        for (final String clause : header.replaceAll("\"[^\"]*\"", "").split(",")) {
            names.add(clause.replaceAll(";.*", "").strip());
        }
        return names;
    }

    private static PolicyBundle described(
            final Path file, final String symbolicName, final String version, final JarFile jar) throws IOException {
        String pid = "";
        final List<PolicyKey> keys = new ArrayList<>();
        for (final ZipEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().startsWith(METATYPES) && entry.getName().endsWith(".xml")) {
                try (InputStream document = jar.getInputStream(entry)) {
                    pid = keys(document, pid, keys);
                }
            }
        }
        return new PolicyBundle(file, symbolicName, version, pid, List.copyOf(keys));
    }

    /** Adds the keys of the PID a document designates; returns that PID, or the given one where there is none. */
    static String keys(final InputStream document, final String pid, final List<PolicyKey> keys) throws IOException {
        final MetaData parsed = new MetaDataReader().parse(document);
        String found = pid;
        if (parsed == null || parsed.getDesignates() == null || parsed.getObjectClassDefinitions() == null) {
            return found;
        }
        for (final Object each : parsed.getDesignates()) {
            final Designate designate = (Designate) each;
            final Object definition =
                    parsed.getObjectClassDefinitions().get(designate.getObject().getOcdRef());
            if (definition instanceof OCD ocd && ocd.getAttributeDefinitions() != null) {
                found = designate.getPid();
                ocd.getAttributeDefinitions().values().forEach(key -> keys.add(PolicyKey.of((AD) key)));
            }
        }
        return found;
    }

    /** Whether a switch has it only when it is deployed: all but the bundles of a distribution's features. */
    public boolean isBeside() {
        final Path folder = jar.getParent();
        return folder == null || !folder.endsWith("bundles") || !Files.isDirectory(folder.resolveSibling("features"));
    }

    /**
     * Settings with the types of their keys.
     *
     * @param policy whose they are, for messages
     * @throws IllegalArgumentException when there is no such key, or a value is not allowed
     */
    public Hashtable<String, Object> typed(final String policy, final Map<String, String> settings) {
        final Hashtable<String, Object> typed = new Hashtable<>();
        settings.forEach((name, value) -> {
            final PolicyKey key = keys.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "policy " + policy + " has no key '" + name + "'; " + names()));
            try {
                typed.put(name, key.typed(value));
            } catch (final IllegalArgumentException refused) {
                throw new IllegalArgumentException("policy " + policy + ": " + refused.getMessage(), refused);
            }
        });
        return typed;
    }

    private String names() {
        return keys.isEmpty()
                ? "it has none"
                : "its keys are "
                        + String.join(", ", keys.stream().map(PolicyKey::name).toList());
    }
}
