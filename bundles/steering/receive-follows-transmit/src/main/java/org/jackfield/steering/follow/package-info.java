/** The steering policy that sends frames to the worker that reads what their receiver sends. Private to this bundle. */
package org.jackfield.steering.follow;
