/** The shipped features inside Felix, in the JVM of the tests. */
package org.jackfield.itest.osgi;
