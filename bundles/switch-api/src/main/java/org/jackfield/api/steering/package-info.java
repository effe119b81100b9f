/** What a steering policy implements: who owns which bucket of flows. */
@Export
@Version("1.0.0")
package org.jackfield.api.steering;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
