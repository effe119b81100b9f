/** Datagram sockets that send and receive many datagrams by one system call, for generators of traffic. */
@Export
@Version("1.0.0")
package org.jackfield.linux.socket;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
