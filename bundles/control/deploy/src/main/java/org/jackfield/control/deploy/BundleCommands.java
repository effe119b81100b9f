package org.jackfield.control.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleInfo;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * What commands do to bundles. Install and update put the jar into the deploy folder under the bundle's symbolic name, once it runs.
 * Every refusal is told to the caller, the log and the events.
 */
final class BundleCommands {
    private final DeployFolder folder;
    private final JarShelf shelf;
    private final Deployer deployer;
    private final BundleLife life;
    private final BundleList bundles;
    private final Journal journal;

    BundleCommands(
            final DeployFolder folder,
            final JarShelf shelf,
            final Deployer deployer,
            final BundleLife life,
            final BundleList bundles,
            final Journal journal) {
        this.folder = folder;
        this.shelf = shelf;
        this.deployer = deployer;
        this.life = life;
        this.bundles = bundles;
        this.journal = journal;
    }

    /** A change that may be refused. */
    private interface Change {
        BundleInfo make() throws AdminException;
    }

    List<BundleInfo> list() {
        return bundles.all().stream().map(this::info).toList();
    }

    private BundleInfo info(final Bundle bundle) {
        return bundles.info(bundle, deployer.fileOf(bundle.getSymbolicName()));
    }

    BundleInfo install(final Path file) throws AdminException {
        return change("install " + file, String.valueOf(file.getFileName()), () -> {
            final Jar jar = shelf.take(file);
            final Optional<Bundle> present = bundles.find(jar.name());
            if (present.isPresent()) {
                shelf.drop(jar);
                throw new AdminException(
                        "bundle " + jar.name() + " " + present.get().getVersion() + " is here already ("
                                + info(present.get()).file() + ")"
                                + (Vital.reasonNotToReplace(present.get()).isPresent()
                                        ? ", and part of the platform"
                                        : "; replace it by: jackfield bundle update " + jar.name() + " " + file));
            }
            return info(place(jar));
        });
    }

    BundleInfo update(final String name, final Path file) throws AdminException {
        return change("update " + name + " by " + file, name, () -> {
            final Bundle bundle = existing(name);
            refuse(Vital.reasonNotToReplace(bundle));
            final Jar jar = shelf.take(file);
            if (!jar.name().equals(bundle.getSymbolicName())) {
                shelf.drop(jar);
                throw new AdminException("it holds bundle " + jar.name() + ", not " + bundle.getSymbolicName()
                        + "; deploy it by: jackfield bundle install " + file);
            }
            return info(place(jar));
        });
    }

    /**
     * Replaces this bundle: the jar is in the folder before it runs, because the next version looks there when it starts, and what was
     * there comes back when it does not run.
     */
    private Bundle placeOwn(final Jar jar) throws AdminException {
        final String target = DeployFolder.fileName(jar.name());
        final Map<String, byte[]> before = new TreeMap<>();
        try {
            for (final String file : deployer.filesOf(jar.name())) {
                before.put(file, folder.read(file));
            }
            folder.commit(folder.stage(jar), target);
            for (final String other : before.keySet()) {
                if (!other.equals(target)) {
                    folder.delete(other);
                }
            }
            deployer.place(target, jar, false);
        } catch (final AdminException | IOException unfit) {
            shelf.drop(jar);
            putBack(target, before);
            throw unfit instanceof AdminException refused ? refused : unwritable(unfit);
        }
        return existing(jar.name());
    }

    private void putBack(final String target, final Map<String, byte[]> before) throws AdminException {
        try {
            folder.delete(target);
            for (final Map.Entry<String, byte[]> each : before.entrySet()) {
                folder.write(each.getKey(), each.getValue());
            }
        } catch (final IOException failed) {
            throw unwritable(failed);
        }
    }

