/**
 * The commands of the switch, free of OSGi: the bundle runs them in the switch, the launcher uses the same classes for help
 * and usage errors when no switch runs.
 */
package org.jackfield.control.shell.command;
