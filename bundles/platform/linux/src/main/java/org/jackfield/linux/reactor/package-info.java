/** Waiting for control sockets: one thread for everything a bundle listens to or connects. */
@Export
@Version("1.0.0")
package org.jackfield.linux.reactor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
