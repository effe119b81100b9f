/**
 * Order, copies and losses of frames that carry no numbers of this laboratory: by heuristics in one capture, exactly between two captures of the
 * same frames.
 */
@NullMarked
package org.jackfield.lab.inspect;

import org.jspecify.annotations.NullMarked;
