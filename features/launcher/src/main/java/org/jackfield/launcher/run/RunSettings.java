package org.jackfield.launcher.run;

import java.nio.file.Path;

/**
 * What a switch is started with.
 *
 * @param home folder of the distribution, with features and bundles
 * @param config configuration folder
 * @param state folder of what may be lost between runs
 * @param deploy folder whose jars are installed
 * @param socket control socket
 * @param workers number of workers, 0 for what the configuration says
 * @param engine engine of the workers, empty for what the configuration says
 * @param latency whether workers spin long before they sleep
 */
record RunSettings(
        Path home, Path config, Path state, Path deploy, Path socket, int workers, String engine, boolean latency) {
    Path features() {
        return home.resolve("features");
    }

    Path bundles() {
        return home.resolve("bundles");
    }
}
