package org.jackfield.control.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The types and keys of the bundles that this build has packaged. For integration tests: metatypes are made by packaging. */
final class ShippedTypes {
    private static final List<String> COMPONENTS = List.of(
            "org.jackfield.core.osgi.SwitchComponent",
            "org.jackfield.port.tap.TapPort",
            "org.jackfield.port.patch.PatchPort",
            "org.jackfield.port.stream.StreamPort",
            "org.jackfield.port.vxlan.VxlanPort",
            "org.jackfield.port.pcap.PcapPort",
            "org.jackfield.stage.mirror.MirrorStage",
            "org.jackfield.port.packet.PacketPort");

    private ShippedTypes() {}

    /** All of them, deployed. */
    static FakeTypes all() {
        final FakeTypes types = new FakeTypes();
        for (final String component : COMPONENTS) {
            keys(bundleOf(component)).forEach(keys -> types.byPid.put(keys.pid(), keys));
        }
        return types;
    }

    private static Path bundleOf(final String component) {
        try {
            return Path.of(Class.forName(component, false, ShippedTypes.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
        } catch (final ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static List<ConfigKeys> keys(final Path jar) {
        try (JarFile bundle = new JarFile(jar.toFile())) {
            final List<ConfigKeys> keys = new java.util.ArrayList<>();
            for (final JarEntry entry : Collections.list(bundle.entries())) {
                if (entry.getName().startsWith(MetatypeDocument.FOLDER)
                        && entry.getName().endsWith(".xml")) {
                    try (InputStream document = bundle.getInputStream(entry)) {
                        keys.addAll(MetatypeDocument.read(document));
                    }
                }
            }
            return keys;
        } catch (final IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
