/** The steering policy that keeps as few workers awake as the load needs. Private to this bundle. */
@NullMarked
package org.jackfield.steering.adaptive;

import org.jspecify.annotations.NullMarked;
