/** The steering policy that does what the tun driver does by itself. Private to this bundle. */
package org.jackfield.steering.flowtable;
