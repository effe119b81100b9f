/** The components: services bound, control socket opened, Gogo commands offered, events logged. */
package org.jackfield.control.shell.osgi;
