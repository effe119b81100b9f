/** Packet sockets on network devices that exist already. */
@Export
@Version("1.0.0")
package org.jackfield.linux.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
