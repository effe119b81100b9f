package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.PortTypeInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.admin.SwitchView;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The configured ports. Loads all files when it starts, ports and others, then watches their folder. Puts together the parts of this
 * bundle; the work is theirs.
 */
@Component(immediate = true)
public final class PortFiles implements PortConfigurations {
    /** Framework property: the configuration folder. */
    public static final String FOLDER = "jackfield.config.dir";

    private static final System.Logger LOG = System.getLogger(PortFiles.class.getName());

    private final Path path;
    private final PortTypes types;
    private final PortStore store;
    private final PortChanges changes;
    private final PortWaits waits;
    private final HandEdits edits;
    private final ConfigLoader loader;
    private @Nullable FolderWatch watch;
    private @Nullable BundleListener listener;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable SwitchAdmin switchAdmin;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable SwitchView switchView;

    /** Loads all files of the folder. */
    @Activate
    public PortFiles(
            final BundleContext context,
            @Reference final ConfigurationAdmin admin,
            @Reference final ServiceComponentRuntime components)
            throws IOException {
        this(
                Path.of(Optional.ofNullable(context.getProperty(FOLDER)).orElse("config")),
                admin,
                new BundlePortTypes(context),
                new ComponentStates(components),
                null,
                null);
        loader.load();
    }

    PortFiles(
            final Path path,
            final ConfigurationAdmin admin,
            final PortTypes types,
            final ComponentStates components,
            final @Nullable SwitchAdmin switchAdmin,
            final @Nullable SwitchView switchView) {
        final ConfigFolder folder = new ConfigFolder(path);
        final ConfigCache cache = new ConfigCache(admin);
        final FileReader reader = new FileReader(folder, types);
        final FileOutcomes outcomes = new FileOutcomes();
        final PortVerdict verdict = new PortVerdict(components);
        final PortLocks locks = new PortLocks();
        this.path = path;
        this.types = types;
        this.switchAdmin = switchAdmin;
        this.switchView = switchView;
        this.store = new PortStore(folder, cache);
        this.changes = new PortChanges(store, types, verdict, locks, outcomes);
        this.waits = new PortWaits(store, types, components, outcomes);
        this.edits = new HandEdits(folder, cache, reader, outcomes, locks, verdict, () -> this.switchAdmin);
        this.loader = new ConfigLoader(folder, cache, reader, outcomes);
    }

    /** Begins to watch the folder, and the bundles: those that come may bring the type of a port that waits. */
    @Activate
    void watch(final BundleContext context) {
        try {
            final FolderWatch fresh = new FolderWatch(path, edits);
            final BundleListener hears = event -> fresh.look();
            context.addBundleListener(hears);
            watch = fresh;
            listener = hears;
        } catch (final IOException refused) {
            LOG.log(
                    Level.WARNING,
                    "configuration folder " + path + " cannot be watched: " + refused
                            + "; edits by hand take effect at the next start (fs.inotify.max_user_instances may be too"
                            + " low)");
        }
    }

    /** Stops to watch. */
    @Deactivate
    void unwatch(final BundleContext context) {
        if (listener != null) {
            context.removeBundleListener(listener);
        }
        if (watch != null) {
            watch.close();
        }
    }

    /** Loads all files, as a start does. */
    void load() throws IOException {
        loader.load();
    }

    /** What watches the folder calls this when something may have changed. */
    HandEdits edits() {
        return edits;
    }

    @Override
    public List<String> names() {
        try {
            return store.names();
        } catch (final AdminException unreadable) {
            LOG.log(Level.WARNING, unreadable.getMessage());
            return List.of();
        }
    }

    @Override
    public Map<String, PortWait> waiting() {
        try {
            return waits.all(switchView);
        } catch (final AdminException unreadable) {
            LOG.log(Level.WARNING, unreadable.getMessage());
            return Map.of();
        }
    }

    @Override
    public Map<String, String> refusedFiles() {
        try {
            return waits.refused();
        } catch (final AdminException unreadable) {
            LOG.log(Level.WARNING, unreadable.getMessage());
            return Map.of();
        }
    }

    @Override
    public List<PortTypeInfo> types() {
        return types.deployed();
    }

    @Override
    public Map<String, String> values(final String name) throws AdminException {
        return store.text(store.existing("port show", name)).values();
    }

    @Override
    public PortInfo add(final String name, final String type, final Map<String, String> values) throws AdminException {
        return changes.add(name, type, values, admin());
    }

    @Override
    public PortInfo set(final String name, final Map<String, String> values) throws AdminException {
        return changes.set(name, values, admin());
    }

    @Override
    public void remove(final String name) throws AdminException {
        changes.remove(name, admin());
    }

    private SwitchAdmin admin() throws AdminException {
        final SwitchAdmin present = switchAdmin;
        if (present == null) {
            throw new AdminException("the switch core is not running in this switch; its log says why");
        }
        return present;
    }
}
