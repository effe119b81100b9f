/** Clocks of the kernel that Java does not offer. */
@Export
@Version("1.1.0")
package org.jackfield.linux.clock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
