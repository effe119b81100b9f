/** Frames whose work was left to the receiver: checked when they come, finished or cut up when they leave. */
@NullMarked
package org.jackfield.core.offload;

import org.jspecify.annotations.NullMarked;
