/**
 * Hot deployment: bundles come, change and go with the jars of the deploy folder and by command, through the same code. A jar that
 * does not fit is refused before anything that runs is touched.
 */
@NullMarked
package org.jackfield.control.deploy;

import org.jspecify.annotations.NullMarked;
