package org.jackfield.control.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.BundleAdmin;
import org.jackfield.api.admin.BundleInfo;
import org.jackfield.api.admin.SwitchAdmin;
import org.jackfield.api.event.SwitchEvent;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The component behind the commands and the deploy folder. */
@Component(service = BundleAdmin.class, immediate = true)
public final class DeployedBundles implements BundleAdmin, FrameworkListener {
    /** Framework property: the deploy folder. */
    public static final String FOLDER = "jackfield.deploy.dir";

    private final BundleContext context;
    private final BundleList bundles;
    private final Deployer deployer;
    private final BundleCommands commands;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable SwitchAdmin switchAdmin;

    /** Who took the last event; for what is left to tell when this bundle was replaced by another version of it. */
    private volatile @Nullable SwitchAdmin lastAdmin;

    private volatile boolean ended;

    /** Deployment for a running framework. */
    @Activate
    public DeployedBundles(final BundleContext context, @Reference final ServiceComponentRuntime runtime) {
        this(
                context,
                Path.of(Optional.ofNullable(context.getProperty(FOLDER)).orElse("deploy")),
                context.getDataFile("jars").toPath(),
                new DsComponents(runtime),
                null);
    }

    DeployedBundles(
            final BundleContext context,
            final Path watched,
            final Path data,
            final Components components,
            final @Nullable SwitchAdmin switchAdmin) {
        this.switchAdmin = switchAdmin;
        this.context = context;
        final DeployFolder folder = new DeployFolder(watched);
        final Bundle self = context.getBundle();
        final BundleContext framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        final Requirements requirements = new Requirements(framework);
        final BundleLife life = new BundleLife(framework, requirements, components);
        this.bundles = new BundleList(framework, requirements, life, components);
        final JarShelf shelf = new JarShelf(data);
        final Journal journal = new Journal(this::record);
        this.deployer = new Deployer(
                self,
                framework,
                folder,
                shelf,
                new Deployer.Parts(new Probe(context, requirements), life, bundles, components),
                journal,
                new InForce(data.resolveSibling("in-force.properties")));
        this.commands = new BundleCommands(folder, shelf, deployer, life, bundles, journal);
    }

    /** Takes the folder as it is; now, before the start level of ports, each port begins with the right code. */
    @Activate
    void begin() {
        context.addFrameworkListener(bundles);
        context.addFrameworkListener(this);
        deployer.begin();
    }

    @Deactivate
    void end() {
        ended = true;
        context.removeFrameworkListener(this);
        context.removeFrameworkListener(bundles);
        deployer.end();
    }

    @Override
    public void frameworkEvent(final FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED && deployer.isTimeOfPorts()) {
            deployer.settle();
        }
    }

    /** A file of the folder is new, has changed or has gone: for tests, which do not wait until the folder watch tells of it. */
    void changed(final String file) {
        deployer.changed(file);
    }

    @Override
    public List<BundleInfo> bundles() {
        return commands.list();
    }

    @Override
    public BundleInfo install(final Path jar) throws AdminException {
        return commands.install(jar);
    }

    @Override
    public BundleInfo update(final String bundle, final Path jar) throws AdminException {
        return commands.update(bundle, jar);
    }

    @Override
    public BundleInfo start(final String bundle) throws AdminException {
        return commands.start(bundle);
    }

    @Override
    public BundleInfo stop(final String bundle) throws AdminException {
        return commands.stop(bundle);
    }

    @Override
    public BundleInfo remove(final String bundle) throws AdminException {
        return commands.remove(bundle);
    }

    private void record(final SwitchEvent event) {
        final SwitchAdmin admin = ended ? lastAdmin : switchAdmin;
        if (admin != null) {
            lastAdmin = admin;
            admin.record(event);
        }
    }
}
