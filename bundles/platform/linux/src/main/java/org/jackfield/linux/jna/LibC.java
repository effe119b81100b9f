package org.jackfield.linux.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * Functions of the C library, called by JNA's direct mapping: primitives only, nothing is allocated by a call. Addresses are
 * {@code long}s, usually of a {@link NativeBlock}. Any thread.
 *
 * <p>A function that fails returns -1 as its manual page says; ask {@link Errno#last} next, on the same thread. The variadic
 * ones (open, ioctl, fcntl, syscall) take integer arguments only, which both supported architectures (x86-64, aarch64) pass
 * as they pass those of a fixed function.
 */
public final class LibC {
    /** open: for reading and writing. */
    public static final int O_RDWR = 2;
    /** open: for reading. */
    public static final int O_RDONLY = 0;
    /** open, fcntl: operations fail with EAGAIN instead of waiting. */
    public static final int O_NONBLOCK = 0x800;
    /** open: closed in a child process that executes another program. */
    public static final int O_CLOEXEC = 0x80000;
    /** fcntl: read the status flags. */
    public static final int F_GETFL = 3;
    /** fcntl: set the status flags. */
    public static final int F_SETFL = 4;

    /** epoll_create1, eventfd, socket: as {@link #O_CLOEXEC}. */
    public static final int CLOEXEC = O_CLOEXEC;
    /** epoll_ctl: add a descriptor. */
    public static final int EPOLL_CTL_ADD = 1;
    /** epoll_ctl: remove a descriptor. */
    public static final int EPOLL_CTL_DEL = 2;
    /** epoll, poll: readable. */
    public static final int EPOLLIN = 1;
    /** epoll, poll: writable. */
    public static final int EPOLLOUT = 4;
    /** epoll, poll: error; always reported. */
    public static final int EPOLLERR = 8;
    /** epoll, poll: hung up; always reported. */
    public static final int EPOLLHUP = 0x10;

    /** timerfd_create: the clock of {@code System.nanoTime}. */
    public static final int CLOCK_MONOTONIC = 1;
    /** timerfd_settime: the time is a point of the clock. */
    public static final int TFD_TIMER_ABSTIME = 1;

    /** mmap: readable. */
    public static final int PROT_READ = 1;
    /** mmap: writable. */
    public static final int PROT_WRITE = 2;
    /** mmap: private to the process. */
    public static final int MAP_PRIVATE = 2;
    /** mmap: memory, not a file. */
    public static final int MAP_ANONYMOUS = 0x20;
    /** mmap: no swap space is reserved. */
    public static final int MAP_NORESERVE = 0x4000;
    /** madvise: no huge pages, so that touching a byte makes one small page resident. */
    public static final int MADV_NOHUGEPAGE = 15;

    /** socket: local sockets. */
    public static final int AF_UNIX = 1;
    /** socket: IPv4. */
    public static final int AF_INET = 2;
    /** socket: IPv6. */
    public static final int AF_INET6 = 10;
    /** socket: a connection, a stream of bytes. */
    public static final int SOCK_STREAM = 1;
    /** socket: netlink. */
    public static final int AF_NETLINK = 16;
    /** socket: packet sockets. */
    public static final int AF_PACKET = 17;
    /** socket: datagrams. */
    public static final int SOCK_DGRAM = 2;
    /** socket: raw access to a protocol. */
    public static final int SOCK_RAW = 3;
    /** setsockopt: options of sockets themselves. */
    public static final int SOL_SOCKET = 1;
    /** setsockopt: longest wait of a receive, struct timeval. */
    public static final int SO_RCVTIMEO = 20;
    /** setsockopt: receive buffer beyond net.core.rmem_max, for CAP_NET_ADMIN. */
    public static final int SO_RCVBUFFORCE = 33;
    /** setsockopt: send buffer beyond net.core.wmem_max, for CAP_NET_ADMIN. */
    public static final int SO_SNDBUFFORCE = 32;
    /** setsockopt: a classic BPF program that sees each frame before it is queued, struct sock_fprog. */
    public static final int SO_ATTACH_FILTER = 26;
    /** getsockopt: the address family, {@code AF_}. */
    public static final int SO_DOMAIN = 39;
    /** setsockopt: receive buffer, at most net.core.rmem_max. */
    public static final int SO_RCVBUF = 8;
    /** setsockopt: send buffer, at most net.core.wmem_max. */
    public static final int SO_SNDBUF = 7;
    /** getsockopt: the error of a connection attempt; read once. */
    public static final int SO_ERROR = 4;
    /** getsockopt: type of a socket, such as {@link #SOCK_STREAM}. */
    public static final int SO_TYPE = 3;
    /** setsockopt: the kernel asks whether a silent peer is still there. */
    public static final int SO_KEEPALIVE = 9;
    /** getsockopt: who made a local connection, struct ucred. */
    public static final int SO_PEERCRED = 17;
    /** getsockopt: whether a socket listens. */
    public static final int SO_ACCEPTCONN = 30;
    /** setsockopt: options of TCP. */
    public static final int IPPROTO_TCP = 6;
    /** setsockopt: TCP sends at once. */
    public static final int TCP_NODELAY = 1;
    /** setsockopt: seconds of silence after which TCP asks. */
    public static final int TCP_KEEPIDLE = 4;
    /** setsockopt: seconds between two such questions. */
    public static final int TCP_KEEPINTVL = 5;
    /** setsockopt: questions without an answer after which a connection is over. */
    public static final int TCP_KEEPCNT = 6;
    /** setsockopt: milliseconds TCP waits for what it sent to be acknowledged. */
    public static final int TCP_USER_TIMEOUT = 18;
    /** send, sendmsg: no SIGPIPE when the peer is gone. */
    public static final int MSG_NOSIGNAL = 0x4000;
    /** setsockopt: the address may be used again at once. */
    public static final int SO_REUSEADDR = 2;
    /** recvmmsg: does not wait. */
    public static final int MSG_DONTWAIT = 0x40;
    /** recvmmsg: waits for the first datagram only. */
    public static final int MSG_WAITFORONE = 0x10000;
    /** prctl: how much later than asked for the calling thread may be woken, in nanoseconds. */
    public static final int PR_SET_TIMERSLACK = 29;
    /** socket: connected, boundaries kept. */
    public static final int SOCK_SEQPACKET = 5;

    /** setsockopt: sockets with the same address and port form a group among which datagrams are shared out. */
    public static final int SO_REUSEPORT = 15;
    /** setsockopt: UDP over IPv4 without checksums. */
    public static final int SO_NO_CHECK = 11;
    /** setsockopt: a classic BPF program chooses the socket of a group, struct sock_fprog. */
    public static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    /** getsockopt: memory and drops of a socket, unsigned int[9] (linux/sock_diag.h). */
    public static final int SO_MEMINFO = 55;
    /** setsockopt: options of IPv4 and of IPv6. */
    public static final int IPPROTO_IP = 0;
    /** setsockopt: options of IPv6. */
    public static final int IPPROTO_IPV6 = 41;
    /** setsockopt: options of UDP. */
    public static final int SOL_UDP = 17;

    static {
        Native.register(LibC.class, NativeLibrary.getInstance("c"));
    }

    private LibC() {}

    /**
     * Opens a file by name, closed on execution of another program.
     *
     * @param flags {@code O_} constants
     * @return the descriptor, which the caller must close, or -errno
     */
    public static int openPath(final String path, final int flags) {
        try (NativeBlock text = NativeBlock.text(path)) {
            final int fd = open(text.address(), flags | O_CLOEXEC, 0);
            return fd >= 0 ? fd : -Errno.last();
        }
    }

    /** open(2). */
    public static native int open(long path, int flags, int mode);

    /** close(2). */
    public static native int close(int fd);

    /** read(2). */
    public static native long read(int fd, long buffer, long bytes);

    /** write(2). */
    public static native long write(int fd, long buffer, long bytes);

    /** writev(2); {@code vectors} points to struct iovec[count]. */
    public static native long writev(int fd, long vectors, int count);

    /** ioctl(2); the argument is a value or an address, as the request says. */
    public static native int ioctl(int fd, long request, long argument);

    /** fcntl(2). */
    public static native int fcntl(int fd, int command, long argument);

    /** poll(2); {@code descriptors} points to struct pollfd[count]. */
    public static native int poll(long descriptors, long count, int timeoutMs);

    /** ppoll(2) with an unchanged signal mask: {@code timeout} points to struct timespec. */
    public static native int ppoll(long descriptors, long count, long timeout, long signals);

    /** epoll_create1(2). */
    public static native int epoll_create1(int flags);

    /** epoll_ctl(2). */
    public static native int epoll_ctl(int epollFd, int operation, int fd, long event);

    /** epoll_wait(2). */
    public static native int epoll_wait(int epollFd, long events, int most, int timeoutMs);

    /** eventfd(2). */
    public static native int eventfd(int initial, int flags);

    /** timerfd_create(2). */
    public static native int timerfd_create(int clock, int flags);

    /** timerfd_settime(2); {@code value} points to struct itimerspec, {@code old} to another or is 0. */
    public static native int timerfd_settime(int fd, int flags, long value, long old);

    /** mmap(2); returns the address, or -1. */
    public static native long mmap(long address, long bytes, int protection, int flags, int fd, long offset);

    /** munmap(2). */
    public static native int munmap(long address, long bytes);

    /** madvise(2). */
    public static native int madvise(long address, long bytes, int advice);

    /** calloc(3). */
    public static native long calloc(long count, long bytes);

    /** free(3). */
    public static native void free(long address);

    /** strerror(3); the address of a text the library owns. */
    static native long strerror(int errno);

    /** getpid(2). */
    public static native int getpid();

    /** socket(2). */
    public static native int socket(int domain, int type, int protocol);

    /** socketpair(2); {@code pair} points to int[2]. */
    public static native int socketpair(int domain, int type, int protocol, long pair);

    /** bind(2). */
    public static native int bind(int fd, long address, int addressBytes);

    /** connect(2). */
    public static native int connect(int fd, long address, int addressBytes);

    /** listen(2). */
    public static native int listen(int fd, int backlog);

    /** accept4(2); {@code address} and {@code addressBytes} may be 0. */
    public static native int accept4(int fd, long address, long addressBytes, int flags);

    /** recv(2). */
    public static native long recv(int fd, long buffer, long bytes, int flags);

    /** sendmsg(2); {@code message} points to struct msghdr. */
    public static native long sendmsg(int fd, long message, int flags);

    /** getsockopt(2); {@code valueBytes} points to socklen_t. */
    public static native int getsockopt(int fd, int level, int option, long value, long valueBytes);

    /** getpeername(2); {@code addressBytes} points to socklen_t. */
    public static native int getpeername(int fd, long address, long addressBytes);

    /** getsockname(2); {@code addressBytes} points to socklen_t. */
    public static native int getsockname(int fd, long address, long addressBytes);

    /** fchmod(2). */
    public static native int fchmod(int fd, int mode);

    /** sendmmsg(2); {@code messages} points to struct mmsghdr[count]. */
    public static native int sendmmsg(int fd, long messages, int count, int flags);

    /** recvmmsg(2); {@code messages} points to struct mmsghdr[count]. */
    public static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    /** prctl(2). */
    public static native int prctl(int option, long a, long b, long c, long d);

    /** clock_gettime(2); {@code time} points to struct timespec. */
    public static native int clock_gettime(int clock, long time);

    /** setsockopt(2). */
    public static native int setsockopt(int fd, int level, int option, long value, int valueBytes);

    /** sendto(2). */
    public static native long sendto(int fd, long buffer, long bytes, int flags, long address, int addressBytes);

    /** recvfrom(2). */
    public static native long recvfrom(int fd, long buffer, long bytes, int flags, long address, long addressBytes);

    /** sched_setaffinity(2); {@code mask} points to {@code bytes} bytes, a bit for each CPU. */
    public static native int sched_setaffinity(int thread, long bytes, long mask);

    /** sched_getaffinity(2). */
    public static native int sched_getaffinity(int thread, long bytes, long mask);

    /** setns(2): changes the calling thread only. */
    public static native int setns(int fd, int kind);

    /** unshare(2): changes the calling thread only. */
    public static native int unshare(int flags);

    /** syscall(2): a system call by number, which differs between architectures. */
    public static native long syscall(long number, long a, long b, long c, long d, long e, long f);
}
