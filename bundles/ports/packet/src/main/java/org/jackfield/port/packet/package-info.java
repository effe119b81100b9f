/** The packet port type: network devices that exist already, attached by packet sockets. */
package org.jackfield.port.packet;
