/** The mirror: copies of frames for a port. */
@NullMarked
package org.jackfield.stage.mirror;

import org.jspecify.annotations.NullMarked;
