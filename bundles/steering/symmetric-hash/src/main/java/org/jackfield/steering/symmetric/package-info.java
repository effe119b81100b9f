/** The steering policy that spreads flows evenly and never moves one without need. Private to this bundle. */
package org.jackfield.steering.symmetric;
