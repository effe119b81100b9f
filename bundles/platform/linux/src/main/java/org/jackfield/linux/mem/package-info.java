/** Native memory for frames. */
@Export
@Version("1.0.0")
package org.jackfield.linux.mem;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
