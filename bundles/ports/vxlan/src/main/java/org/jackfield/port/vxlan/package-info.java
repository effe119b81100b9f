/** The VXLAN port type: a bridge goes on at other hosts, over UDP (RFC 7348). */
package org.jackfield.port.vxlan;
