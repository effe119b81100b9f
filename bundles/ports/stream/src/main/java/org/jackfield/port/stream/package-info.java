/** Port types on sockets: streams of frames (QEMU -netdev stream, passt) and datagrams (QEMU -netdev dgram, gvproxy). */
package org.jackfield.port.stream;
