/** The platform as OSGi components; the only package of the platform that knows OSGi. */
package org.jackfield.linux.osgi;
