/** The steering policy that gives every frame to the next worker. Private to this bundle. */
package org.jackfield.steering.roundrobin;
