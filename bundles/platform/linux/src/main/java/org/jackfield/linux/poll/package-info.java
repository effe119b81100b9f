/** The I/O engines of workers: completion-shaped reading and writing of many descriptors by one thread. */
@Export
@Version("1.1.0")
package org.jackfield.linux.poll;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