    /** Runs the jar, then puts it into the folder in place of all others of its bundle. */
    private Bundle place(final Jar jar) throws AdminException {
        if (deployer.isOwn(jar.name())) {
            return placeOwn(jar);
        }
        final String target = DeployFolder.fileName(jar.name());
        Path staged = null;
        try {
            staged = folder.stage(jar);
            deployer.place(target, jar, false);
        } catch (final AdminException | IOException unfit) {
            shelf.drop(jar);
            deleteStaged(staged);
            throw unfit instanceof AdminException refused ? refused : unwritable(unfit);
        }
        try {
            folder.commit(staged, target);
            for (final String other : deployer.filesOf(jar.name())) {
                if (!other.equals(target)) {
                    folder.delete(other);
                    deployer.forget(other);
                }
            }
        } catch (final IOException failed) {
            throw new AdminException(
                    "it runs, but the deploy folder could not be changed, so it will not after a restart: " + failed,
                    failed);
        }
        return existing(jar.name());
    }

    private static void deleteStaged(final @Nullable Path staged) {
        try {
            if (staged != null) {
                Files.deleteIfExists(staged);
            }
        } catch (final IOException left) {
            System.getLogger(BundleCommands.class.getName())
                    .log(System.Logger.Level.WARNING, "temporary file " + staged + " cannot be deleted: " + left);
        }
    }

    private AdminException unwritable(final Exception failed) {
        return new AdminException("deploy folder " + folder + " cannot be written: " + failed, failed);
    }

    BundleInfo start(final String name) throws AdminException {
        return change("start " + name, name, () -> {
            final Bundle bundle = existing(name);
            if (!BundleLife.runs(bundle)) {
                try {
                    life.start(bundle);
                } catch (final AdminException failed) {
                    bundles.failed(bundle, failed.getCause() == null ? failed : failed.getCause());
                    throw failed;
                }
                journal.done(bundle.getSymbolicName(), "started by command");
                deployer.startWaiting();
            }
            return info(bundle);
        });
    }

    BundleInfo stop(final String name) throws AdminException {
        return change("stop " + name, name, () -> {
            final Bundle bundle = existing(name);
            refuse(Vital.reason(bundle));
            if (BundleLife.shouldRun(bundle) || BundleLife.runs(bundle)) {
                life.stop(bundle, true);
                journal.done(
                        bundle.getSymbolicName(),
                        "stopped by command, until it is started again or the switch restarts");
            }
            return info(bundle);
        });
    }

    BundleInfo remove(final String name) throws AdminException {
        return change("remove " + name, name, () -> {
            final Bundle bundle = existing(name);
            final String symbolicName = bundle.getSymbolicName();
            final String was = deployer.fileOf(symbolicName);
            if (was.isEmpty()) {
                throw new AdminException("it belongs to a feature and does not come from the deploy folder; "
                        + Vital.reason(bundle)
                                .orElse("stop it by: jackfield bundle stop " + symbolicName
                                        + ", or take it out of the feature for good"));
            }
            try {
                for (final String file : deployer.filesOf(symbolicName)) {
                    folder.delete(file);
                    deployer.forget(file);
                }
            } catch (final IOException failed) {
                throw unwritable(failed);
            }
            deployer.withdraw(symbolicName, "by command");
            return bundle.getState() == Bundle.UNINSTALLED ? bundles.info(bundle, was) : info(bundle);
        });
    }

    private Bundle existing(final String name) throws AdminException {
        return bundles.find(name)
                .orElseThrow(() ->
                        new AdminException("there is no bundle of this name or number; see: jackfield bundle list"));
    }

    private static void refuse(final Optional<String> reason) throws AdminException {
        if (reason.isPresent()) {
            throw new AdminException(reason.get());
        }
    }

    private BundleInfo change(final String operation, final String subject, final Change change) throws AdminException {
        deployer.changing.lock();
        try {
            return change.make();
        } catch (final AdminException refused) {
            journal.refused(subject, operation + " refused: " + refused.getMessage());
            throw new AdminException("bundle " + operation + ": " + refused.getMessage(), refused);
        } finally {
            deployer.changing.unlock();
        }
    }
}
