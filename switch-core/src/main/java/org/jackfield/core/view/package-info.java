/** What workers see of the switch: immutable, versioned, replaced as a whole. */
@NullMarked
package org.jackfield.core.view;

import org.jspecify.annotations.NullMarked;
