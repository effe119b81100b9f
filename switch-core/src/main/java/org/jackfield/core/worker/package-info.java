/** Forwarding threads and the rings between them. */
@NullMarked
package org.jackfield.core.worker;

import org.jspecify.annotations.NullMarked;
