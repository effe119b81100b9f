package org.jackfield.itest.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The feature files of the distribution, and its bundles, as Pax Exam wants them. */
final class ShippedFeatures {
    private static final int TOP_LEVEL = 6;
    private static final String PROPERTIES = "framework-launching-properties";

    private final TreeMap<String, Integer> levels = new TreeMap<>();
    private final List<Option> options = new ArrayList<>();

    private ShippedFeatures() {}

    /** Reads the features; the framework keeps all it writes in {@code folder}, which gets these lines of configuration. */
    static ShippedFeatures read(final Path folder, final String... core) throws IOException {
        final Path home = Path.of(System.getProperty("jackfield.distribution", "../distribution/target/jackfield"))
                .toAbsolutePath()
                .normalize();
        final ShippedFeatures features = new ShippedFeatures();
        try (Stream<Path> files = Files.list(home.resolve("features"))) {
            for (final Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                features.add(JsonParser.parseString(Files.readString(file)).getAsJsonObject(), home);
            }
        }
        features.addFramework(folder);
        Files.write(Files.createDirectory(folder.resolve("config")).resolve("org.jackfield.core.cfg"), List.of(core));
        return features;
    }

    private void add(final JsonObject feature, final Path home) {
        for (final JsonElement element : feature.getAsJsonArray("bundles")) {
            final JsonObject bundle = element.getAsJsonObject();
            final String[] id = bundle.get("id").getAsString().split(":");
            final int level = bundle.get("bundleStartLevel").getAsInt();
            if (levels.put(id[1], level) == null) {
                final Path jar = home.resolve("bundles").resolve(id[1] + "-" + id[2] + ".jar");
                options.add(bundle(jar.toUri().toString()).startLevel(level));
            }
        }
        if (feature.has("configurations")) {
            throw new IllegalStateException("a feature has configurations, which these tests do not apply yet");
        }
        if (feature.has("extensions") && feature.getAsJsonObject("extensions").has(PROPERTIES)) {
            feature.getAsJsonObject("extensions")
                    .getAsJsonObject(PROPERTIES)
                    .getAsJsonObject("json")
                    .entrySet()
                    .forEach(each -> property(each.getKey(), each.getValue().getAsString()));
        }
    }

    private void addFramework(final Path folder) {
        options.add(cleanCaches());
        options.add(workingDirectory(folder.resolve("exam").toString()));
        options.add(frameworkStartLevel(TOP_LEVEL));
        property("jackfield.config.dir", folder.resolve("config").toString());
        property("jackfield.state.dir", folder.resolve("state").toString());
        property("jackfield.deploy.dir", folder.resolve("deploy").toString());
        property("jackfield.socket", folder.resolve("control.sock").toString());
        property("jackfield.workers", "2");
    }

    private void property(final String key, final String value) {
        options.add(frameworkProperty(key).value(value));
    }

    /** Options for Pax Exam. */
    Option[] options() {
        return options.toArray(Option[]::new);
    }

    /** The start level of each bundle by its artifact id. */
    TreeMap<String, Integer> levels() {
        return levels;
    }
}
