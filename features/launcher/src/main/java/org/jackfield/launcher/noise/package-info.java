/** How quiet the machine is while something is measured. */
package org.jackfield.launcher.noise;
