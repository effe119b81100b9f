/** {@code jackfield doctor}: what this machine lacks and what is wrong with the running switch, with the remedy. */
package org.jackfield.launcher.doctor;
