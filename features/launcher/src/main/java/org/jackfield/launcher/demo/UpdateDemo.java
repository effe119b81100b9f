package org.jackfield.launcher.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jackfield.launcher.run.Home;
import org.osgi.framework.Constants;

/**
 * Numbered frames at a steady rate while port bundles come, change and go, then while every other bundle is updated: the one whose ports
 * carry the frames, the switch itself, and what controls it.
 */
final class UpdateDemo {
    static final int RATE = 50_000;
    static final int FLOWS = 8;

    private static final String OTHER_BUNDLE = "org.jackfield.port.patch";
    private static final String TAP_BUNDLE = "org.jackfield.port.tap";
    /** What is updated besides, the switch itself first. */
    private static final List<String> BUNDLES = List.of(
            "org.jackfield.core",
            "org.jackfield.steering.symmetric",
            "org.jackfield.steering.adaptive",
            "org.jackfield.control.config",
            "org.jackfield.control.shell",
            "org.jackfield.control.deploy");

    /** Room for a second of frames in each queue: a busy machine may take the switch off its processors for a while. */
    private static final String QUEUE_FRAMES = "50000";

    private static final long LEAD_MS = 500;
    private static final long TAIL_MS = 1_000;
    private static final long DEPLOY_MS = 20_000;

    private final Tools tools;
    private final DemoNetwork network;
    private final UpdateReport report = new UpdateReport();
    private final Consumer<String> progress;

    /** What is done to the switch while frames flow. */
    @FunctionalInterface
    private interface Deed {
        void run() throws DemoException, InterruptedException;
    }

    /**
     * Builds everything.
     *
     * @param progress told what happens next
     */
    UpdateDemo(final Cleanup cleanup, final Consumer<String> progress) throws DemoException {
        this.tools = new Tools(cleanup);
        this.progress = progress;
        network = new DemoNetwork(cleanup, Map.of("tx-queue-length", QUEUE_FRAMES));
    }

    /** Does all of it and tells what became of the frames. */
    UpdateReport run() throws DemoException, InterruptedException {
        Tools.run(
                "nsenter",
                "--net=/run/netns/" + network.leftSpace(),
                "ping",
                "-q",
                "-c",
                "1",
                "-W",
                "5",
                DemoNetwork.RIGHT_ADDRESS); // both ends know each other's address
        measure("nothing is done", () -> {});
        final Optional<Path> other = jar("extras", OTHER_BUNDLE);
        if (other.isPresent()) {
            measure("another port bundle is deployed", () -> deploy(other.get()));
            measure("that bundle is updated", () -> update(OTHER_BUNDLE, other.get()));
            measure("that bundle is removed", this::removeOther);
        } else {
            report.remark(
                    "no bundle " + OTHER_BUNDLE + " in extras/ of this distribution: only the tap bundle is updated");
        }
        final long eventsBefore = lingers();
        measureUpdate(TAP_BUNDLE);
        if (lingers() == eventsBefore) {
            throw new DemoException("the tap bundle was updated and its ports took no notice; that cannot be");
        }
        for (final String bundle : BUNDLES) {
            measureUpdate(bundle);
        }
        report.orderPromised(network.demoSwitch().ports().stream().allMatch(UpdateDemo::isSteered));
        return report;
    }

    /** How often the code of a port went or came back while the port went on. */
    private long lingers() throws DemoException {
        long count = 0;
        for (final JsonElement event :
                network.demoSwitch().ask("log", "-n", "1000").getAsJsonArray("events")) {
            count += event.getAsJsonObject().get("kind").getAsString().equals("PORT_LINGERS") ? 1 : 0;
        }
        return count;
    }

    private static boolean isSteered(final JsonObject port) {
        return port.get("kernelSteering").getAsBoolean();
    }

    private void measure(final String what, final Deed deed) throws DemoException, InterruptedException {
        measure(what, "", "", deed);
    }

    private void measure(final String what, final String from, final String to, final Deed deed)
            throws DemoException, InterruptedException {
        progress.accept(what);
        final NumberedRun traffic = NumberedRun.start(tools, network, FLOWS, RATE);
        TimeUnit.MILLISECONDS.sleep(LEAD_MS);
        deed.run();
        TimeUnit.MILLISECONDS.sleep(TAIL_MS);
        report.add(what, from, to, traffic.stop());
    }

    /** Another version of a bundle of the features, made here, takes its place. */
    private void measureUpdate(final String bundle) throws DemoException, InterruptedException {
        final Path jar = jar("bundles", bundle)
                .orElseThrow(() -> new DemoException("no bundle " + bundle + " in bundles/ of this distribution"));
        final String from = version(bundle);
        final String to = NextVersion.after(from);
        final Path next = NextVersion.of(jar, to, network.folder());
        measure(bundle + " is updated", from, to, () -> update(bundle, next));
        if (!version(bundle).equals(to)) {
            throw new DemoException("bundle " + bundle + " was updated to " + to + " and is " + version(bundle));
        }
    }

    private String version(final String bundle) throws DemoException {
        return attribute(bundle, "version").orElseThrow(() -> new DemoException("the switch has no bundle " + bundle));
    }

    private static Optional<Path> jar(final String folder, final String bundle) throws DemoException {
        final Path path = Home.folder().resolve(folder);
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(path)) {
            for (final Path file :
                    files.filter(each -> each.toString().endsWith(".jar")).toList()) {
                if (name(file).equals(bundle)) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        } catch (final IOException failed) {
            throw new DemoException("folder " + path + " cannot be read: " + failed, failed);
        }
    }

    private static String name(final Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            final String name = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            return name == null ? "" : name.split(";")[0].strip();
        }
    }

    /** As a person does: a jar is put into the deploy folder. */
    private void deploy(final Path jar) throws DemoException, InterruptedException {
        final Path target = network.demoSwitch().deployFolder().resolve(jar.getFileName());
        final Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.copy(jar, part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException failed) {
            throw new DemoException("bundle " + jar + " cannot be put into " + target + ": " + failed, failed);
        }
        awaitOther("ACTIVE", state -> state.equals(Optional.of("ACTIVE")));
    }

    private void update(final String bundle, final Path jar) throws DemoException {
        network.demoSwitch().ask("bundle", "update", bundle, jar.toString());
    }

    private void removeOther() throws DemoException, InterruptedException {
        network.demoSwitch().ask("bundle", "remove", OTHER_BUNDLE);
        awaitOther("gone", Optional::isEmpty);
    }

    private void awaitOther(final String what, final Predicate<Optional<String>> wanted)
            throws DemoException, InterruptedException {
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEPLOY_MS);
        Optional<String> state = otherState();
        while (!wanted.test(state)) {
            if (System.nanoTime() > end) {
                throw new DemoException("bundle " + OTHER_BUNDLE + " is not " + what + " after " + DEPLOY_MS / 1000
                        + " s, it is " + state.orElse("not installed"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
            state = otherState();
        }
    }

    private Optional<String> otherState() throws DemoException {
        return attribute(OTHER_BUNDLE, "state");
    }

    private Optional<String> attribute(final String name, final String attribute) throws DemoException {
        for (final JsonElement bundle :
                network.demoSwitch().ask("bundle", "list").getAsJsonArray("bundles")) {
            if (bundle.getAsJsonObject().get("name").getAsString().equals(name)) {
                return Optional.of(bundle.getAsJsonObject().get(attribute).getAsString());
            }
        }
        return Optional.empty();
    }
}
