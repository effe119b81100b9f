/** The steering policy whose flows go where rules say. Private to this bundle. */
package org.jackfield.steering.pinned;
