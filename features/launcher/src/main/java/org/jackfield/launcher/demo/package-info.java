/** {@code jackfield demo}: two namespaces, real traffic, a live table; removes all it makes. */
package org.jackfield.launcher.demo;
