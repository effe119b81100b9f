package org.jackfield.port.stream;

import java.net.InetAddress;
import java.util.List;
import org.jackfield.linux.socket.Endpoint;

/**
 * Which IP addresses may connect. Immutable; any thread.
 *
 * @param blocks networks that may; those of this machine alone while there are none
 */
record PeerFilter(List<Block> blocks) {
    private static final int BYTE_MASK = 0xFF;

    /**
     * The addresses that begin with the same bits.
     *
     * @param network one of them
     * @param bits how many bits are the same
     */
    record Block(InetAddress network, int bits) {
        boolean contains(final InetAddress address) {
            final byte[] mine = network.getAddress();
            final byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            for (int i = 0; i < mine.length; i++) {
                final int left = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
                final int mask = BYTE_MASK << Byte.SIZE - left & BYTE_MASK;
                if (((mine[i] ^ other[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return network.getHostAddress() + "/" + bits;
        }
    }

    /**
     * Reads addresses and networks.
     *
     * @throws IllegalArgumentException with a rule that follows the value in a sentence
     */
    static PeerFilter parse(final List<String> texts) {
        return new PeerFilter(texts.stream().map(PeerFilter::block).toList());
    }

    private static Block block(final String text) {
        final int slash = text.indexOf('/');
        final InetAddress address =
                Endpoint.address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> refuse(text));
        final int most = address.getAddress().length * Byte.SIZE;
        final String bits = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
            throw refuse(text);
        }
        return new Block(address, Integer.parseInt(bits));
    }

    private static IllegalArgumentException refuse(final String text) {
        return new IllegalArgumentException(
                "must be addresses or networks, such as 10.0.0.0/8 or fd00::1, and '" + text + "' is none");
    }

    /** Whether an address may connect. */
    boolean allows(final InetAddress address) {
        return blocks.isEmpty()
                ? address.isLoopbackAddress()
                : blocks.stream().anyMatch(block -> block.contains(address));
    }
}
