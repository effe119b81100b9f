package org.jackfield.port.vxlan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 *
 * <p>When the code goes and its ports stay, each port leaves a descriptor of <em>every</em> socket of the group: whichever of the ports
 * are closed meanwhile, and in whichever order the others are adopted, the kernel sees no socket close, so numbers and program stay. A
 * VNI whose port has left, or has not been adopted yet, keeps its numbers here without an owner; its datagrams wait in its sockets.
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

    /** Whether no port owns a VNI of it here. */
    boolean isEmpty() {
        return owners.isEmpty();
    }

    /** Ports it has, those that have left included. */
    int segments() {
        return numbers.size();
    }

    /** All sockets, by number. */
    List<UdpEndpoint> sockets() {
        return sockets;
    }

    /** Numbers of the sockets of each VNI, by queue. */
    Map<Integer, List<Integer>> numbers() {
        return numbers;
    }

    /** Takes numbers away from a VNI that nobody owns: its port is not adopted but opened anew. */
    void forget(final int vni) {
        final List<Integer> own = numbers.remove(vni);
        if (own != null) {
            unused.addAll(own);
        }
    }

    /**
     * Joins this group, which may be empty, with what a port has left of it. The sockets are the group's when this returns, and nothing
     * has changed when it throws.
     *
     * @param left all sockets of the group by number, as they were when that port left
     * @param leftNumbers numbers of the sockets of each VNI then
     * @return the sockets of the VNI's queues
     * @throws IOException when the two do not go together
     */
    List<UdpEndpoint> join(final int vni, final List<UdpEndpoint> left, final Map<Integer, List<Integer>> leftNumbers)
            throws IOException {
        final int known = Math.min(sockets.size(), left.size());
        for (int i = 0; i < known; i++) {
            if (sockets.get(i).cookie() != left.get(i).cookie()) {
                throw new IOException("socket " + i + " of " + local + " is another one than the other ports have");
            }
        }
        final Set<Integer> free = new HashSet<>(unused);
        free.addAll(numbers.getOrDefault(vni, List.of()));
        for (int i = known; i < left.size(); i++) {
            free.add(i);
        }
        final List<Integer> own = leftNumbers.getOrDefault(vni, List.of());
        if (own.isEmpty() || !free.containsAll(own) || Set.copyOf(own).size() != own.size()) {
            throw new IOException("sockets " + own + " of VNI " + vni + " on " + local + " are not there for it");
        }
        forget(vni);
        for (int i = 0; i < known; i++) {
            left.get(i).close();
        }
        for (int i = known; i < left.size(); i++) {
            sockets.add(left.get(i));
            unused.addLast(i);
        }
        give(vni, own);
        leftNumbers.forEach(this::giveIfFree);
        return own.stream().map(sockets::get).toList();
    }

    private void giveIfFree(final int vni, final List<Integer> wanted) {
        if (!numbers.containsKey(vni) && !wanted.isEmpty() && unused.containsAll(wanted)) {
            give(vni, wanted);
        }
    }

    private void give(final int vni, final List<Integer> own) {
        unused.removeAll(own);
        numbers.put(vni, new ArrayList<>(own));
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

    /** Asks the kernel to hold more, or again no more than usual, in the sockets of a VNI; returns bytes held by each. */
    int receiveBuffers(final int vni, final int bytes) {
        int least = Integer.MAX_VALUE;
        for (final int number : numbers.getOrDefault(vni, List.of())) {
            least = Math.min(
                    least,
                    sockets.get(number)
                            .receiveBuffer(Math.max(BUFFER_BYTES, bytes))
                            .receiveBufferBytes());
        }
        return least == Integer.MAX_VALUE ? -1 : least;
    }

    void close() {
        sockets.forEach(UdpEndpoint::close);
    }
}
