package org.jackfield.launcher.run;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureConfiguration;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * What runs, as the feature files say (OSGi Compendium R8, chapter 159): bundles with their start levels (bundle metadata
 * {@value #START_LEVEL}, as in chapter 160), configurations and framework properties (extension {@value #PROPERTIES}).
 */
final class Features {
    static final String START_LEVEL = "bundleStartLevel";
    static final String PROPERTIES = "framework-launching-properties";

    private final Map<String, BundleFile> bundles = new LinkedHashMap<>();
    private final Map<String, FeatureConfiguration> configurations = new TreeMap<>();
    private final Map<String, String> properties = new TreeMap<>();

    /**
     * A bundle to install.
     *
     * @param file its name in the folder of bundles
     * @param startLevel 1 or higher
     * @param feature the feature that wants it
     */
    record BundleFile(String file, int startLevel, String feature) {}

    private Features() {}

    /** Reads all {@code *.json} of a folder in the order of their names. */
    static Features read(final Path folder) throws LaunchException {
        final FeatureService service = ServiceLoader.load(FeatureService.class)
                .findFirst()
                .orElseThrow(() -> new LaunchException("no reader for features is on the class path of the launcher"));
        final Features features = new Features();
        for (final Path file : files(folder)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                features.add(service.readFeature(reader));
            } catch (final IOException | RuntimeException unreadable) {
                throw new LaunchException(
                        "feature " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
        return features;
    }

    private static List<Path> files(final Path folder) throws LaunchException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (final IOException unreadable) {
            throw new LaunchException("folder of features " + folder + " cannot be read: " + unreadable, unreadable);
        }
    }

    private void add(final Feature feature) throws LaunchException {
        final String name = feature.getID().getArtifactId();
        for (final FeatureBundle bundle : feature.getBundles()) {
            add(name, bundle);
        }
        configurations.putAll(feature.getConfigurations());
        final FeatureExtension extension = feature.getExtensions().get(PROPERTIES);
        if (extension != null) {
            final JsonObject values =
                    JsonParser.parseString(extension.getJSON()).getAsJsonObject();
            values.entrySet()
                    .forEach(entry ->
                            properties.put(entry.getKey(), entry.getValue().getAsString()));
        }
    }

    private void add(final String feature, final FeatureBundle bundle) throws LaunchException {
        final ID id = bundle.getID();
        final Object level = bundle.getMetadata().get(START_LEVEL);
        if (!(level instanceof Number number) || number.intValue() < 1) {
            throw new LaunchException(
                    "feature " + feature + ": bundle " + id + " needs metadata " + START_LEVEL + ", a number from 1");
        }
        final BundleFile fresh =
                new BundleFile(id.getArtifactId() + "-" + id.getVersion() + ".jar", number.intValue(), feature);
        final BundleFile known = bundles.putIfAbsent(id.getArtifactId(), fresh);
        if (known != null && !(known.file().equals(fresh.file()) && known.startLevel() == fresh.startLevel())) {
            throw new LaunchException("features " + known.feature() + " and " + feature + " disagree about bundle "
                    + id.getArtifactId() + ": " + known + ", " + fresh);
        }
    }

    /** All bundles, lowest start level first, otherwise in the order of the files. */
    List<BundleFile> bundles() {
        return bundles.values().stream()
                .sorted(Comparator.comparingInt(BundleFile::startLevel))
                .toList();
    }

    /** Configurations by PID. */
    Map<String, FeatureConfiguration> configurations() {
        return configurations;
    }

    /** Framework properties. */
    Map<String, String> properties() {
        return properties;
    }

    /** The highest start level of any bundle. */
    int topLevel() {
        return bundles.values().stream().mapToInt(BundleFile::startLevel).max().orElse(1);
    }
}
