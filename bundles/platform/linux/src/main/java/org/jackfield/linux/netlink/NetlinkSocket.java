package org.jackfield.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * A NETLINK_ROUTE socket: sends a request and collects the answer up to its acknowledgement. It belongs to the
 * namespace of the thread that made it, whoever uses it later, and keeps that namespace alive while open. One thread
 * at a time.
 */
final class NetlinkSocket implements AutoCloseable {
    /** nlmsg_flags: every request has it. */
    static final int REQUEST = 1;
    /** nlmsg_flags: answer with an acknowledgement. */
    static final int ACK = 4;
    /** nlmsg_flags: list all. */
    static final int DUMP = 0x300;
    /** nlmsg_flags: fail if it exists. */
    static final int EXCLUSIVE = 0x200;
    /** nlmsg_flags: make it if it does not exist. */
    static final int CREATE = 0x400;
    /** NLM_F_REPLACE, in requests that create. */
    static final int REPLACE = 0x100;

    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    /** nlmsg_flags of an error: only the header of the request is repeated. */
    private static final int CAPPED = 0x100;
    /** nlmsg_flags of an error: attributes follow. */
    private static final int ACK_TLVS = 0x200;

    private static final int ATTR_MSG = 1;
    private static final int MSG_TRUNC = 0x20;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int TIMEOUT_SECONDS = 10;

    private final int fd;
    private final NativeBlock buffer;
    private int sequence;

    /** One message of an answer: its type and everything behind struct nlmsghdr. */
    record Message(int type, ByteBuffer body) {}

    NetlinkSocket() throws NetlinkException {
        fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.CLOEXEC, NETLINK_ROUTE);
        if (fd < 0) {
            throw failure("cannot make a netlink socket", Errno.last(), "");
        }
        buffer = new NativeBlock(BUFFER_BYTES);
        buffer.putLong(0, TIMEOUT_SECONDS);
        LibC.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, buffer.address(), 16);
        buffer.putLong(0, 1);
        LibC.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, buffer.address(), 4);
        LibC.setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, buffer.address(), 4);
    }

    /**
     * Sends a request (with ACK or DUMP) and waits for the end of its answer.
     *
     * @param what operation and object, for the message of a failure
     * @return the messages of the answer, without acknowledgement
     * @throws NetlinkException with the kernel's error and its words, where it gives some
     */
    List<Message> exchange(final NetlinkRequest request, final String what) throws NetlinkException {
        final byte[] bytes = request.bytes(++sequence);
        buffer.putBytes(0, bytes);
        if (LibC.sendto(fd, buffer.address(), bytes.length, 0, 0, 0) < 0) {
            throw failure(what, Errno.last(), "");
        }
        final List<Message> answer = new ArrayList<>();
        boolean complete = false;
        while (!complete) {
            complete = take(receive(what), answer, what);
        }
        return answer;
    }

    private ByteBuffer receive(final String what) throws NetlinkException {
        long got = LibC.recvfrom(fd, buffer.address(), BUFFER_BYTES, MSG_TRUNC, 0, 0);
        while (got < 0 && Errno.last() == Errno.EINTR) {
            got = LibC.recvfrom(fd, buffer.address(), BUFFER_BYTES, MSG_TRUNC, 0, 0);
        }
        if (got < 0) {
            throw failure(what, Errno.last(), "no answer");
        }
        if (got > BUFFER_BYTES) {
            throw new NetlinkException(what + " failed: answer of " + got + " bytes is too long", 0);
        }
        return ByteBuffer.wrap(buffer.getBytes(0, (int) got)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Sorts the messages of one datagram; returns whether the answer is complete. */
    private boolean take(final ByteBuffer datagram, final List<Message> answer, final String what)
            throws NetlinkException {
        boolean complete = false;
        int at = 0;
        while (at + NetlinkRequest.HEADER_BYTES <= datagram.limit() && !complete) {
            final int length = datagram.getInt(at);
            if (length < NetlinkRequest.HEADER_BYTES || length > datagram.limit() - at) {
                throw new NetlinkException(what + " failed: malformed answer, message of " + length + " bytes", 0);
            }
            if (datagram.getInt(at + 8) == sequence) {
                complete = take(datagram, at, length, answer, what);
            }
            at += (length + 3) / 4 * 4;
        }
        return complete;
    }

    private static boolean take(
            final ByteBuffer datagram, final int at, final int length, final List<Message> answer, final String what)
            throws NetlinkException {
        final int type = datagram.getShort(at + 4) & 0xFFFF;
        final int flags = datagram.getShort(at + 6) & 0xFFFF;
        final ByteBuffer body = datagram.slice(at + NetlinkRequest.HEADER_BYTES, length - NetlinkRequest.HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (type == NLMSG_ERROR || type == NLMSG_DONE) {
            final int error = body.limit() >= 4 ? body.getInt(0) : 0;
            if (error != 0) {
                throw failure(what, -error, type == NLMSG_ERROR ? words(body, flags) : "");
            }
            return true;
        }
        answer.add(new Message(type, body));
        return false;
    }

    /** The kernel's own words in an error message (struct nlmsgerr), if it gives some. */
    private static String words(final ByteBuffer body, final int flags) {
        try {
            if ((flags & ACK_TLVS) == 0 || body.limit() < 20) {
                return "";
            }
            final int repeated = (flags & CAPPED) != 0 ? NetlinkRequest.HEADER_BYTES : (body.getInt(4) + 3) / 4 * 4;
            if (repeated < NetlinkRequest.HEADER_BYTES || repeated > body.limit() - 4) {
                return "";
            }
            return new NetlinkAttributes(body.duplicate().position(4 + repeated)).text(ATTR_MSG);
        } catch (final NetlinkException malformed) {
            return "";
        }
    }

    private static NetlinkException failure(final String what, final int errno, final String words) {
        final String remedy = errno == Errno.EPERM ? "; run as root or give the process CAP_NET_ADMIN" : "";
        return new NetlinkException(
                what + " failed: " + Errno.name(errno) + (words.isEmpty() ? "" : " (" + words + ")") + remedy, errno);
    }

    /** Closes the socket. May be called twice. */
    @Override
    public void close() {
        if (buffer.address() != 0) {
            LibC.close(fd);
            buffer.close();
        }
    }
}
