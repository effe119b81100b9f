package org.jackfield.steering.pinned;

import java.util.Optional;

/**
 * One rule: what a frame must be, and its worker. What is not said matches anything.
 *
 * @param sourceMac address in the lower 48 bits, {@link #ANY} for any
 * @param destinationMac address in the lower 48 bits, {@link #ANY} for any
 * @param vid VID of the outermost tag, {@link #UNTAGGED}, or {@link #ANY}
 * @param source source addresses
 * @param destination destination addresses
 * @param protocol number, {@link #ANY} for any
 * @param sourcePorts first and last source port
 * @param destinationPorts first and last destination port
 * @param worker index of the worker
 */
record Rule(
        long sourceMac,
        long destinationMac,
        int vid,
        Optional<IpPrefix> source,
        Optional<IpPrefix> destination,
        int protocol,
        Optional<PortRange> sourcePorts,
        Optional<PortRange> destinationPorts,
        int worker) {
    static final int ANY = -2;
    /** Of {@link org.jackfield.steering.kit.FlowTuple#vid}. */
    static final int UNTAGGED = -1;
    /** Of a frame without IP. */
    static final int NO_PROTOCOL = -1;

    /** Ports from one to another. */
    record PortRange(int first, int last) {}

    /** Whether frames with addresses of so many bytes and this protocol may match. */
    boolean mayMatch(final int addressBytes, final int number, final boolean hasPorts) {
        final boolean addresses = source.filter(prefix -> prefix.bytes() != addressBytes)
                        .isEmpty()
                && destination.filter(prefix -> prefix.bytes() != addressBytes).isEmpty();
        final boolean ports = sourcePorts.isEmpty() && destinationPorts.isEmpty() || hasPorts;
        return addresses && ports && (protocol == ANY || protocol == number);
    }
}
