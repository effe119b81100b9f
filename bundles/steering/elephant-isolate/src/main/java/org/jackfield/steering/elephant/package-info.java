/** The steering policy that gives heavy flows workers of their own. Private to this bundle. */
package org.jackfield.steering.elephant;
