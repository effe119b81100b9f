package org.jackfield.control.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.api.admin.AdminException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Keeps the bundles as the deploy folder says. A jar takes the place of the bundle of its symbolic name, a feature's or a deployed
 * one; of several jars of one bundle the highest version counts; a jar that does not fit is refused and changes nothing. One change
 * at a time, on the thread that brings it: the folder watch's or a command's.
 */
final class Deployer {
    private static final int START_LEVEL = 6;

    /** One change at a time; held by {@link BundleCommands} too. */
    final ReentrantLock changing = new ReentrantLock();

    /** The framework's own, which stays valid when this bundle is replaced. */
    private final BundleContext context;
    /** This bundle. */
    private final Bundle self;

    private final DeployFolder folder;
    private final JarShelf shelf;
    private final Probe probe;
    private final BundleLife life;
    private final BundleList bundles;
    private final Components components;
    private final Journal journal;
    private final InForce inForce;
    /** Every jar of the folder that was looked at, by file name. */
    private final Map<String, Seen> seen = new TreeMap<>();
    /** What is in force, by symbolic name. Read by any thread. */
    private final Map<String, Deployed> deployed = new ConcurrentHashMap<>();

    private @Nullable FolderWatch watch;

    /** A jar of the folder when it was last looked at; {@code name} is empty when it is no bundle. */
    private record Seen(String stamp, String name, Version version, String digest, boolean refused) {
        static Seen of(final String stamp, final Jar jar, final boolean refused) {
            return new Seen(stamp, jar.name(), jar.version(), jar.digest(), refused);
        }
    }

    /** A jar in force. */
    record Deployed(String file, Jar jar) {}

    Deployer(
            final Bundle self,
            final BundleContext context,
            final DeployFolder folder,
            final JarShelf shelf,
            final Parts parts,
            final Journal journal,
            final InForce inForce) {
        this.self = self;
        this.context = context;
        this.folder = folder;
        this.shelf = shelf;
        this.probe = parts.probe();
        this.life = parts.life();
        this.bundles = parts.bundles();
        this.components = parts.components();
        this.journal = journal;
        this.inForce = inForce;
    }

    /** What looks at the framework. */
    record Parts(Probe probe, BundleLife life, BundleList bundles, Components components) {}

    /**
     * Deploys all jars of the folder and looks after it from now on. Before the start level of ports, so that each port begins with the
     * right code.
     */
    void begin() {
        changing.lock();
        try {
            folder.prepare();
            final Map<String, Jar> jars = new TreeMap<>();
            for (final String file : folder.jars()) {
                take(file, false).filter(jar -> !isOwn(jar)).ifPresent(jar -> jars.put(file, jar));
            }
            final List<Map.Entry<String, Jar>> best = new ArrayList<>(jars.entrySet());
            best.sort(Map.Entry.comparingByValue(
                    Comparator.comparing(Jar::version).reversed()));
            best.forEach(each -> consider(each.getKey(), each.getValue()));
            watch = new FolderWatch(folder, this::seenFiles, this::changed);
            watch.start();
        } catch (final IOException unreadable) {
            journal.refused(folder.toString(), "the deploy folder cannot be read: " + unreadable);
        } finally {
            changing.unlock();
        }
    }

    /** Looks after the folder no more. */
    void end() {
        if (watch != null) {
            watch.stop();
        }
    }

    private Set<String> seenFiles() {
        changing.lock();
        try {
            return Set.copyOf(seen.keySet());
        } finally {
            changing.unlock();
        }
    }

    /** A file of the folder is new, has changed or has gone. */
    void changed(final String file) {
        changing.lock();
        try {
            if (Files.exists(folder.path(file))) {
                take(file, false).ifPresent(jar -> consider(file, jar));
            } else {
                gone(file);
            }
        } finally {
            changing.unlock();
        }
    }

