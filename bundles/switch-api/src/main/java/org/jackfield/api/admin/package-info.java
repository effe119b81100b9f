/** Reading and changing a running switch: the services behind every command. */
@Export
@Version("1.1.0")
package org.jackfield.api.admin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
