/** The steering policy that gives new flows to the worker that is least behind. Private to this bundle. */
package org.jackfield.steering.leastloaded;
