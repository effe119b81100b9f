package org.jackfield.control.shell.command;

import java.nio.file.Path;
import java.util.List;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.BundleInfo;

/** Two bundles, one of them broken; remembers what it was asked to do. */
final class FakeBundles implements BundleAdmin {
    private final List<String> calls;

    FakeBundles(final List<String> calls) {
        this.calls = calls;
    }

    @Override
    public List<BundleInfo> bundles() {
        return List.of(
                new BundleInfo(12, "org.jackfield.port.tap", "0.1.0", "ACTIVE", 6, "feature", "tap.jar", ""),
                new BundleInfo(
                        31,
                        "org.example.broken",
                        "1.0.0",
                        "INSTALLED",
                        6,
                        "deploy",
                        "broken.jar",
                        "package org.missing is not there"));
    }

    private BundleInfo changed(final String call, final String name) {
        calls.add(call);
        return new BundleInfo(40, name, "1.0.0", "ACTIVE", 6, "deploy", "foo.jar", "");
    }

    @Override
    public BundleInfo install(final Path jar) {
        return changed("bundle install " + jar, "org.example.foo");
    }

    @Override
    public BundleInfo update(final String bundle, final Path jar) {
        return changed("bundle update " + bundle + " " + jar, bundle);
    }

    @Override
    public BundleInfo start(final String bundle) {
        return changed("bundle start " + bundle, bundle);
    }

    @Override
    public BundleInfo stop(final String bundle) {
        return changed("bundle stop " + bundle, bundle);
    }

    @Override
    public BundleInfo remove(final String bundle) {
        return changed("bundle remove " + bundle, bundle);
    }
}
