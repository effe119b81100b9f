package org.jackfield.linux.bpf;

import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * An array map in the kernel, from an index to a 32-bit value, all zero at first. Programs that use it keep it alive.
 * One thread at a time; whoever creates it closes it.
 */
final class BpfMap implements AutoCloseable {
    private static final int TYPE_ARRAY = 2;
    private static final int KEY_AT = BpfCall.ATTRIBUTE_BYTES;
    private static final int VALUE_AT = KEY_AT + 8;
    private static final int CLOSED = -1;

    private final String name;
    private final NativeBlock update = new NativeBlock(VALUE_AT + 8);
    private int fd;

    private BpfMap(final String name, final int fd) {
        this.name = name;
        this.fd = fd;
        // BPF_MAP_UPDATE_ELEM: map_fd u32@0, key u64@8, value u64@16, flags u64@24
        update.putInt(0, fd).putLong(8, update.address(KEY_AT)).putLong(16, update.address(VALUE_AT));
    }

    /**
     * Creates a map.
     *
     * @param name at most 15 letters, digits and underscores
     */
    static BpfMap create(final String name, final int entries) throws BpfException {
        try (NativeBlock attributes = new NativeBlock(BpfCall.ATTRIBUTE_BYTES)) {
            // BPF_MAP_CREATE: map_type u32@0, key_size u32@4, value_size u32@8, max_entries u32@12,
            // map_name char[16]@28
            attributes.putInt(0, TYPE_ARRAY).putInt(4, Integer.BYTES).putInt(8, Integer.BYTES);
            attributes.putInt(12, entries).putText(28, 16, name);
            final int fd = BpfCall.bpf(BpfCall.MAP_CREATE, attributes);
            if (fd < 0) {
                throw BpfException.failed("creating the eBPF map " + name + " (BPF_MAP_CREATE)", -fd);
            }
            return new BpfMap(name, fd);
        }
    }

    int fd() {
        return fd;
    }

    /** Writes one entry; programs see the old or the new value, never a mixture. */
    void update(final int index, final int value) throws BpfException {
        if (fd == CLOSED) {
            throw new BpfException("writing entry " + index + " of the eBPF map " + name + " failed: it is closed");
        }
        update.putInt(KEY_AT, index).putInt(VALUE_AT, value);
        final int result = BpfCall.bpf(BpfCall.MAP_UPDATE_ELEM, update);
        if (result < 0) {
            throw BpfException.failed("writing entry " + index + " of the eBPF map " + name, -result);
        }
    }

    @Override
    public void close() {
        if (fd != CLOSED) {
            LibC.close(fd);
            fd = CLOSED;
            update.close();
        }
    }
}
