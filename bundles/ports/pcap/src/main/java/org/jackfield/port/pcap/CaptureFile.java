package org.jackfield.port.pcap;

import static org.jackfield.port.pcap.files.PcapngBlocks.padded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jackfield.api.port.DropReason;
import org.jackfield.port.pcap.files.PcapngBlocks;
import org.jspecify.annotations.Nullable;

/**
 * One pcapng file that is being written: one section of it, with times in nanoseconds and an interface for each ingress port. Blocks
 * are put together in memory and written many at a time; what is in the file is whole blocks, also when the disk is full. The thread
 * of the file, except {@link #undo}.
 */
final class CaptureFile {
    /** Bytes written at a time, many times the largest block. */
    static final int BUFFER_BYTES = 1 << 20;
    /** Room for the statistics of an interface at the end of a file. */
    static final int STATISTICS_BYTES = 76;

    private static final byte[] APPLICATION = "Jackfield".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SYSTEM = (System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                    + System.getProperty("os.arch"))
            .getBytes(StandardCharsets.UTF_8);
    private static final byte NANOSECONDS = 9;
    /** epb_flags: it came in by its interface. */
    private static final int INBOUND = 1;
    /** Fields of an enhanced packet with its epb_flags and the end of its options. */
    private static final int PACKET_BYTES = 28 + PcapngBlocks.TAIL_BYTES + 8 + PcapngBlocks.OPTION_HEAD_BYTES;
    /** The comment of a frame that was dropped, by what its descriptor says; none for 0. */
    private static final byte[][] COMMENTS = comments();

    private final Path path;
    private final Object identity;
    private final FileChannel channel;
    private final ByteBuffer out;
    /** Length of the file before this section; negative for a file made now. */
    private final long before;
    /** Where in the file the first byte of {@link #out} belongs. */
    private long start;

    private final Map<String, CaptureInterface> interfaces = new LinkedHashMap<>();
    /** Where in {@link #out} the block begins that is put together. */
    private int block;
    /** Frames in {@link #out}. */
    private int waiting;

    private long unwritten;

    /**
     * Begins a section at the end of an open file, which it owns from now on.
     *
     * @param made whether the file was made now
     * @param out an empty little-endian buffer of {@link #BUFFER_BYTES}, the file's own until it is closed
     */
    CaptureFile(final Path path, final FileChannel channel, final boolean made, final ByteBuffer out)
            throws IOException {
        this.path = path;
        this.channel = channel;
        this.out = out;
        this.identity = Objects.requireNonNullElse(identity(path), path);
        this.start = channel.size();
        this.before = made ? -1 : start;
        channel.position(start);
        section();
        flush();
    }

    Path path() {
        return path;
    }

    /** Bytes the file has, or will have when it is flushed. */
    long size() {
        return start + out.position();
    }

    /** Frames that were to be written before a write failed, and were not. */
    long unwritten() {
        return unwritten;
    }

    Collection<CaptureInterface> interfaces() {
        return interfaces.values();
    }

    /** The interface of a name, described in the file when it is new. */
    CaptureInterface at(final String name, final int portIndex, final int snapBytes, final long lostBefore)
            throws IOException {
        CaptureInterface known = interfaces.get(name);
        if (known == null) {
            known = new CaptureInterface(interfaces.size(), portIndex, lostBefore);
            interfaces.put(name, known);
            describe(name.getBytes(StandardCharsets.UTF_8), snapBytes);
        }
        return known;
    }

    /** Bytes that writing an entry takes. */
    static int bytesOf(final FrameRing ring, final int entry) {
        return PACKET_BYTES + padded(ring.captured(entry)) + commentBytes(ring.dropReason(entry));
    }

    /** Writes an entry of a ring. */
    void write(final FrameRing ring, final int entry, final CaptureInterface at, final long time) throws IOException {
        final int captured = ring.captured(entry);
        begin(PcapngBlocks.ENHANCED_PACKET, bytesOf(ring, entry));
        out.putInt(at.id).putInt((int) (time >>> Integer.SIZE)).putInt((int) time);
        out.putInt(captured).putInt(ring.length(entry));
        ring.copy(entry, out, out.position());
        out.position(out.position() + captured);
        pad(captured);
        option(PcapngBlocks.EPB_FLAGS, Integer.BYTES).putInt(INBOUND);
        if (commentBytes(ring.dropReason(entry)) > 0) {
            text(PcapngBlocks.OPT_COMMENT, COMMENTS[ring.dropReason(entry)]);
        }
        end();
        waiting++;
        at.count(time);
    }

