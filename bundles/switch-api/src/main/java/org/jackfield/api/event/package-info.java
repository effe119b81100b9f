/** Events of the switch, one for each thing that happens to a port, never one per frame. */
@Export
@Version("1.1.0")
package org.jackfield.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
