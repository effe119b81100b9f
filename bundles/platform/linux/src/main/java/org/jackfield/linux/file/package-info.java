/** Threads for work on files that may block, such as recording to a disk that is slow. */
@Export
@Version("1.0.0")
package org.jackfield.linux.file;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
