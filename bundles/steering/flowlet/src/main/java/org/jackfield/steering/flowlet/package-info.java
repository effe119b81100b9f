/** The steering policy that lets flows change their worker in gaps. Private to this bundle. */
package org.jackfield.steering.flowlet;
