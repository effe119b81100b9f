package ${package};

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.port.RxQueue;
import org.jackfield.api.port.TxQueue;

/**
 * One queue pair. What the switch transmits to this port arrives in {@link #transmit}; an answer is written into a ring on the
 * heap, from which {@link #receive} gives it to the switch. Both are called by one worker, so that nothing is shared between
 * threads. Frames of the switch are never kept: a port can close at any moment and no frame is lost.
 *
 * <p>Nothing here allocates, blocks, throws or logs; HotPathGateTest looks at the bytecode.
 */
@HotPath
final class ${typeClass}Queue implements RxQueue, TxQueue {
    /** A power of two. */
    private static final int ANSWERS = 64;

    private static final int MASK = ANSWERS - 1;

    private static final int ETHER_TYPE = 12;
    private static final int ARP = 0x0806;
    private static final int ARP_BYTES = 42;
    /** Hardware type Ethernet, protocol type IPv4 (RFC 826). */
    private static final int ARP_ETHERNET_IPV4 = 0x0001_0800;

    private static final int ARP_LENGTHS = 0x0604;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;

    private static final int IPV4 = 0x0800;
    private static final int IP = FrameLayout.ETHERNET_BYTES;
    private static final int IP_AND_ICMP_BYTES = 28;
    private static final int FRAGMENT = 0x3FFF; // offset and "more fragments" (RFC 791)
    private static final int ICMP = 1;
    private static final int ECHO_REQUEST = 0x0800; // type 8, code 0 (RFC 792)

    private final Open${typeClass} port;
    private final int longest;
    private final ByteBuffer[] answers = new ByteBuffer[ANSWERS];
    private final int[] lengths = new int[ANSWERS];
    /** Answers written and taken since the port was opened. */
    private int written;

    private int taken;

    ${typeClass}Queue(final Open${typeClass} port, final int mtu) {
        this.port = port;
        this.longest = mtu + FrameLayout.ETHERNET_BYTES;
        for (int i = 0; i < ANSWERS; i++) {
            answers[i] = ByteBuffer.allocate(longest);
        }
    }

    /** Takes ownership of all frames, whatever comes of them: each is released here. */
    @Override
    public int transmit(final FramePool pool, final int[] frames, final int from, final int n) {
        final FrameMemory memory = pool.memory();
        final ${typeClass}Settings me = port.settings();
        int accepted = 0;
        for (int i = from; i < from + n; i++) {
            if (handle(memory, frames[i], me)) {
                accepted++;
            }
            pool.release(frames[i]);
        }
        return accepted;
    }

    /** False when there is an answer and no room for it: the switch counts the frame as tx-full. */
    private boolean handle(final FrameMemory memory, final int frame, final ${typeClass}Settings me) {
        final ByteBuffer buffer = memory.buffer(frame);
        final int at = memory.data(frame); // absolute access only: all workers share the buffer
        final int length = memory.length(frame);
        final boolean arp = isArpRequest(buffer, at, length, me);
        if (!arp && !isEchoRequest(buffer, at, length, me)) {
            return true; // taken, and of no interest
        }
        if (written - taken == ANSWERS) {
            return false;
        }
        final ByteBuffer answer = answers[written & MASK];
        answer.put(0, buffer, at, length);
        if (arp) {
            answerArp(answer, me);
        } else {
            answerEcho(answer);
        }
        put48(answer, 0, get48(buffer, at + 6));
        put48(answer, 6, me.mac());
        lengths[written & MASK] = length;
        written++;
        return true;
    }

    private boolean isArpRequest(
            final ByteBuffer buffer, final int at, final int length, final ${typeClass}Settings me) {
        return length >= ARP_BYTES
                && length <= longest
                && (buffer.getShort(at + ETHER_TYPE) & 0xFFFF) == ARP
                && buffer.getInt(at + 14) == ARP_ETHERNET_IPV4
                && buffer.getShort(at + 18) == ARP_LENGTHS
                && buffer.getShort(at + 20) == ARP_REQUEST
                && buffer.getInt(at + 38) == me.address();
    }

    /** Sender and target change places (RFC 826). */
    private static void answerArp(final ByteBuffer answer, final ${typeClass}Settings me) {
        answer.putShort(20, (short) ARP_REPLY);
        put48(answer, 32, get48(answer, 22));
        answer.putInt(38, answer.getInt(28));
        put48(answer, 22, me.mac());
        answer.putInt(28, me.address());
    }

    private boolean isEchoRequest(
            final ByteBuffer buffer, final int at, final int length, final ${typeClass}Settings me) {
        return length >= IP + IP_AND_ICMP_BYTES
                && length <= longest
                && (buffer.getShort(at + ETHER_TYPE) & 0xFFFF) == IPV4
                && get48(buffer, at) == me.mac()
                && buffer.get(at + IP) == 0x45 // no options
                && (buffer.getShort(at + IP + 6) & FRAGMENT) == 0
                && buffer.get(at + IP + 9) == ICMP
                && buffer.getInt(at + IP + 16) == me.address()
                && buffer.getShort(at + IP + 20) == ECHO_REQUEST;
    }

    /** Addresses change places, which no checksum minds; the type becomes 0, which the ICMP checksum is told (RFC 1624). */
    private static void answerEcho(final ByteBuffer answer) {
        final int source = answer.getInt(IP + 12);
        answer.putInt(IP + 12, answer.getInt(IP + 16));
        answer.putInt(IP + 16, source);
        answer.putShort(IP + 20, (short) 0);
        final int sum = (answer.getShort(IP + 22) & 0xFFFF) + ECHO_REQUEST;
        answer.putShort(IP + 22, (short) (sum + (sum >>> 16)));
    }

    /** Stops when the batch is full, or the pool is empty: what is left comes with the next batch. */
    @Override
    public int receive(final FrameBatch batch) {
        final FramePool pool = batch.pool();
        int added = 0;
        while (taken != written && batch.free() > 0) {
            final int length = lengths[taken & MASK];
            final int frame = pool.allocate(FrameLayout.sizeClassForMtu(longest - FrameLayout.ETHERNET_BYTES));
            if (frame < 0) {
                break;
            }
            final ByteBuffer buffer = pool.memory().buffer(frame);
            final int base = pool.memory().base(frame);
            buffer.putInt(base + FrameLayout.LENGTH, length);
            buffer.put(base + FrameLayout.DATA, answers[taken & MASK], 0, length);
            batch.add(frame, length);
            taken++;
            added++;
        }
        return added;
    }

    /** Only what the worker itself has transmitted can be received, so nothing has to wake it. */
    @Override
    public int wakeFd() {
        return OWN_WORKER;
    }

    /** Nothing is sent later than in {@link #transmit}. */
    @Override
    public int complete(final FramePool pool) {
        return 0;
    }

    private static long get48(final ByteBuffer buffer, final int at) {
        return (buffer.getShort(at) & 0xFFFFL) << 32 | buffer.getInt(at + 2) & 0xFFFF_FFFFL;
    }

    private static void put48(final ByteBuffer buffer, final int at, final long bits) {
        buffer.putShort(at, (short) (bits >>> 32));
        buffer.putInt(at + 2, (int) bits);
    }
}
