/** The steering policy that computes what network cards compute: Toeplitz hash and indirection table. Private to this bundle. */
package org.jackfield.steering.toeplitz;
