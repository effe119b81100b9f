/** What a port type implements and what the switch hands to it. */
@Export
@Version("1.1.0")
package org.jackfield.api.port;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
