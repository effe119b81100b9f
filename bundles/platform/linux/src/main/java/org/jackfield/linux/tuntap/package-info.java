/** Multiqueue tun/tap devices. */
@Export
@Version("1.1.0")
package org.jackfield.linux.tuntap;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