    /** Writes to the file what waits in memory. */
    void flush() throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (final IOException failed) {
            cutOff();
            throw failed;
        }
        start += out.limit();
        out.clear();
        waiting = 0;
    }

    /** Throws when the file is not at its place any more. */
    void check() throws IOException {
        if (!identity.equals(identity(path))) {
            throw new IOException("it was removed or renamed");
        }
    }

    /** Ends the section with the statistics of its interfaces and closes the file. */
    void finish() throws IOException {
        try (FileChannel closing = channel) {
            for (final CaptureInterface each : interfaces.values()) {
                statistics(each);
            }
            flush();
        }
    }

    /** Closes the file as it is, after a failure. */
    void abandon() {
        unwritten += waiting;
        waiting = 0;
        out.clear();
        try {
            channel.close();
        } catch (final IOException alreadyFailed) {
            // the reason was told
        }
    }

    /** Makes the closed file what it was before this section. Port-ops thread. */
    void undo() throws IOException {
        if (before < 0) {
            Files.deleteIfExists(path);
        } else {
            try (FileChannel again = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                again.truncate(before);
            }
        }
    }

    /** After a write that failed half way: the file ends behind the last block that is whole. */
    private void cutOff() throws IOException {
        int whole = 0;
        int frames = 0;
        for (int at = 0; at < out.limit(); at += out.getInt(at + Integer.BYTES)) {
            final boolean isFrame = out.getInt(at) == PcapngBlocks.ENHANCED_PACKET;
            if (at + out.getInt(at + Integer.BYTES) <= out.position()) {
                whole = at + out.getInt(at + Integer.BYTES);
            } else if (isFrame) {
                frames++;
            }
        }
        unwritten += frames;
        waiting = 0;
        channel.truncate(start + whole);
    }

    private void section() throws IOException {
        begin(PcapngBlocks.SECTION, optionBytes(SYSTEM.length) + optionBytes(APPLICATION.length));
        out.putInt(PcapngBlocks.BYTE_ORDER).putShort((short) 1).putShort((short) 0);
        out.putLong(-1); // its length is not known beforehand
        text(PcapngBlocks.SHB_OS, SYSTEM);
        text(PcapngBlocks.SHB_USERAPPL, APPLICATION);
        end();
    }

    private void describe(final byte[] name, final int snapBytes) throws IOException {
        begin(PcapngBlocks.INTERFACE, optionBytes(name.length) + optionBytes(1));
        out.putShort((short) PcapngBlocks.ETHERNET).putShort((short) 0).putInt(snapBytes);
        text(PcapngBlocks.IF_NAME, name);
        text(PcapngBlocks.IF_TSRESOL, new byte[] {NANOSECONDS});
        end();
    }

    private void statistics(final CaptureInterface of) throws IOException {
        begin(PcapngBlocks.STATISTICS, STATISTICS_BYTES);
        out.putInt(of.id);
        time(of.lastNs());
        option(PcapngBlocks.ISB_STARTTIME, Long.BYTES);
        time(of.firstNs());
        option(PcapngBlocks.ISB_ENDTIME, Long.BYTES);
        time(of.lastNs());
        option(PcapngBlocks.ISB_IFRECV, Long.BYTES).putLong(of.frames() + of.lost());
        option(PcapngBlocks.ISB_IFDROP, Long.BYTES).putLong(of.lost());
        end();
    }

    private void time(final long ns) {
        out.putInt((int) (ns >>> Integer.SIZE)).putInt((int) ns);
    }

    /** Begins a block whose options have about this many bytes. */
    private void begin(final int type, final int bytes) throws IOException {
        if (out.remaining() < bytes + STATISTICS_BYTES) {
            flush();
        }
        block = out.position();
        out.putInt(type).putInt(0);
    }

    /** Ends a block, and fills in its length at both ends. */
    private void end() {
        option(PcapngBlocks.OPT_END, 0);
        final int total = out.position() + PcapngBlocks.TAIL_BYTES - block;
        out.putInt(total).putInt(block + Integer.BYTES, total);
    }

    private ByteBuffer option(final int code, final int bytes) {
        return out.putShort((short) code).putShort((short) bytes);
    }

    private void text(final int code, final byte[] value) {
        option(code, value.length).put(value);
        pad(value.length);
    }

    private void pad(final int bytes) {
        for (int i = bytes; i < padded(bytes); i++) {
            out.put((byte) 0);
        }
    }

    private static int optionBytes(final int bytes) {
        return PcapngBlocks.OPTION_HEAD_BYTES + padded(bytes);
    }

    private static int commentBytes(final int reason) {
        return reason > 0 && reason < COMMENTS.length ? optionBytes(COMMENTS[reason].length) : 0;
    }

    private static byte[][] comments() {
        final DropReason[] reasons = DropReason.values();
        final byte[][] comments = new byte[reasons.length + 1][];
        Arrays.setAll(
                comments,
                i -> i == 0 ? new byte[0] : ("drop: " + reasons[i - 1].label()).getBytes(StandardCharsets.UTF_8));
        return comments;
    }

    private static @Nullable Object identity(final Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey()
                : null;
    }
}
