/**
 * The client of a running switch. What a plain command needs uses no library and few classes of the JDK, since loading classes
 * is most of the time such a call takes.
 */
package org.jackfield.launcher.client;
