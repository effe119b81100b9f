/**
 * Sockets as generators of traffic, tunnels and ports use them: many datagrams, or many frames of a stream, by one system call.
 */
@Export
@Version("1.1.0")
package org.jackfield.linux.socket;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
