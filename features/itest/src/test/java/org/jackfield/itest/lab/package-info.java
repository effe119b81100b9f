/** Network namespaces, the switch as a process, and traffic through it. */
package org.jackfield.itest.lab;
