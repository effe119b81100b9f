package org.jackfield.stage.mirror;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** IP addresses as text. Never asks a name server: only what is written as an address is one. */
final class IpText {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";
    private static final String IPV6 = "[0-9a-f:]*:[0-9a-f:]*(" + IPV4 + ")?";

    private IpText() {}

    /** The 4 or 16 bytes of an address; empty when it is none. */
    static Optional<byte[]> parse(final String text) {
        if (!text.matches(IPV4) && !text.matches(IPV6)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (final UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
