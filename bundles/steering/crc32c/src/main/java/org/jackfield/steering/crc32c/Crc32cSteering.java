package org.jackfield.steering.crc32c;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.kit.FlowTuple;

/** Gives each frame to the worker whose part of the range of checksums its own falls into. One worker. */
@HotPath
final class Crc32cSteering implements FrameSteering {
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private static final int MAC_LOW_WORD = 2;

    private final int workers;
    private final FlowTuple tuple = new FlowTuple();

    Crc32cSteering(final int workers) {
        this.workers = workers;
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final FrameMemory memory = batch.pool().memory();
        final FlowTuple fields = tuple;
        final long parts = workers;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final ByteBuffer buffer = memory.buffer(id);
            fields.read(buffer, memory.data(id), batch.len[i]);
            if (fields.addressBytes > 0) {
                // The high word of a product maps 32 bits to 0 .. parts - 1 evenly, without a division.
                owners[i] = (short) ((checksum(buffer, fields) & UNSIGNED) * parts >>> 32);
            }
        }
    }

    /** The checksum of what was read: lower endpoint's address, higher one's, their ports in the same order, protocol. */
    static int checksum(final ByteBuffer buffer, final FlowTuple fields) {
        final int bytes = fields.addressBytes;
        final int first = fields.addressesAt;
        final int second = first + bytes;
        final int ports = fields.portsAt < 0 ? 0 : buffer.getInt(fields.portsAt);
        final int order = compare(buffer, first, second, bytes);
        final boolean swap = order > 0 || order == 0 && ports >>> 16 > (ports & 0xFFFF);
        int crc = address(Crc32c.START, buffer, swap ? second : first, bytes);
        crc = address(crc, buffer, swap ? first : second, bytes);
        crc = Crc32c.addWord(crc, swap ? Integer.rotateLeft(ports, 16) : ports);
        return Crc32c.end(Crc32c.addByte(crc, fields.protocol));
    }

    private static int compare(final ByteBuffer buffer, final int one, final int other, final int bytes) {
        for (int i = 0; i < bytes; i += 2) {
            final int difference = (buffer.getShort(one + i) & 0xFFFF) - (buffer.getShort(other + i) & 0xFFFF);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int address(final int crc, final ByteBuffer buffer, final int at, final int bytes) {
        int sum = crc;
        int i = 0;
        if (bytes == FlowTuple.MAC_BYTES) {
            sum = Crc32c.addByte(Crc32c.addByte(sum, buffer.get(at)), buffer.get(at + 1));
            i = MAC_LOW_WORD;
        }
        for (; i < bytes; i += 4) {
            sum = Crc32c.addWord(sum, buffer.getInt(at + i));
        }
        return sum;
    }
}
