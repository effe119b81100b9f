/** Work inside another network namespace. */
@Export
@Version("1.0.0")
package org.jackfield.linux.netns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
