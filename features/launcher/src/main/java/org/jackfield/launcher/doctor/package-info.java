/** {@code jackfield doctor}: what this machine lacks, and the remedy. */
package org.jackfield.launcher.doctor;
