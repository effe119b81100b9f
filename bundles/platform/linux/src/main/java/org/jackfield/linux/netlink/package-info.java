/** Links and addresses by rtnetlink. */
@Export
@Version("1.1.0")
package org.jackfield.linux.netlink;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
