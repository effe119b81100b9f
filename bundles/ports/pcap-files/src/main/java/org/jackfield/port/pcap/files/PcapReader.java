package org.jackfield.port.pcap.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A pcap file (draft-ietf-opsawg-pcap), with times in micro- or nanoseconds, in either byte order. */
final class PcapReader extends CaptureReader {
    private static final int HEADER_BYTES = 24;
    private static final int LINK_TYPE_AT = 20;
    private static final int RECORD_BYTES = 16;
    /** In the link type: the upper 4 bits tell the check sequence's length in units of 2 bytes. */
    private static final int CHECK_PRESENT = 1 << 26;

    private static final int CHECK_SHIFT = 28;
    private static final int LINK_TYPE_MASK = 0xFFFF;
    private static final long WORD = 0xFFFF_FFFFL;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long NS_PER_US = 1_000L;

    private final ByteOrder order;
    private final long unitNs;
    private int checkBytes;
    /** Bytes of the record that was found last, which come next. */
    private int unread;

    PcapReader(final CaptureInput in, final ByteOrder order, final boolean nano) {
        super(in);
        this.order = order;
        this.unitNs = nano ? 1 : NS_PER_US;
    }

    @Override
    public void rewind() throws IOException {
        in.rewind();
        unread = 0;
        if (!in.need(HEADER_BYTES)) {
            throw cut(0, "a pcap file has a header of " + HEADER_BYTES + " bytes");
        }
        final int link = in.bytes().order(order).getInt(LINK_TYPE_AT);
        if ((link & LINK_TYPE_MASK) != PcapngBlocks.ETHERNET) {
            throw notEthernet(LINK_TYPE_AT, "the file", link & LINK_TYPE_MASK);
        }
        checkBytes = (link & CHECK_PRESENT) == 0 ? 0 : (link >>> CHECK_SHIFT) * 2;
        in.skip(HEADER_BYTES);
    }

    @Override
    public boolean next() throws IOException {
        in.skip(unread);
        unread = 0;
        final long offset = in.offset();
        if (!in.need(1)) {
            return false;
        }
        if (!in.need(RECORD_BYTES)) {
            throw cut(offset, "a record has a header of " + RECORD_BYTES + " bytes");
        }
        final ByteBuffer bytes = in.bytes();
        final int from = bytes.position();
        final long seconds = bytes.getInt(from) & WORD;
        final long fraction = bytes.getInt(from + 4) & WORD;
        final int captured = bytes.getInt(from + 8);
        final int length = bytes.getInt(from + 12);
        in.skip(RECORD_BYTES);
        needRecord(offset, captured);
        unread = captured;
        found(captured, length, checkBytes, seconds * NS_PER_SECOND + fraction * unitNs);
        return true;
    }
}