    /** The framework has come to the level of ports: a deployed jar that does not start there gives way to the feature's. */
    void settle() {
        changing.lock();
        try {
            for (final Map.Entry<String, Deployed> each : List.copyOf(deployed.entrySet())) {
                final Optional<Bundle> bundle = bundles.find(each.getKey());
                if (bundle.isPresent() && BundleLife.shouldRun(bundle.get()) && !BundleLife.runs(bundle.get())) {
                    settle(each.getValue(), bundle.get());
                }
            }
        } finally {
            changing.unlock();
        }
    }

    private void settle(final Deployed failed, final Bundle bundle) {
        final String why = bundles.reason(bundle);
        if (!BundleList.isOfFeature(bundle)) {
            journal.refused(bundle.getSymbolicName(), failed.file() + " does not run: " + why);
        } else {
            seen.put(failed.file(), Seen.of(folder.stamp(failed.file()), failed.jar(), true));
            journal.refused(
                    bundle.getSymbolicName(), failed.file() + " refused: " + why + "; back to the feature's jar");
            backToFeature(bundle);
        }
    }

    /** Looks at a file. Each is told of once more after a start, and so is what commands have put there. */
    private Optional<Jar> take(final String file, final boolean again) {
        final String stamp = folder.stamp(file);
        final Seen before = seen.get(file);
        if (!again && before != null && before.stamp().equals(stamp)) {
            return Optional.empty();
        }
        try {
            final Jar jar = shelf.take(folder.path(file));
            if (!again && before != null && !before.refused() && before.digest().equals(jar.digest())) {
                shelf.drop(jar); // it was only touched
                seen.put(file, Seen.of(stamp, jar, false));
                return Optional.empty();
            }
            return Optional.of(jar);
        } catch (final AdminException unfit) {
            final Optional<String> held = heldBy(file);
            refuse(file, new Seen(stamp, "", Version.emptyVersion, "", true), held.orElse(file), unfit);
            return Optional.empty();
        }
    }

