package org.jackfield.linux.socket;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * Datagrams that are gathered from, or received into, memory of somebody else: struct mmsghdr with the peer's address, any number of
 * struct iovec and one control message. Nothing is allocated after construction. Owns its native memory; whoever makes one closes it,
 * and no call of a socket may use it any more then. One thread at a time.
 *
 * <p>Every address given must stay valid until the batch has been sent or received.
 *
 * <pre>
 * struct mmsghdr, 64 bytes:  name 0  namelen 8  iov 16  iovlen 24  control 32  controllen 40  flags 48 | bytes received 56
 * struct iovec, 16 bytes:    base 0  length 8
 * struct cmsghdr, 16 bytes:  length 0  level 8  type 12 | data 16
 * </pre>
 */
@HotPath
public final class MessageBatch implements AutoCloseable {
    /** Most datagrams the kernel makes of one message (UDP_MAX_SEGMENTS of kernels before 6.9; later ones take 128). */
    public static final int MOST_SEGMENTS = 64;

    private static final int MESSAGE_BYTES = 64;
    private static final int NAME_BYTES_AT = 8;
    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_BYTES_AT = 40;
    private static final int FLAGS_AT = 48;
    private static final int LENGTH_AT = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int SIZE_AT = 8;
    private static final int NAME_BYTES = UdpAddress.STORAGE_BYTES;
    /** CMSG_SPACE of a 16-bit number. */
    private static final int CONTROL_BYTES = 24;
    /** CMSG_LEN of a 16-bit number. */
    private static final int CONTROL_LENGTH = 18;

    private static final int CONTROL_DATA_AT = 16;
    private static final int UDP_SEGMENT = 103;
    private static final int MSG_TRUNC = 0x20;

    private final int mostMessages;
    private final int mostVectors;
    private final NativeBlock memory;
    private final ByteBuffer bytes;
    private final int names;
    private final int controls;
    private final int vectors;
    private final int prefix;
    private final int prefixBytes;
    private int messageCount;
    private int vectorCount;

    /**
     * An empty batch.
     *
     * @param mostMessages most datagrams
     * @param mostVectors most pieces of memory of all datagrams together
     * @param prefix bytes that {@link #appendPrefix} adds, maybe none
     */
    public MessageBatch(final int mostMessages, final int mostVectors, final byte[] prefix) {
        this.mostMessages = mostMessages;
        this.mostVectors = mostVectors;
        names = mostMessages * MESSAGE_BYTES;
        controls = names + mostMessages * NAME_BYTES;
        vectors = controls + mostMessages * CONTROL_BYTES;
        this.prefix = vectors + mostVectors * VECTOR_BYTES;
        prefixBytes = prefix.length;
        memory = new NativeBlock(this.prefix + prefixBytes).putBytes(this.prefix, prefix);
        bytes = memory.buffer();
        for (int i = 0; i < mostMessages; i++) {
            bytes.putLong(i * MESSAGE_BYTES, memory.address(names + i * NAME_BYTES));
            final int control = controls + i * CONTROL_BYTES;
            bytes.putLong(control, CONTROL_LENGTH);
            bytes.putInt(control + 8, LibC.SOL_UDP);
            bytes.putInt(control + 12, UDP_SEGMENT);
        }
    }

    /** Forgets all messages. */
    public void clear() {
        messageCount = 0;
        vectorCount = 0;
    }

    /** Messages begun since {@link #clear}. */
    public int count() {
        return messageCount;
    }

    /** Whether one more message with so many pieces fits. */
    public boolean hasRoom(final int pieces) {
        return messageCount < mostMessages && vectorCount + pieces <= mostVectors;
    }

    /** Begins a message to a peer, given as {@link UdpAddress} has it. */
    public void beginTo(final long[] words, final int from, final int addressBytes) {
        final int message = begin(addressBytes);
        final int name = names + message * NAME_BYTES;
        bytes.putLong(name, words[from]);
        bytes.putLong(name + Long.BYTES, words[from + 1]);
        if (addressBytes > 2 * Long.BYTES) {
            bytes.putLong(name + 2 * Long.BYTES, words[from + 2]);
            bytes.putLong(name + 3 * Long.BYTES, words[from + 3]);
        }
    }

    /** Begins a message to be received. */
    public void beginReceive() {
        begin(NAME_BYTES);
    }

    private int begin(final int nameBytes) {
        final int message = messageCount++;
        final int at = message * MESSAGE_BYTES;
        bytes.putInt(at + NAME_BYTES_AT, nameBytes);
        bytes.putLong(at + VECTOR_AT, memory.address(vectors + vectorCount * VECTOR_BYTES));
        bytes.putLong(at + VECTORS_AT, 0);
        bytes.putLong(at + CONTROL_AT, 0);
        bytes.putLong(at + CONTROL_BYTES_AT, 0);
        return message;
    }

    /** Adds the bytes given at construction to the message begun last, as a piece. */
    public void appendPrefix() {
        append(memory.address(prefix), prefixBytes);
    }

    /** Adds a piece of memory to the message begun last. */
    public void append(final long address, final int length) {
        final int vector = vectors + vectorCount * VECTOR_BYTES;
        vectorCount++;
        bytes.putLong(vector, address);
        bytes.putLong(vector + SIZE_AT, length);
        final int at = (messageCount - 1) * MESSAGE_BYTES + VECTORS_AT;
        bytes.putLong(at, bytes.getLong(at) + 1);
    }

    /**
     * Makes the kernel cut the message begun last into datagrams of this many bytes, of which the last may be shorter (UDP_SEGMENT,
     * Linux 4.18).
     */
    public void segment(final int datagramBytes) {
        final int message = messageCount - 1;
        final int control = controls + message * CONTROL_BYTES;
        bytes.putShort(control + CONTROL_DATA_AT, (short) datagramBytes);
        final int at = message * MESSAGE_BYTES;
        bytes.putLong(at + CONTROL_AT, memory.address(control));
        bytes.putLong(at + CONTROL_BYTES_AT, CONTROL_BYTES);
    }

    /** Bytes of a received datagram that are in memory. */
    public int length(final int message) {
        return bytes.getInt(message * MESSAGE_BYTES + LENGTH_AT);
    }

    /** Whether a received datagram did not fit. */
    public boolean isTruncated(final int message) {
        return (bytes.getInt(message * MESSAGE_BYTES + FLAGS_AT) & MSG_TRUNC) != 0;
    }

    /** First half of the address a datagram came from; 0 for IPv4. Compare with {@link UdpAddress#high}. */
    public long sourceHigh(final int message) {
        final int name = names + message * NAME_BYTES;
        return isIpv6(name) ? bytes.getLong(name + Long.BYTES) : 0;
    }

    /** Second half of the address a datagram came from. Compare with {@link UdpAddress#low}. */
    public long sourceLow(final int message) {
        final int name = names + message * NAME_BYTES;
        return isIpv6(name) ? bytes.getLong(name + 2 * Long.BYTES) : bytes.getLong(name) >>> Integer.SIZE;
    }

    private boolean isIpv6(final int name) {
        return bytes.getShort(name) == LibC.AF_INET6;
    }

    long address(final int message) {
        return memory.address(message * MESSAGE_BYTES);
    }

    /** Frees the memory. May be called twice. */
    @Override
    public void close() {
        memory.close();
    }
}
