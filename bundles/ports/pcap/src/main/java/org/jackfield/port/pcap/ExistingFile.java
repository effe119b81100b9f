package org.jackfield.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jackfield.port.pcap.files.PcapngBlocks;

/** Looks at a file that is there already: whether a section can be put behind what is in it, and whether this port type made it. */
final class ExistingFile {
    private static final int HEAD_BYTES = 512;
    private static final byte[] APPLICATION = "Jackfield".getBytes(StandardCharsets.UTF_8);

    private ExistingFile() {}

    /** Why no section can be appended to a file that is not empty; nothing when one can. Reads its beginning and its end only. */
    static Optional<String> whyNotToAppend(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            final ByteBuffer head = read(channel, 0, HEAD_BYTES);
            if (head.limit() < PcapngBlocks.HEAD_BYTES + Integer.BYTES || head.getInt(0) != PcapngBlocks.SECTION) {
                return Optional.of("is no pcapng file");
            }
            final int mark = head.getInt(PcapngBlocks.HEAD_BYTES);
            if (mark != PcapngBlocks.BYTE_ORDER) {
                return Optional.of(
                        mark == Integer.reverseBytes(PcapngBlocks.BYTE_ORDER)
                                ? "is a pcapng file in another byte order"
                                : "is no pcapng file");
            }
            return endsWithABlock(channel)
                    ? Optional.empty()
                    : Optional.of("is a pcapng file that ends in the middle of a block");
        }
    }

    private static boolean endsWithABlock(final FileChannel channel) throws IOException {
        final long size = channel.size();
        final int last = read(channel, size - Integer.BYTES, Integer.BYTES).getInt(0);
        return last >= PcapngBlocks.HEAD_BYTES + PcapngBlocks.TAIL_BYTES
                && last <= size
                && last % Integer.BYTES == 0
                && read(channel, size - last + Integer.BYTES, Integer.BYTES).getInt(0) == last;
    }

    /** Whether a file begins with a section of this port type, so that it may be removed from a ring. */
    static boolean isOurs(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            final ByteBuffer head = read(channel, 0, HEAD_BYTES);
            if (head.limit() < PcapngBlocks.HEAD_BYTES + PcapngBlocks.SECTION_BYTES
                    || head.getInt(0) != PcapngBlocks.SECTION
                    || head.getInt(PcapngBlocks.HEAD_BYTES) != PcapngBlocks.BYTE_ORDER) {
                return false;
            }
            int at = PcapngBlocks.HEAD_BYTES + PcapngBlocks.SECTION_BYTES;
            while (at + PcapngBlocks.OPTION_HEAD_BYTES + APPLICATION.length <= head.limit()) {
                final int code = head.getShort(at);
                final int bytes = head.getShort(at + Short.BYTES) & 0xFFFF;
                if (code == PcapngBlocks.SHB_USERAPPL || code == PcapngBlocks.OPT_END) {
                    final ByteBuffer value =
                            ByteBuffer.wrap(head.array(), at + PcapngBlocks.OPTION_HEAD_BYTES, APPLICATION.length);
                    return code == PcapngBlocks.SHB_USERAPPL && value.equals(ByteBuffer.wrap(APPLICATION));
                }
                at += PcapngBlocks.OPTION_HEAD_BYTES + PcapngBlocks.padded(bytes);
            }
            return false;
        }
    }

    private static ByteBuffer read(final FileChannel channel, final long from, final int bytes) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {}
        return buffer.flip();
    }
}
