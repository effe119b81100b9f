package org.jackfield.linux.socket;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/** Options of sockets that are whole numbers. Any thread. */
final class SocketOption {
    private SocketOption() {}

    /** Sets an option of sockets themselves; whether the kernel took it. */
    static boolean set(final int fd, final int option, final int value) {
        return set(fd, LibC.SOL_SOCKET, option, value);
    }

    static boolean set(final int fd, final int level, final int option, final int value) {
        try (NativeBlock number = new NativeBlock(Integer.BYTES).putInt(0, value)) {
            return LibC.setsockopt(fd, level, option, number.address(), Integer.BYTES) == 0;
        }
    }

    /** Reads an option of sockets themselves; -errno when that fails. */
    static int get(final int fd, final int option) {
        try (NativeBlock block = new NativeBlock(2 * Integer.BYTES).putInt(Integer.BYTES, Integer.BYTES)) {
            final int answer =
                    LibC.getsockopt(fd, LibC.SOL_SOCKET, option, block.address(), block.address(Integer.BYTES));
            return answer == 0 ? block.getInt(0) : -Errno.last();
        }
    }

    /** Asks for a send buffer; the kernel grants less to those who have not CAP_NET_ADMIN. */
    static void sendBuffer(final int fd, final int bytes) {
        if (!set(fd, LibC.SO_SNDBUFFORCE, bytes)) {
            set(fd, LibC.SO_SNDBUF, bytes);
        }
    }

    /** Asks for a receive buffer; the kernel grants less to those who have not CAP_NET_ADMIN. */
    static void receiveBuffer(final int fd, final int bytes) {
        if (!set(fd, LibC.SO_RCVBUFFORCE, bytes)) {
            set(fd, LibC.SO_RCVBUF, bytes);
        }
    }
}
