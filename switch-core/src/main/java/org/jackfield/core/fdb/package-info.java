/** The filtering database: read wait-free by workers, written by the conductor alone, aged by a budgeted sweep. */
@NullMarked
package org.jackfield.core.fdb;

import org.jspecify.annotations.NullMarked;
