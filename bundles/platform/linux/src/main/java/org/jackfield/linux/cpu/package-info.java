/** On which CPUs threads of this process run. */
@Export
@Version("1.0.0")
package org.jackfield.linux.cpu;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
