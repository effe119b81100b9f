package org.jackfield.linux.bpf;

import org.jackfield.linux.jna.Errno;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.jna.NativeBlock;

/**
 * An array map in the kernel, from an index to a 32-bit value, all zero at first. Programs that use it keep it alive.
 * One thread at a time; whoever creates it closes it, and it holds nothing but the descriptor.
 */
final class BpfMap implements AutoCloseable {
    private static final int TYPE_ARRAY = 2;
    private static final int KEY_AT = BpfCall.ATTRIBUTE_BYTES;
    private static final int VALUE_AT = KEY_AT + 8;
    private static final int ELEMENT_BYTES = VALUE_AT + 8;
    /** The start of struct bpf_map_info: type u32@0, id u32@4, key_size u32@8, value_size u32@12, max_entries u32@16. */
    private static final int INFO_BYTES = 24;

    private static final int CLOSED = -1;

    private final String name;
    private int fd;

    private BpfMap(final String name, final int fd) {
        this.name = name;
        this.fd = fd;
    }

    /**
     * A map that is open already. It owns the descriptor from now on.
     *
     * @throws BpfException when the descriptor is no such map of this size; it stays the caller's
     */
    static BpfMap ofDescriptor(final String name, final int fd, final int entries) throws BpfException {
        try (NativeBlock info = new NativeBlock(INFO_BYTES)) {
            final int result = BpfCall.info(fd, info);
            if (result < 0
                    || info.getInt(0) != TYPE_ARRAY
                    || info.getInt(8) != Integer.BYTES
                    || info.getInt(12) != Integer.BYTES
                    || info.getInt(16) != entries) {
                throw new BpfException("descriptor " + fd + " is not the eBPF map " + name + " of " + entries
                        + " entries" + (result < 0 ? ": " + Errno.name(-result) : ""));
            }
            return new BpfMap(name, fd);
        }
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

    /** The kernel's number for the map, unique while it lives. */
    int id() throws BpfException {
        try (NativeBlock info = new NativeBlock(INFO_BYTES)) {
            final int result = BpfCall.info(fd, info);
            if (result < 0) {
                throw BpfException.failed("asking about the eBPF map " + name, -result);
            }
            return info.getInt(4);
        }
    }

    /** Reads one entry. */
    int read(final int index) throws BpfException {
        try (NativeBlock element = element(index, 0)) {
            final int result = BpfCall.bpf(BpfCall.MAP_LOOKUP_ELEM, element);
            if (result < 0) {
                throw BpfException.failed("reading entry " + index + " of the eBPF map " + name, -result);
            }
            return element.getInt(VALUE_AT);
        }
    }

    /** Writes one entry; programs see the old or the new value, never a mixture. */
    void update(final int index, final int value) throws BpfException {
        if (fd == CLOSED) {
            throw new BpfException("writing entry " + index + " of the eBPF map " + name + " failed: it is closed");
        }
        try (NativeBlock element = element(index, value)) {
            final int result = BpfCall.bpf(BpfCall.MAP_UPDATE_ELEM, element);
            if (result < 0) {
                throw BpfException.failed("writing entry " + index + " of the eBPF map " + name, -result);
            }
        }
    }

    /** Attributes of BPF_MAP_LOOKUP_ELEM and BPF_MAP_UPDATE_ELEM: map_fd u32@0, key u64@8, value u64@16, flags u64@24. */
    private NativeBlock element(final int index, final int value) {
        final NativeBlock element = new NativeBlock(ELEMENT_BYTES);
        element.putInt(0, fd).putLong(8, element.address(KEY_AT)).putLong(16, element.address(VALUE_AT));
        return element.putInt(KEY_AT, index).putInt(VALUE_AT, value);
    }

    @Override
    public void close() {
        if (fd != CLOSED) {
            LibC.close(fd);
            fd = CLOSED;
        }
    }
}
