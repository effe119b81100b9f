package org.jackfield.launcher.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jackfield.api.steering.SteeringPolicy;
import org.jackfield.lab.experiment.LabException;
import org.jackfield.launcher.run.Home;

/**
 * The steering policies of a distribution by their names, those that are shipped beside too, for a simulation: each one asked for is
 * started anew in a Felix without a switch, with the configuration it would have in a switch. One thread, which may have the policies
 * called by others. Starts nothing before it is asked.
 */
public final class PolicyShelf implements AutoCloseable {
    private static final List<String> FOLDERS = List.of("extras", "bundles");

    private final Path distribution;
    private final Map<String, PolicyBundle> byName = new TreeMap<>();
    private final List<PolicyBundle> added = new ArrayList<>();
    private final List<ShelfFramework> frameworks = new ArrayList<>();

    /** Of the distribution this program belongs to. */
    public PolicyShelf() {
        this(Home.folder());
    }

    /** Of a distribution in this folder. */
    public PolicyShelf(final Path distribution) {
        this.distribution = distribution;
    }

    /**
     * Puts a bundle from elsewhere on the shelf; its policy takes the place of one of the same name. Before anything is asked.
     *
     * @throws LabException when it cannot be read, or has no policy
     */
    public void add(final Path jar) throws LabException {
        try {
            added.add(PolicyBundle.read(jar)
                    .orElseThrow(() -> new LabException(jar + " is no bundle with a steering policy; give the jar that"
                            + " the deploy folder of a switch would take")));
        } catch (final IOException unreadable) {
            throw new LabException("policy bundle " + jar + " cannot be read: " + unreadable, unreadable);
        }
    }

    /**
     * Names of all policies, sorted.
     *
     * @throws LabException when a bundle cannot be read or started
     */
    public List<String> names() throws LabException {
        find();
        return List.copyOf(byName.keySet());
    }

    /**
     * The bundle of a policy.
     *
     * @throws LabException when there is no policy of this name; the message has the names there are
     */
    public PolicyBundle bundle(final String name) throws LabException {
        find();
        final PolicyBundle bundle = byName.get(name);
        if (bundle == null) {
            throw new LabException("no policy '" + name + "'; there are " + String.join(", ", byName.keySet()));
        }
        return bundle;
    }

    /** What is wrong with the settings of a policy, in words; nothing when they are right as far as their types tell. */
    public Optional<String> fault(final String name, final Map<String, String> settings) throws LabException {
        try {
            bundle(name).typed(name, settings);
            return Optional.empty();
        } catch (final IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /**
     * A policy that shares no state with any other, used until this shelf is closed.
     *
     * @param settings its configuration as it would stand in its file; keys that are missing have their standard
     * @throws LabException when there is no such policy or key, or a value is not allowed; the message says what is
     */
    public SteeringPolicy policy(final String name, final Map<String, String> settings) throws LabException {
        final PolicyBundle bundle = bundle(name);
        try {
            return framework().start(bundle, bundle.typed(name, settings));
        } catch (final IllegalArgumentException refused) {
            throw new LabException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private ShelfFramework framework() throws LabException {
        if (frameworks.isEmpty()) {
            frameworks.add(new ShelfFramework(distribution.resolve("bundles")));
        }
        return frameworks.get(0);
    }

    /** Only a policy knows its name, so each is started once. */
    private void find() throws LabException {
        if (!byName.isEmpty()) {
            return;
        }
        for (final String folder : FOLDERS) {
            for (final PolicyBundle bundle : bundles(distribution.resolve(folder))) {
                byName.put(framework().start(bundle, new Hashtable<>()).policyName(), bundle);
            }
        }
        for (final PolicyBundle bundle : added) {
            byName.put(framework().start(bundle, new Hashtable<>()).policyName(), bundle);
        }
        if (byName.isEmpty()) {
            throw new LabException("no steering policies in " + distribution + "; give the folder of a distribution");
        }
    }

    private static List<PolicyBundle> bundles(final Path folder) throws LabException {
        final List<PolicyBundle> bundles = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.sorted().toList()) {
                if (file.getFileName().toString().endsWith(".jar")) {
                    PolicyBundle.read(file).ifPresent(bundles::add);
                }
            }
            return bundles;
        } catch (final IOException unreadable) {
            throw new LabException(
                    "policies of " + folder + " cannot be read: " + unreadable + "; run it from a distribution",
                    unreadable);
        }
    }

    /** Stops all policies. May be called twice. */
    @Override
    public void close() {
        frameworks.forEach(ShelfFramework::close);
        frameworks.clear();
        byName.clear();
    }
}
