/** What a stage implements, one step that the frames of a port go through, and what the switch hands to it. */
@Export
@Version("1.0.0")
package org.jackfield.api.stage;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
