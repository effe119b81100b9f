/** What outlives the code that made it: descriptors and plain data, kept while a bundle is replaced. */
@Export
@Version("1.0.0")
package org.jackfield.linux.keep;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
