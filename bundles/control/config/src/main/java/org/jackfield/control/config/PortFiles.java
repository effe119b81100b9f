package org.jackfield.control.config;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.PortConfigurations;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.port.PortState;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeService;

/**
 * The configured ports. Loads all files when it starts, ports and others; each change writes the file, updates ConfigAdmin and
 * waits for the port's verdict, all under one lock. A refused change puts the old file and configuration back.
 */
@Component(immediate = true)
public final class PortFiles implements PortConfigurations {
    /** Framework property: the configuration folder. */
    public static final String FOLDER = "jackfield.config.dir";

    private static final System.Logger LOG = System.getLogger(PortFiles.class.getName());
    private static final long PATIENCE_MS = 15_000;

    private final ConfigFolder folder;
    private final ConfigCache cache;
    private final PortTypes types;
    private final ReentrantLock changing = new ReentrantLock();

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable SwitchAdmin switchAdmin;

    /** Loads all files of the folder. */
    @Activate
    public PortFiles(
            final BundleContext context,
            @Reference final ConfigurationAdmin admin,
            @Reference final MetaTypeService metatypes)
            throws IOException {
        this(
                Path.of(Optional.ofNullable(context.getProperty(FOLDER)).orElse("config")),
                admin,
                new MetatypePortTypes(context, metatypes),
                null);
        new ConfigLoader(folder, cache).load();
    }

    PortFiles(
            final Path folder,
            final ConfigurationAdmin admin,
            final PortTypes types,
            final @Nullable SwitchAdmin switchAdmin) {
        this.folder = new ConfigFolder(folder);
        this.cache = new ConfigCache(admin);
        this.types = types;
        this.switchAdmin = switchAdmin;
    }

    @Override
    public List<String> names() {
        try {
            return folder.list().stream()
                    .filter(ConfigName::isPort)
                    .map(ConfigName::instance)
                    .sorted()
                    .distinct()
                    .toList();
        } catch (final IOException unreadable) {
            LOG.log(Level.WARNING, "configuration folder cannot be listed: " + unreadable.getMessage());
            return List.of();
        }
    }

    @Override
    public Map<String, String> values(final String name) throws AdminException {
        return text(existing("port show", name)).values();
    }

    @Override
    public PortInfo add(final String name, final String type, final Map<String, String> values) throws AdminException {
        final ConfigName file = ConfigName.port(name, type);
        final SwitchAdmin admin = admin();
        checkValues(name, values);
        changing.lock();
        try {
            if (find(name).isPresent()) {
                throw new AdminException("port add " + name
                        + ": there is a port of this name; change it with 'port set', or" + " remove it first");
            }
            types.require(name, type);
            return addNew(file, values, admin);
        } finally {
            changing.unlock();
        }
    }

    private PortInfo addNew(final ConfigName file, final Map<String, String> values, final SwitchAdmin admin)
            throws AdminException {
        try {
            write(
                    file,
                    PortTemplate.text(file, values, types.sentences(file.portType()))
                            .toString());
            return verdict("port add", file, admin);
        } catch (final AdminException refused) {
            undoAdd(file, admin);
            throw refused;
        }
    }

    private void undoAdd(final ConfigName file, final SwitchAdmin admin) {
        try {
            forget(file);
            admin.awaitGone(file.instance(), PATIENCE_MS);
        } catch (final AdminException stuck) {
            LOG.log(
                    Level.WARNING,
                    "refused port " + file.instance() + " was not taken back whole: " + stuck.getMessage());
        }
    }

    @Override
    public PortInfo set(final String name, final Map<String, String> values) throws AdminException {
        final SwitchAdmin admin = admin();
        checkValues(name, values);
        changing.lock();
        try {
            final ConfigName file = existing("port set", name);
            final ConfigText text = text(file);
            final String before = text.toString();
            values.forEach((key, value) -> text.set(key, value.strip()));
            write(file, text.toString());
            try {
                return verdict("port set", file, admin);
            } catch (final AdminException refused) {
                undoSet(file, before, admin);
                throw refused;
            }
        } finally {
            changing.unlock();
        }
    }

