package org.jackfield.port.vxlan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jackfield.linux.socket.ClassicBpf;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;

/**
 * The sockets that receive on one address and UDP port of one namespace, one for each queue of each port: a group of the kernel's
 * (SO_REUSEPORT), in which {@link VniProgram} chooses the socket. Ports share nothing else, so their workers never meet here.
 *
 * <p>The program names sockets by the order in which they were bound, and the kernel moves the last one into the place of one that is
 * closed. So none is closed before the last: a socket whose queue goes waits, without datagrams, for the next queue. Port-ops threads,
 * under {@link Underlay}'s lock.
 */
final class VtepGroup {
    private static final int BUFFER_BYTES = 4 << 20;

    private final UdpAddress local;
    /** In the order they were bound. */
    private final List<UdpEndpoint> sockets = new ArrayList<>();
    /** Numbers of the sockets of each VNI, by queue. */
    private final TreeMap<Integer, List<Integer>> numbers = new TreeMap<>();

    private final TreeMap<Integer, String> owners = new TreeMap<>();
    private final Deque<Integer> unused = new ArrayDeque<>();

    VtepGroup(final UdpAddress local) {
        this.local = local;
    }

    /** The port a VNI belongs to, by VNI. */
    Map<Integer, String> owners() {
        return owners;
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    /**
     * A socket for the next queue of a VNI; its datagrams come there from now on. In the namespace of the calling thread.
     *
     * @throws IOException when the address is in use or none of this host; nothing has changed then
     */
    UdpEndpoint add(final int vni, final boolean withoutChecksum) throws IOException {
        final int number = unused.isEmpty() ? bind() : unused.removeFirst();
        final UdpEndpoint socket = sockets.get(number);
        try {
            socket.takeWithoutChecksum(withoutChecksum);
            socket.discard();
            numbers.computeIfAbsent(vni, any -> new ArrayList<>()).add(number);
            select();
            return socket;
        } catch (final IOException refused) {
            removeLast(vni, number);
            unused.addFirst(number);
            throw refused;
        }
    }

    /** Takes the highest queue of a VNI out of the choice; what waits in its socket is still to be read. */
    void leave(final int vni) throws IOException {
        final List<Integer> own = numbers.getOrDefault(vni, List.of());
        if (own.isEmpty()) {
            return;
        }
        final int number = own.get(own.size() - 1);
        removeLast(vni, number);
        if (!numbers.isEmpty()) {
            select();
        }
    }

    /** Takes a socket back that has left the choice and that no worker uses any more. */
    void giveBack(final UdpEndpoint socket) {
        unused.addLast(sockets.indexOf(socket));
    }

    private void removeLast(final int vni, final int number) {
        numbers.computeIfPresent(vni, (any, own) -> {
            own.remove(Integer.valueOf(number));
            return own.isEmpty() ? null : own;
        });
    }

    /** The first socket is bound as if it were to be alone, which finds out whether somebody else has the port. */
    private int bind() throws IOException {
        if (sockets.isEmpty()) {
            UdpEndpoint.open(local, false).close();
        }
        sockets.add(UdpEndpoint.open(local, true).receiveBuffer(BUFFER_BYTES));
        return sockets.size() - 1;
    }

    private void select() throws IOException {
        final ClassicBpf program = VniProgram.of(numbers, local.isIpv6());
        if (program.size() > ClassicBpf.MOST_INSTRUCTIONS) {
            throw new IOException("the program that tells " + numbers.size() + " VNIs on " + local + " apart has "
                    + program.size() + " instructions, and " + ClassicBpf.MOST_INSTRUCTIONS
                    + " are the most; give the ports fewer queues, or some of them another 'local' or 'port'");
        }
        sockets.get(0).selectBy(program);
    }

    /** Datagrams the kernel dropped because a socket of a VNI was full. */
    long drops(final int vni) {
        long drops = 0;
        for (final int number : numbers.getOrDefault(vni, List.of())) {
            drops += Math.max(0, sockets.get(number).drops());
        }
        return drops;
    }

    void close() {
        sockets.forEach(UdpEndpoint::close);
    }
}
