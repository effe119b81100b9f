/** The switch as OSGi components; the only package of the core that knows OSGi. */
@NullMarked
package org.jackfield.core.osgi;

import org.jspecify.annotations.NullMarked;
