/** The steering policy that spreads flows by a checksum of their addresses and ports. Private to this bundle. */
package org.jackfield.steering.crc32c;
