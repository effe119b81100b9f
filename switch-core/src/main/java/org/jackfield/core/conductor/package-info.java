/** The single thread that changes state, the life of ports, views and grace periods. */
@NullMarked
package org.jackfield.core.conductor;

import org.jspecify.annotations.NullMarked;
