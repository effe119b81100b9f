package org.jackfield.port.pcap.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A pcapng file (draft-ietf-opsawg-pcapng): sections of either byte order, several interfaces with units and offsets of time of their
 * own, enhanced, simple and obsolete packet blocks. Other blocks and options are passed over.
 */
final class PcapngReader extends CaptureReader {
    /** A block of a description or section must fit the window; whole frames do. */
    private static final int MOST_DESCRIPTION_BYTES = 262_144;

    private static final int LEAST_BLOCK_BYTES = PcapngBlocks.HEAD_BYTES + PcapngBlocks.TAIL_BYTES;
    private static final int ENHANCED_BYTES = 20;
    private static final int SIMPLE_BYTES = 4;
    private static final int DESCRIPTION_BYTES = 8;
    private static final long WORD = 0xFFFF_FFFFL;

    /**
     * An interface of the present section.
     *
     * @param snapBytes most bytes of its frames, 0 for any number
     * @param unit of its times
     * @param checkBytes of its frames
     */
    private record Interface(int snapBytes, CaptureClock unit, int checkBytes) {}

    private final List<Interface> interfaces = new ArrayList<>();
    /** Where the block ends whose frame was found last, and what its length says at both ends. */
    private long blockEnd;

    private int blockBytes;
    private long lastTimeNs;

    PcapngReader(final CaptureInput in) {
        super(in);
    }

    @Override
    public void rewind() throws IOException {
        in.rewind();
        interfaces.clear();
        blockBytes = 0;
        lastTimeNs = 0;
    }

    @Override
    public boolean next() throws IOException {
        boolean found = false;
        while (!found) {
            endBlock();
            final long offset = in.offset();
            if (!in.need(1)) {
                return false;
            }
            if (!in.need(LEAST_BLOCK_BYTES)) {
                throw cut(offset, "a block has at least " + LEAST_BLOCK_BYTES + " bytes");
            }
            final int type = in.bytes().getInt(in.bytes().position());
            if (offset == 0 && type != PcapngBlocks.SECTION) {
                throw in.broken(offset, "a pcapng file begins with a section");
            }
            if (type == PcapngBlocks.SECTION) {
                byteOrder(offset);
            }
            beginBlock(offset);
            found = block(type, offset);
        }
        return true;
    }

