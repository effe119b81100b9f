package org.jackfield.linux.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Where a socket is: the path of a local socket (unix(7)), or an IP address and a port. Immutable; any thread.
 *
 * <pre>
 * struct sockaddr_un,  110 bytes:  family 0  path 2
 * struct sockaddr_in,   16 bytes:  family 0  port 2 (big-endian)  address 4
 * struct sockaddr_in6,  28 bytes:  family 0  port 2 (big-endian)  flow 4  address 8  scope 24
 * </pre>
 *
 * @param path absolute path of a local socket, empty for an IP address
 * @param address IP address; that of no interface for a local socket
 * @param port 0 to 65535
 */
public record Endpoint(String path, InetAddress address, int port) {
    /** Most bytes of a local socket's path (sun_path less its zero byte). */
    public static final int LONGEST_PATH = 107;

    private static final int UNIX_BYTES = 110;
    private static final int INET_BYTES = 16;
    private static final int INET6_BYTES = 28;
    private static final int PATH = 2;
    private static final int PORT = 2;
    private static final int ADDRESS = 4;
    private static final int ADDRESS6 = 8;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MOST_PORT = 65_535;

    private static final String FORM =
            "must be an absolute path, ADDRESS:PORT or [IPV6-ADDRESS]:PORT; names of hosts are" + " not looked up";

    /**
     * Reads {@code /path}, {@code 127.0.0.1:5000} or {@code [::1]:5000}.
     *
     * @throws IllegalArgumentException for anything else, with a rule that follows the value in a sentence
     */
    public static Endpoint parse(final String text) {
        if (text.startsWith("/")) {
            if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
                throw new IllegalArgumentException("is longer than the " + LONGEST_PATH
                        + " bytes the kernel allows for the path of a socket; choose a shorter one");
            }
            return new Endpoint(text, InetAddress.getLoopbackAddress(), 0);
        }
        final int colon = text.lastIndexOf(':');
        final String digits = text.substring(colon + 1);
        if (colon < 1 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MOST_PORT) {
            throw new IllegalArgumentException(FORM);
        }
        final String host = text.substring(0, colon);
        final boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.contains(":")) {
            throw new IllegalArgumentException(FORM);
        }
        final String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        return new Endpoint(
                "", address(bare).orElseThrow(() -> new IllegalArgumentException(FORM)), Integer.parseInt(digits));
    }

    /** Reads an IPv4 or IPv6 address in digits; empty for anything else. No name is ever looked up. */
    public static Optional<InetAddress> address(final String text) {
        final boolean ipv4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        final boolean ipv6 = text.contains(":") && text.matches("[0-9a-fA-F:.]+");
        try {
            return ipv4 || ipv6 ? Optional.of(InetAddress.getByName(text)) : Optional.empty();
        } catch (final UnknownHostException notANumber) {
            return Optional.empty();
        }
    }

    /** Whether it is the path of a local socket. */
    public boolean isLocal() {
        return !path.isEmpty();
    }

    /** Address family of a socket for it. */
    int family() {
        if (isLocal()) {
            return LibC.AF_UNIX;
        }
        return address.getAddress().length == IPV4_BYTES ? LibC.AF_INET : LibC.AF_INET6;
    }

    /** The kernel's form; its size is the address length. The caller closes it. */
    NativeBlock toNative() {
        final int family = family();
        if (family == LibC.AF_UNIX) {
            return new NativeBlock(UNIX_BYTES).putShort(0, family).putText(PATH, UNIX_BYTES - PATH, path);
        }
        final NativeBlock block = new NativeBlock(family == LibC.AF_INET ? INET_BYTES : INET6_BYTES);
        block.putShort(0, family).putByte(PORT, port >>> Byte.SIZE).putByte(PORT + 1, port);
        return block.putBytes(family == LibC.AF_INET ? ADDRESS : ADDRESS6, address.getAddress());
    }

    /** Reads the kernel's form of an IP address; one without a name, such as a local peer, has an empty text. */
    static String text(final NativeBlock block) {
        final int family = block.getShort(0);
        if (family != LibC.AF_INET && family != LibC.AF_INET6) {
            return "";
        }
        return new Endpoint("", address(block), port(block)).toString();
    }

    /** The port in the kernel's form of an IP address. */
    static int port(final NativeBlock block) {
        return block.getByte(PORT) << Byte.SIZE | block.getByte(PORT + 1);
    }

    /** The IP address in the kernel's form; an IPv4 address that IPv6 carries is an IPv4 address. */
    static InetAddress address(final NativeBlock block) {
        final boolean ipv4 = block.getShort(0) == LibC.AF_INET;
        try {
            return InetAddress.getByAddress(
                    ipv4 ? block.getBytes(ADDRESS, IPV4_BYTES) : block.getBytes(ADDRESS6, IPV6_BYTES));
        } catch (final UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        if (isLocal()) {
            return path;
        }
        final String host = address.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
