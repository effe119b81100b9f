/** A door into the conductor's package for benchmarks. */
package org.jackfield.core.conductor;
