package org.jackfield.api.admin;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Deploys bundles into the running switch. What is installed here lies in the deploy folder and is there again after a restart;
 * bundles of the features are listed, and refuse to be stopped or removed where the switch could not live without. Bundles are named
 * by symbolic name or number. Any thread but workers and conductor; each call returns when it is done or throws with bundle, cause and
 * remedy, and then what ran before runs still.
 */
@ProviderType
public interface BundleAdmin {
    /** All bundles, lowest start level first. */
    List<BundleInfo> bundles();

    /** Copies a jar into the deploy folder, installs and starts it. */
    BundleInfo install(Path jar) throws AdminException;

    /**
     * Replaces a bundle by another version of it. Ports of its types linger meanwhile.
     *
     * @param jar the new version; its symbolic name must be the bundle's
     */
    BundleInfo update(String bundle, Path jar) throws AdminException;

    /** Starts a stopped bundle. */
    BundleInfo start(String bundle) throws AdminException;

    /** Stops a bundle until it is started again or the switch restarts; ports of its types linger and then go. */
    BundleInfo stop(String bundle) throws AdminException;

    /** Uninstalls a deployed bundle and removes its jar from the deploy folder. Configurations of its ports stay and wait. */
    BundleInfo remove(String bundle) throws AdminException;
}
