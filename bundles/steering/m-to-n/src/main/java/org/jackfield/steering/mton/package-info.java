/** The steering policy that shares buckets among chosen workers by weights. Private to this bundle. */
package org.jackfield.steering.mton;
