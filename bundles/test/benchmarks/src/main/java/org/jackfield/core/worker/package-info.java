/** A door into the worker's package for benchmarks. */
package org.jackfield.core.worker;
