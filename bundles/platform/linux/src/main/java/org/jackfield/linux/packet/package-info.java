/** Packet sockets on network devices that exist already: as ports, and for generators of traffic. */
@Export
@Version("1.1.0")
package org.jackfield.linux.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
