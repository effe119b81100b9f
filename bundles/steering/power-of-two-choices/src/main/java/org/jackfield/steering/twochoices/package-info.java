/** The steering policy that gives new flows to the less loaded of two workers. Private to this bundle. */
package org.jackfield.steering.twochoices;
