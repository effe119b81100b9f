/** The patch port type: two ports that name each other join two bridges of one switch. */
package org.jackfield.port.patch;
