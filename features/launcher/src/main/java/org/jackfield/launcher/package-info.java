/** The program {@code jackfield}: what runs here, what goes to a running switch, exit status. */
package org.jackfield.launcher;
