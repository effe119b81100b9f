/** The control socket: one JSON object a line over a Unix domain socket, server and client. */
package org.jackfield.control.shell.socket;
