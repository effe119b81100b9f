package org.jackfield.port.pcap.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The frames of a pcap or pcapng file, one after the other, from front to back and as often as wanted. Ethernet only. What is wrong with
 * a file is told as an {@link IOException} that names the file and the offset. One thread; owns the file until it is closed; nothing is
 * allocated for a frame.
 */
public abstract class CaptureReader implements AutoCloseable {
    /** What libpcap takes for the longest frame (MAXIMUM_SNAPLEN): a record of more bytes is garbage. */
    static final int MOST_RECORD_BYTES = 262_144;

    private static final int MAGIC_MICRO = 0xA1B2_C3D4;
    private static final int MAGIC_NANO = 0xA1B2_3C4D;
    /** Of a libpcap with longer record headers, seen on old Linux distributions. */
    private static final int MAGIC_PATCHED = 0xA1B2_CD34;

    private static final String ETHERNET_ONLY =
            ", but a port has Ethernet frames only (link type 1); capture on an Ethernet device";

    final CaptureInput in;
    /** The window of {@link #in} with frames, big-endian as they are. */
    private final ByteBuffer frames;

    // The frame that was read last.
    private int at;
    private int captured;
    private int length;
    private long timeNs;

    CaptureReader(final CaptureInput in) {
        this.in = in;
        this.frames = in.bytes().duplicate().clear().order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Opens a file of any of the formats that are known, before its first frame.
     *
     * @throws IOException when it cannot be read, or is of another format or link type
     */
    public static CaptureReader open(final Path file) throws IOException {
        final CaptureInput in = new CaptureInput(file);
        boolean open = false;
        try {
            final CaptureReader reader = of(in);
            reader.rewind();
            open = true;
            return reader;
        } finally {
            if (!open) {
                in.close();
            }
        }
    }

    private static CaptureReader of(final CaptureInput in) throws IOException {
        if (!in.need(Integer.BYTES)) {
            throw in.broken(0, "it has less than 4 bytes, so it is neither a pcap nor a pcapng file");
        }
        final int magic = in.bytes().getInt(0);
        final int swapped = Integer.reverseBytes(magic);
        if (magic == PcapngBlocks.SECTION) {
            return new PcapngReader(in);
        }
        if (magic == MAGIC_MICRO || magic == MAGIC_NANO) {
            return new PcapReader(in, ByteOrder.BIG_ENDIAN, magic == MAGIC_NANO);
        }
        if (swapped == MAGIC_MICRO || swapped == MAGIC_NANO) {
            return new PcapReader(in, ByteOrder.LITTLE_ENDIAN, swapped == MAGIC_NANO);
        }
        if (magic == MAGIC_PATCHED || swapped == MAGIC_PATCHED) {
            throw in.refused(0, "it has the record headers of a patched libpcap; convert it by 'editcap -F pcapng'");
        }
        throw in.broken(0, String.format("it begins with %08x, so it is neither a pcap nor a pcapng file", magic));
    }

    /**
     * Reads the next frame; false at the end of the file.
     *
     * @throws IOException when the file cannot be read, is broken, or ends in the middle of a frame
     */
    public abstract boolean next() throws IOException;

    /**
     * Goes back before the first frame.
     *
     * @throws IOException when the file cannot be read
     */
    public abstract void rewind() throws IOException;

    /** Where the frame's bytes are until the next one is read; they may be changed. Absolute access only. */
    public ByteBuffer frames() {
        return frames;
    }

    /** Index of the frame's first byte in {@link #frames}. */
    public int at() {
        return at;
    }

    /** Bytes of the frame that are in the file. */
    public int captured() {
        return captured;
    }

    /** Bytes the frame had. */
    public int length() {
        return length;
    }

    /** When it was captured, in nanoseconds since 1970. */
    public long timeNs() {
        return timeNs;
    }

    /** Notes a frame whose bytes come next, without its check sequence. */
    void found(final int bytes, final int original, final int checkBytes, final long time) {
        at = in.bytes().position();
        length = Math.max(0, original - checkBytes);
        captured = Math.min(bytes, Math.max(length, bytes - checkBytes));
        timeNs = time;
    }

    /** Makes the bytes of a record be there. */
    void needRecord(final long offset, final int bytes) throws IOException {
        if (bytes < 0 || bytes > MOST_RECORD_BYTES) {
            throw in.broken(
                    offset,
                    "a record says it has " + Integer.toUnsignedString(bytes) + " bytes, more than the "
                            + MOST_RECORD_BYTES + " of any frame");
        }
        final long end = in.offset() + bytes;
        if (!in.need(bytes)) {
            throw cut(offset, "a record ends at " + end);
        }
    }

    IOException cut(final long offset, final String what) {
        return in.broken(offset, what + ", but the file ends before: it was cut, or is still being written");
    }

    /** The exception for another link type. */
    IOException notEthernet(final long offset, final String what, final int linkType) {
        return in.refused(offset, what + " has link type " + linkType + ETHERNET_ONLY);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
