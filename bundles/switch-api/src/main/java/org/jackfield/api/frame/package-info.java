/** Frame memory, its layout, batches and pools, and the flow hash: what every room that touches a frame shares. */
@Export
@Version("1.0.0")
package org.jackfield.api.frame;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
