package org.jackfield.launcher.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {
    @TempDir
    private Path folder;

    private void feature(final String name, final String bundles, final String more) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), """
            {"feature-resource-version": "1.0", "id": "org.jackfield:%s:1", "bundles": [%s]%s}
            """.formatted(name, bundles, more));
    }

    @Test
    void shouldStartBundlesLevelByLevelInTheOrderOfTheFiles() throws Exception {
        feature(
                "b",
                "{\"id\":\"g:two:1\",\"bundleStartLevel\":2},{\"id\":\"g:one-b:1.2.3\",\"bundleStartLevel\":1}",
                "");
        feature("a", "{\"id\":\"g:three:1\",\"bundleStartLevel\":3},{\"id\":\"g:one-a:1\",\"bundleStartLevel\":1}", "");
        Files.writeString(folder.resolve("README.md"), "not a feature");
        final Features features = Features.read(folder);
        assertEquals(
                List.of("one-a-1.jar", "one-b-1.2.3.jar", "two-1.jar", "three-1.jar"),
                features.bundles().stream().map(Features.BundleFile::file).toList());
        assertEquals(3, features.topLevel());
    }

    @Test
    void shouldReadConfigurationsAndFrameworkProperties() throws Exception {
        feature("a", "", """
            , "configurations": {"org.x": {"key": 7}, "org.y~name": {"list": ["a", "b"]}},
            "extensions": {"framework-launching-properties": {"kind": "optional", "type": "json", "json": {"gosh.args": "-x"}}}
            """);
        final Features features = Features.read(folder);
        assertEquals(Map.of("gosh.args", "-x"), features.properties());
        assertEquals(
                List.of("org.x", "org.y~name"),
                List.copyOf(features.configurations().keySet()));
    }

    @Test
    void shouldTakeABundleThatTwoFeaturesWantOnce() throws Exception {
        feature("a", "{\"id\":\"g:one:1\",\"bundleStartLevel\":1}", "");
        feature("b", "{\"id\":\"g:one:1\",\"bundleStartLevel\":1}", "");
        assertEquals(1, Features.read(folder).bundles().size());
    }

    @Test
    void shouldRefuseTwoVersionsOfABundle() throws Exception {
        feature("a", "{\"id\":\"g:one:1\",\"bundleStartLevel\":1}", "");
        feature("b", "{\"id\":\"g:one:2\",\"bundleStartLevel\":1}", "");
        assertTrue(refusal().contains("features a and b disagree about bundle one"));
    }

    @Test
    void shouldRefuseABundleWithoutStartLevel() throws Exception {
        feature("a", "{\"id\":\"g:one:1\"}", "");
        assertTrue(refusal().contains("g:one:1 needs metadata bundleStartLevel"));
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("broken.json"), "{");
        assertTrue(refusal().contains("broken.json cannot be read"));
    }

    @Test
    void shouldNameAFolderThatIsMissing() throws Exception {
        Files.delete(folder);
        assertTrue(refusal().contains("cannot be read"));
    }

    private String refusal() {
        return assertThrows(LaunchException.class, () -> Features.read(folder)).getMessage();
    }

    @Test
    void shouldShipThePlatformFirstAndPortsLast() throws Exception {
        final Features shipped = Features.read(Path.of("..").toAbsolutePath().normalize());
        final Map<String, Integer> ours = shipped.bundles().stream()
                .filter(bundle -> bundle.file().startsWith("org.jackfield."))
                .collect(Collectors.toMap(bundle -> bundle.file().split("-")[0], Features.BundleFile::startLevel));
        assertEquals(
                Map.ofEntries(
                        Map.entry("org.jackfield.linux", 1),
                        Map.entry("org.jackfield.api", 2),
                        Map.entry("org.jackfield.control.config", 2),
                        Map.entry("org.jackfield.core", 3),
                        Map.entry("org.jackfield.stage.mirror", 4),
                        Map.entry("org.jackfield.steering.symmetric", 4),
                        Map.entry("org.jackfield.steering.adaptive", 4),
                        Map.entry("org.jackfield.control.deploy", 5),
                        Map.entry("org.jackfield.control.shell", 5),
                        Map.entry("org.jackfield.port.packet", 6),
                        Map.entry("org.jackfield.port.pcap", 6),
                        Map.entry("org.jackfield.port.stream", 6),
                        Map.entry("org.jackfield.port.tap", 6),
                        Map.entry("org.jackfield.port.vxlan", 6)),
                ours);
    }

    /** Symbolic names that differ from the artifacts' names. */
    private static final Map<String, String> ARTIFACTS =
            Map.of("com.google.gson", "gson", "com.lmax.disruptor", "disruptor", "com.sun.jna", "jna");

    @Test
    void shouldShipExactlyTheBundlesTheResolverFound() throws Exception {
        final Path folder = Path.of("..").toAbsolutePath().normalize();
        final String run = Files.readString(folder.resolve("distribution/jackfield.bndrun"));
        final TreeSet<String> resolved = new TreeSet<>();
        for (final String line :
                run.substring(run.indexOf("-runbundles:")).lines().skip(1).toList()) {
            final String name = line.strip().split(";")[0];
            resolved.add(ARTIFACTS.getOrDefault(name, name));
        }
        final TreeSet<String> shipped = new TreeSet<>();
        Features.read(folder)
                .bundles()
                .forEach(bundle -> shipped.add(bundle.file().split("-[0-9$]")[0]));
        assertEquals(resolved, shipped);
    }
}
