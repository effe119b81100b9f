/**
 * The C library through JNA's direct mapping: the only package that may know JNA. Private to this bundle, not exported.
 */
package org.jackfield.linux.jna;
