/** eBPF: assembler, maps, the steering program, capabilities. */
@Export
@Version("1.1.0")
package org.jackfield.linux.bpf;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