    private void byteOrder(final long offset) throws IOException {
        final ByteBuffer bytes = in.bytes();
        final int mark = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position() + PcapngBlocks.HEAD_BYTES);
        if (mark == Integer.reverseBytes(PcapngBlocks.BYTE_ORDER)) {
            bytes.order(ByteOrder.BIG_ENDIAN);
        } else if (mark != PcapngBlocks.BYTE_ORDER) {
            throw in.broken(offset, "a section without its byte-order mark");
        }
    }

    private void beginBlock(final long offset) throws IOException {
        final ByteBuffer bytes = in.bytes();
        blockBytes = bytes.getInt(bytes.position() + Integer.BYTES);
        if (blockBytes < LEAST_BLOCK_BYTES || blockBytes % Integer.BYTES != 0) {
            throw in.broken(
                    offset,
                    "a block says it has " + Integer.toUnsignedString(blockBytes) + " bytes, which none can have");
        }
        blockEnd = offset + blockBytes;
        in.skip(PcapngBlocks.HEAD_BYTES);
    }

    /** Passes over what is left of the block that was found last, and compares its two lengths. */
    private void endBlock() throws IOException {
        if (blockBytes > 0) {
            in.skip(blockEnd - PcapngBlocks.TAIL_BYTES - in.offset());
            if (!in.need(PcapngBlocks.TAIL_BYTES)) {
                throw cut(blockEnd - blockBytes, "a block ends at " + blockEnd);
            }
            final int again = in.bytes().getInt(in.bytes().position());
            if (again != blockBytes) {
                throw in.broken(
                        blockEnd - blockBytes,
                        "a block says it has " + blockBytes + " bytes, and at its end "
                                + Integer.toUnsignedString(again));
            }
            in.skip(PcapngBlocks.TAIL_BYTES);
            blockBytes = 0;
        }
    }

    /** Reads a block; true when it has a frame. */
    private boolean block(final int type, final long offset) throws IOException {
        switch (type) {
            case PcapngBlocks.SECTION -> section(offset);
            case PcapngBlocks.INTERFACE -> describe(offset);
            case PcapngBlocks.ENHANCED_PACKET, PcapngBlocks.PACKET -> {
                return packet(type == PcapngBlocks.ENHANCED_PACKET, offset);
            }
            case PcapngBlocks.SIMPLE_PACKET -> {
                return simplePacket(offset);
            }
            default -> {} // names, statistics, secrets and whatever else there is
        }
        return false;
    }

    private void section(final long offset) throws IOException {
        body(PcapngBlocks.SECTION_BYTES, offset);
        final int major = in.bytes().getShort(in.bytes().position() + Integer.BYTES);
        if (major != 1) {
            throw in.refused(offset, "a section has version " + major + " of the format, and only 1 is known");
        }
        interfaces.clear();
    }

    private void describe(final long offset) throws IOException {
        final int bodyBytes = blockBytes - LEAST_BLOCK_BYTES;
        if (bodyBytes > MOST_DESCRIPTION_BYTES) {
            throw in.broken(offset, "the description of an interface has " + bodyBytes + " bytes");
        }
        body(Math.max(bodyBytes, DESCRIPTION_BYTES), offset);
        final ByteBuffer bytes = in.bytes();
        final int from = bytes.position();
        final int linkType = bytes.getShort(from) & 0xFFFF;
        if (linkType != PcapngBlocks.ETHERNET) {
            throw notEthernet(offset, "interface " + interfaces.size(), linkType);
        }
        int resolution = CaptureClock.MICROSECONDS;
        long offsetSeconds = 0;
        int checkBytes = 0;
        int at = from + DESCRIPTION_BYTES;
        while (at + PcapngBlocks.OPTION_HEAD_BYTES <= from + bodyBytes) {
            final int code = bytes.getShort(at) & 0xFFFF;
            final int length = bytes.getShort(at + Short.BYTES) & 0xFFFF;
            final int value = at + PcapngBlocks.OPTION_HEAD_BYTES;
            at = value + PcapngBlocks.padded(length);
            if (code == PcapngBlocks.OPT_END || at > from + bodyBytes) {
                break;
            }
            if (code == PcapngBlocks.IF_TSRESOL && length == 1) {
                resolution = bytes.get(value) & 0xFF;
            } else if (code == PcapngBlocks.IF_TSOFFSET && length == Long.BYTES) {
                offsetSeconds = bytes.getLong(value);
            } else if (code == PcapngBlocks.IF_FCSLEN && length == 1) {
                checkBytes = bytes.get(value) / Byte.SIZE;
            }
        }
        interfaces.add(new Interface(
                bytes.getInt(from + Integer.BYTES), new CaptureClock(resolution, offsetSeconds), checkBytes));
    }

    private boolean packet(final boolean enhanced, final long offset) throws IOException {
        body(ENHANCED_BYTES, offset);
        final ByteBuffer bytes = in.bytes();
        final int from = bytes.position();
        final int id = enhanced ? bytes.getInt(from) : bytes.getShort(from) & 0xFFFF;
        final Interface by = at(id, offset);
        final long time = by.unit.ns((bytes.getInt(from + 4) & WORD) << Integer.SIZE | bytes.getInt(from + 8) & WORD);
        final int captured = bytes.getInt(from + 12);
        final int length = bytes.getInt(from + 16);
        in.skip(ENHANCED_BYTES);
        frame(offset, ENHANCED_BYTES, captured, length, by, time);
        return true;
    }

    private boolean simplePacket(final long offset) throws IOException {
        body(SIMPLE_BYTES, offset);
        final Interface by = at(0, offset);
        final int length = in.bytes().getInt(in.bytes().position());
        int captured = blockBytes - LEAST_BLOCK_BYTES - SIMPLE_BYTES;
        captured = Integer.compareUnsigned(length, captured) < 0 ? length : captured;
        captured = by.snapBytes > 0 ? Math.min(captured, by.snapBytes) : captured;
        in.skip(SIMPLE_BYTES);
        frame(offset, SIMPLE_BYTES, captured, length, by, lastTimeNs);
        return true;
    }

    private void frame(
            final long offset,
            final int fieldBytes,
            final int captured,
            final int length,
            final Interface by,
            final long time)
            throws IOException {
        if (captured < 0 || captured > blockBytes - LEAST_BLOCK_BYTES - fieldBytes) {
            throw in.broken(
                    offset,
                    "a block of " + blockBytes + " bytes says it holds a frame of "
                            + Integer.toUnsignedString(captured));
        }
        needRecord(offset, captured);
        lastTimeNs = time;
        found(captured, length, by.checkBytes, time);
    }

    private Interface at(final int id, final long offset) throws IOException {
        if (id < 0 || id >= interfaces.size()) {
            throw in.broken(
                    offset,
                    "a frame came by interface " + Integer.toUnsignedString(id) + ", of " + interfaces.size()
                            + " that are described");
        }
        return interfaces.get(id);
    }

    /** Makes the beginning of a block's body be there. */
    private void body(final int bytes, final long offset) throws IOException {
        if (bytes > blockBytes - LEAST_BLOCK_BYTES) {
            throw in.broken(offset, "a block of " + blockBytes + " bytes is too short for its type");
        }
        if (!in.need(bytes)) {
            throw cut(offset, "a block ends at " + blockEnd);
        }
    }
}