    private void undoSet(final ConfigName file, final String before, final SwitchAdmin admin) {
        try {
            write(file, before);
            admin.awaitPort(file.instance(), apply(file), PATIENCE_MS);
        } catch (final AdminException stuck) {
            LOG.log(
                    Level.WARNING,
                    "refused change of port " + file.instance() + " was not taken back whole: " + stuck.getMessage());
        }
    }

    @Override
    public void remove(final String name) throws AdminException {
        final SwitchAdmin admin = admin();
        changing.lock();
        try {
            forget(existing("port remove", name));
            admin.awaitGone(name, PATIENCE_MS);
        } finally {
            changing.unlock();
        }
    }

    private void forget(final ConfigName file) throws AdminException {
        try {
            folder.delete(file);
            cache.delete(file);
        } catch (final IOException failed) {
            throw new AdminException(
                    "port " + file.instance() + ": " + folder.path(file) + " cannot be removed: " + failed, failed);
        }
    }

    /** Copies the file into ConfigAdmin and waits until the port has applied or refused it. */
    private PortInfo verdict(final String operation, final ConfigName file, final SwitchAdmin admin)
            throws AdminException {
        final PortInfo port = admin.awaitPort(file.instance(), apply(file), PATIENCE_MS);
        if (port.changeRefused() || port.state() == PortState.FAULTED) {
            final String prefix = "port " + file.instance() + ": "; // ports name themselves in what they say
            final String reason = port.reason();
            throw new AdminException(operation + " " + file.instance() + ": "
                    + (reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason));
        }
        return port;
    }

    private long apply(final ConfigName file) throws AdminException {
        try {
            return cache.put(file, text(file).values());
        } catch (final IOException failed) {
            throw new AdminException("port " + file.instance() + ": ConfigAdmin refused the update: " + failed, failed);
        }
    }

    private Optional<ConfigName> find(final String name) throws AdminException {
        try {
            return folder.list().stream()
                    .filter(file -> file.isPort() && file.instance().equals(name))
                    .findFirst();
        } catch (final IOException failed) {
            throw new AdminException("configuration folder cannot be listed: " + failed, failed);
        }
    }

    private ConfigName existing(final String operation, final String name) throws AdminException {
        return find(name).orElseThrow(() -> {
            final List<String> names = names();
            return new AdminException(operation + " " + name + ": there is no such port; "
                    + (names.isEmpty() ? "none is configured" : "configured are: " + String.join(", ", names)));
        });
    }

    private ConfigText text(final ConfigName file) throws AdminException {
        try {
            return ConfigText.parse(folder.read(file).orElse(""));
        } catch (final IOException | ConfigSyntaxException unreadable) {
            throw new AdminException(
                    folder.path(file) + ": " + unreadable.getMessage() + "; correct the file", unreadable);
        }
    }

    private void write(final ConfigName file, final String text) throws AdminException {
        try {
            folder.write(file, text);
        } catch (final IOException failed) {
            throw new AdminException(
                    "port " + file.instance() + ": " + folder.path(file) + " cannot be written: " + failed, failed);
        }
    }

    private static void checkValues(final String name, final Map<String, String> values) throws AdminException {
        for (final Map.Entry<String, String> entry : values.entrySet()) {
            final String key = entry.getKey();
            if (!key.matches("[A-Za-z0-9_.-]{1,64}") || key.matches("(service|component|jackfield)\\..*|name|type")) {
                throw new AdminException("port " + name + ": '" + key
                        + "' is not a key that can be set; the README of the" + " port type lists the keys");
            }
            if (entry.getValue().chars().anyMatch(Character::isISOControl)) {
                throw new AdminException("port " + name + ": the value of " + key + " has control characters");
            }
        }
    }

    private SwitchAdmin admin() throws AdminException {
        final SwitchAdmin present = switchAdmin;
        if (present == null) {
            throw new AdminException("the switch core is not running in this switch; its log says why");
        }
        return present;
    }
}
