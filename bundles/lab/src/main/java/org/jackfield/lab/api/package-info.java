/**
 * The laboratory as a library: a steering policy under traffic in virtual time, in a unit test. Workloads say which frames arrive when,
 * a simulation has a policy steer them, an outcome says what became of them.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.jackfield.lab.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
