/** The steering policy that gives every frame to any worker. Private to this bundle. */
package org.jackfield.steering.spray;
