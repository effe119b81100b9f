package org.jackfield.port.vxlan;

import java.util.List;
import java.util.Map;
import org.jackfield.linux.socket.ClassicBpf;

/**
 * Which socket of a group a datagram goes to: by its VNI, and among the sockets of a VNI by its source port, which follows the inner
 * flow (RFC 7348 section 5). So a port gets its own datagrams only, and all of a flow in one queue.
 */
final class VniProgram {
    private static final int VNI_AT = 4;
    private static final int VNI_SHIFT = 8;
    /** The source port, where the outer IP header is as short as it nearly always is. What else is there is as good for a flow. */
    private static final int IPV4_SOURCE_PORT = ClassicBpf.NETWORK_HEADER + 20;

    private static final int IPV6_SOURCE_PORT = ClassicBpf.NETWORK_HEADER + 40;

    private VniProgram() {}

    /**
     * The program of a group.
     *
     * @param sockets numbers of the sockets of each VNI, at least one each; not empty
     * @param ipv6 whether the underlay is IPv6
     */
    static ClassicBpf of(final Map<Integer, List<Integer>> sockets, final boolean ipv6) {
        final int others = sockets.values().iterator().next().get(0);
        final ClassicBpf program = new ClassicBpf()
                .loadLength()
                .skipIfAtLeast(VxlanHeader.BYTES, 1)
                .result(others)
                .loadWord(VNI_AT)
                .shiftRight(VNI_SHIFT);
        sockets.forEach((vni, numbers) -> {
            if (numbers.size() == 1) {
                program.skipUnlessEqual(vni, 1).result(numbers.get(0));
            } else {
                program.skipUnlessEqual(vni, 2 * numbers.size() + 1);
                choose(program, numbers, ipv6 ? IPV6_SOURCE_PORT : IPV4_SOURCE_PORT);
            }
        });
        return program.result(others);
    }

    private static void choose(final ClassicBpf program, final List<Integer> numbers, final int sourcePortAt) {
        final int last = numbers.size() - 1;
        program.loadHalf(sourcePortAt).modulo(numbers.size());
        for (int queue = 0; queue < last; queue++) {
            program.skipUnlessEqual(queue, 1).result(numbers.get(queue));
        }
        program.result(numbers.get(last));
    }
}