    /** The bundle that came from a file. */
    private Optional<String> heldBy(final String file) {
        return deployed.entrySet().stream()
                .filter(each -> each.getValue().file().equals(file))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void consider(final String file, final Jar jar) {
        try {
            checkPlace(file, jar);
            final Deployed former = deployed.get(jar.name());
            place(file, jar, true);
            if (former != null && former.jar().version().compareTo(jar.version()) > 0) {
                succeed(jar.name()); // a file that waited may hold the highest version now
            }
        } catch (final AdminException unfit) {
            shelf.drop(jar);
            refuse(file, Seen.of(folder.stamp(file), jar, true), jar.name(), unfit);
        }
    }

    private void refuse(final String file, final Seen what, final String subject, final AdminException why) {
        seen.put(file, what);
        final Optional<String> held = heldBy(file);
        final String rest = held.flatMap(bundles::find)
                .map(bundle -> "; " + bundle.getSymbolicName() + " " + bundle.getVersion()
                        + " goes on until the switch restarts")
                .orElse("");
        journal.refused(subject, file + " refused: " + why.getMessage() + rest);
    }

    private void checkPlace(final String file, final Jar jar) throws AdminException {
        final Optional<String> held = heldBy(file);
        if (held.isPresent() && !held.get().equals(jar.name())) {
            throw new AdminException("it held bundle " + held.get() + " and now holds " + jar.name()
                    + "; remove the file first, or give the new one another name");
        }
        final Deployed current = deployed.get(jar.name());
        if (current == null || current.file().equals(file)) {
            return;
        }
        final int order = jar.version().compareTo(current.jar().version());
        if (order == 0) {
            throw new AdminException(current.file() + " holds the same bundle " + jar.name() + " " + jar.version()
                    + "; remove one of the two");
        }
        if (order < 0) {
            throw new AdminException(current.file() + " holds a newer version, "
                    + current.jar().version() + ", which is in use; remove that file to go back to " + jar.version());
        }
    }

    /**
     * Installs a jar, or puts it in the place of the bundle of its name. On return the jar is in force and its copy is kept.
     *
     * @param keep whether a new bundle that does not resolve or start stays, to be started when what it needs has come
     */
    void place(final String file, final Jar jar, final boolean keep) throws AdminException {
        final Optional<Bundle> present = bundles.find(jar.name());
        final Optional<String> vital = present.flatMap(Vital::reasonNotToReplace);
        if (vital.isPresent()) {
            throw new AdminException("it would replace " + jar.name() + ": " + vital.get());
        }
        if (present.isPresent()) {
            replace(present.get(), file, jar);
        } else {
            install(file, jar, keep);
        }
        startWaiting();
    }

    /**
     * Whether a jar is a version of this bundle that does not run yet. Nobody can replace himself while he is being started: the folder
     * watch tells of the file a moment later.
     */
    private boolean isOwn(final Jar jar) {
        if (!jar.name().equals(self.getSymbolicName()) || inForce.is(self, jar)) {
            return false;
        }
        shelf.drop(jar);
        return true;
    }

    /** Whether a command is about to replace this very bundle. */
    boolean isOwn(final String name) {
        return name.equals(self.getSymbolicName());
    }

    private void replace(final Bundle bundle, final String file, final Jar jar) throws AdminException {
        if (inForce.is(bundle, jar) && BundleLife.runs(bundle) && !deployed.containsKey(jar.name())) {
            note(file, jar); // by another version of this bundle
            return;
        }
        final Version before = bundle.getVersion();
        final Deployed former = deployed.get(jar.name());
        probe.check(jar, bundle);
        final long pause = life.replace(bundle, jar::open, formerCode(bundle, former), () -> inForce.note(bundle, jar));
        note(file, jar);
        if (former != null) {
            shelf.drop(former.jar());
        }
        final String state = pause >= 0
                ? ", out of service for " + pause + " ms"
                : BundleLife.shouldRun(bundle)
                        ? ""
                        : "; it stays stopped, start it by: jackfield bundle start " + jar.name();
        journal.done(
                jar.name(),
                "updated from " + before + " to " + jar.version() + " by " + file + state + alsoOffered(bundle));
    }

    private static BundleLife.Code formerCode(final Bundle bundle, final @Nullable Deployed former) {
        return former == null ? BundleLife.featureJar(bundle) : former.jar()::open;
    }

    private void note(final String file, final Jar jar) {
        seen.put(file, Seen.of(folder.stamp(file), jar, false));
        deployed.put(jar.name(), new Deployed(file, jar));
    }

    private void install(final String file, final Jar jar, final boolean keep) throws AdminException {
        if (!keep) {
            probe.check(jar, null);
        }
        final Bundle bundle;
        try {
            bundle = context.installBundle(BundleList.DEPLOYED + jar.name(), jar.open());
        } catch (final BundleException | IOException unfit) {
            throw new AdminException("it cannot be installed: " + unfit.getMessage(), unfit);
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
        try {
            life.start(bundle);
        } catch (final AdminException failed) {
            if (!keep) {
                life.uninstall(bundle);
                throw failed;
            }
            note(file, jar);
            bundles.failed(bundle, failed.getCause() == null ? failed : failed.getCause());
            journal.refused(jar.name(), file + " does not run: " + failed.getMessage());
            return;
        }
        note(file, jar);
        final String state = BundleLife.runs(bundle) ? " and started" : ", starts with the ports";
        journal.done(jar.name(), "version " + jar.version() + " installed from " + file + state + alsoOffered(bundle));
    }

    /** Says which port types another bundle offers too. */
    private String alsoOffered(final Bundle bundle) {
        final StringBuilder text = new StringBuilder();
        final Set<String> types = components.portTypes(bundle);
        for (final Bundle other : bundles.all()) {
            final Set<String> both = new TreeSet<>(components.portTypes(other));
            both.retainAll(types);
            if (!other.equals(bundle) && !both.isEmpty()) {
                text.append("; port type ").append(String.join(", ", both)).append(" is offered by ");
                text.append(other.getSymbolicName()).append(" too: this one waits until that one goes");
            }
        }
        return text.toString();
    }

    /** Starts deployed bundles that lacked something which may have come. */
    void startWaiting() {
        final FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        for (final String name : List.copyOf(deployed.keySet())) {
            bundles.find(name)
                    .filter(bundle ->
                            bundle.getState() == Bundle.INSTALLED && BundleLife.shouldRun(bundle) && isTimeOfPorts())
                    .filter(bundle -> wiring.resolveBundles(Set.of(bundle)))
                    .ifPresent(this::startLate);
        }
    }

    /** Whether the framework has come to the start level of ports. */
    boolean isTimeOfPorts() {
        return context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel() >= START_LEVEL;
    }

    private void startLate(final Bundle bundle) {
        try {
            life.start(bundle);
            journal.done(bundle.getSymbolicName(), "started: what it needs has come" + alsoOffered(bundle));
        } catch (final AdminException failed) {
            journal.refused(bundle.getSymbolicName(), "does not run: " + failed.getMessage());
        }
    }

    private void gone(final String file) {
        seen.remove(file);
        final Optional<String> name = heldBy(file);
        if (name.isPresent() && !succeed(name.get())) {
            withdraw(name.get(), file + " has gone");
        }
    }

    /** Puts the highest version of a bundle in force that lies in the folder and fits. */
    private boolean succeed(final String name) {
        final List<Map.Entry<String, Seen>> others = new ArrayList<>(seen.entrySet());
        others.removeIf(each -> !each.getValue().name().equals(name));
        others.sort(
                Map.Entry.comparingByValue(Comparator.comparing(Seen::version).reversed()));
        for (final Map.Entry<String, Seen> each : others) {
            if (each.getKey().equals(fileOf(name))) {
                return true; // in force already
            }
            final Optional<Jar> jar = take(each.getKey(), true);
            if (jar.isPresent()) {
                try {
                    place(each.getKey(), jar.get(), true);
                    return true;
                } catch (final AdminException unfit) {
                    shelf.drop(jar.get());
                    journal.refused(name, each.getKey() + " refused: " + unfit.getMessage());
                }
            }
        }
        return false;
    }

    /** Takes a deployed bundle away: uninstalls it, or goes back to the feature's jar. */
    void withdraw(final String name, final String why) {
        final Optional<Bundle> bundle = bundles.find(name);
        if (bundle.isPresent() && BundleList.isOfFeature(bundle.get())) {
            journal.done(name, why + "; back to the feature's jar");
            backToFeature(bundle.get());
            return;
        }
        final Deployed former = deployed.remove(name);
        try {
            if (bundle.isPresent()) {
                life.uninstall(bundle.get());
            }
            journal.done(name, "removed: " + why);
        } catch (final AdminException failed) {
            journal.refused(name, failed.getMessage() + "; it is gone after a restart of the switch");
        }
        if (former != null) {
            shelf.drop(former.jar());
        }
    }

    private void backToFeature(final Bundle bundle) {
        final String name = bundle.getSymbolicName();
        final Deployed former = deployed.remove(name);
        final BundleLife.Code feature = BundleLife.featureJar(bundle);
        try {
            life.replace(bundle, feature, formerCode(bundle, former), () -> {});
            journal.done(name, "runs version " + bundle.getVersion() + " of the feature");
        } catch (final AdminException failed) {
            journal.refused(name, "the feature's jar does not run: " + failed.getMessage());
        }
        if (former != null) {
            shelf.drop(former.jar());
        }
    }

    /** The file in the deploy folder a bundle comes from; empty for a feature's own jar. */
    String fileOf(final String name) {
        final Deployed jar = deployed.get(name);
        return jar == null ? "" : jar.file();
    }

    /** All files of the folder that hold versions of a bundle, in force or not. */
    Set<String> filesOf(final String name) {
        final Set<String> files = new TreeSet<>();
        seen.forEach((file, each) -> {
            if (each.name().equals(name)) {
                files.add(file);
            }
        });
        Optional.ofNullable(deployed.get(name)).ifPresent(jar -> files.add(jar.file()));
        return files;
    }

    /** Notes that a file is no more. */
    void forget(final String file) {
        seen.remove(file);
    }
}
