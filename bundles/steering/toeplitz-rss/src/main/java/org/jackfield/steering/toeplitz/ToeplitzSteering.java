package org.jackfield.steering.toeplitz;

import java.nio.ByteBuffer;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameBatch;
import org.jackfield.api.frame.FrameMemory;
import org.jackfield.api.frame.HotPath;
import org.jackfield.api.steering.FrameSteering;
import org.jackfield.api.steering.SteeringContext;
import org.jackfield.steering.kit.FlowTuple;

/** Gives each IP frame to the worker in its entry of the indirection table; others are left to the owners of their buckets. One worker. */
@HotPath
final class ToeplitzSteering implements FrameSteering {
    private final ToeplitzHash hash;
    private final boolean udpPorts;
    private final short[] table;
    private final FlowTuple tuple = new FlowTuple();

    /**
     * @param udpPorts whether ports of UDP are hashed
     * @param entries of the table, a power of two
     */
    ToeplitzSteering(final ToeplitzHash hash, final boolean udpPorts, final int entries, final int workers) {
        this.hash = hash;
        this.udpPorts = udpPorts;
        this.table = new short[entries];
        for (int i = 0; i < entries; i++) {
            table[i] = (short) (i % workers); // ethtool_rxfh_indir_default() of the kernel
        }
    }

    @Override
    public void assign(final FrameBatch batch, final short[] owners, final SteeringContext context) {
        final FrameMemory memory = batch.pool().memory();
        final FlowTuple fields = tuple;
        final short[] entries = table;
        final int mask = entries.length - 1;
        for (int i = 0; i < batch.count; i++) {
            final int id = batch.id[i];
            final ByteBuffer buffer = memory.buffer(id);
            fields.read(buffer, memory.data(id), batch.len[i]);
            if (fields.protocol >= 0) {
                owners[i] = entries[hash(buffer, fields) & mask];
            }
        }
    }

    /** The hash of what was read from an IP frame: addresses, and where they count ports, in the order of the header. */
    int hash(final ByteBuffer buffer, final FlowTuple fields) {
        final int addresses = 2 * fields.addressBytes;
        final int l3 = hash.of(buffer, fields.addressesAt, addresses, 0);
        final boolean ports =
                fields.portsAt >= 0 && (fields.protocol == FlowHash.TCP || fields.protocol == FlowHash.UDP && udpPorts);
        return ports ? l3 ^ hash.of(buffer, fields.portsAt, 4, addresses) : l3;
    }
}
