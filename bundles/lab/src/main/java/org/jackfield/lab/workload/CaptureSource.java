package org.jackfield.lab.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jackfield.api.frame.FlowHash;
import org.jackfield.api.frame.FrameLayout;
import org.jackfield.lab.api.FrameSource;
import org.jackfield.port.pcap.files.CaptureReader;
import org.jackfield.steering.kit.FlowTuple;

/**
 * The frames of a capture file, one after the other. Frames without an Ethernet header or longer than any port takes are passed over;
 * shorter ones than Ethernet allows count as padded, because senders are captured before padding. Allocates for new flows only.
 */
final class CaptureSource implements FrameSource, AutoCloseable {
    private static final int MOST_LENGTH = 65_550;
    private static final int MOST_HEADER = 256;
    private static final int TAG_BYTES = 4;
    private static final int UDP_BYTES = 8;
    private static final int PORT_BYTES = 4;
    private static final int TCP_OFFSET_AT = 12;
    private static final int TCP_LEAST_BYTES = 20;

    private final CaptureReader reader;
    private final double speed;
    private final Extent extent;
    private final CapturedFlows flows = new CapturedFlows(FlowPlaces.MOST_FLOWS);
    private final FlowTuple tuple = new FlowTuple();
    private final byte[] header = new byte[MOST_HEADER];
    private long loopsLeft;
    private long frames;
    private boolean ended;

    // Of the present loop: when it began, and the time in the file that belongs to it.
    private long loopNs;
    private long loopTimeNs;
    private boolean loopHasFrames;

    // The present frame.
    private long atNs;
    private int headerLength;

    /**
     * Opens a file.
     *
     * @throws IOException when it cannot be read, or does not begin as a capture file
     */
    CaptureSource(final Path file, final double speed, final long loops, final Extent extent) throws IOException {
        this.reader = CaptureReader.open(file);
        this.speed = speed;
        this.loopsLeft = loops;
        this.extent = extent;
    }

    /**
     * As in the interface.
     *
     * @throws UncheckedIOException when the file cannot be read any more, or has changed
     */
    @Override
    public boolean next() {
        try {
            if (!ended && !advance()) {
                close();
            }
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken.getMessage(), broken);
        }
        return !ended;
    }

    /** Closes the file before its end; nothing comes any more. */
    @Override
    public void close() throws IOException {
        ended = true;
        reader.close();
    }

    private boolean advance() throws IOException {
        if (frames == extent.frames()) {
            return false;
        }
        while (true) {
            while (reader.next()) {
                if (canBeSent()) {
                    take();
                    return atNs < extent.ns();
                }
            }
            loopsLeft--;
            if (loopsLeft == 0 || !loopHasFrames) {
                return false;
            }
            loopHasFrames = false;
            loopNs = atNs;
            reader.rewind();
        }
    }

    private boolean canBeSent() {
        return reader.captured() >= FrameLayout.ETHERNET_BYTES
                && Math.max(reader.length(), reader.captured()) <= MOST_LENGTH;
    }

    private void take() {
        if (!loopHasFrames) {
            loopHasFrames = true;
            loopTimeNs = reader.timeNs();
        }
        final double sinceNs = Math.max(0, reader.timeNs() - loopTimeNs) / speed;
        atNs = Math.max(atNs, loopNs + (long) sinceNs); // files may be out of order
        frames++;
        tuple.read(reader.frames(), reader.at(), reader.captured());
        if (!flows.count(reader.frames(), tuple)) {
            throw new IllegalStateException("the capture file has more than " + FlowPlaces.MOST_FLOWS
                    + " flows, which have no numbers any more; cut it by 'editcap -c'");
        }
        headerLength = Math.min(Math.min(headerBytes(reader.frames(), reader.at()), reader.captured()), MOST_HEADER);
        reader.frames().get(reader.at(), header, 0, headerLength);
    }

    /** Bytes up to the end of the headers, as far as they say. */
    private int headerBytes(final ByteBuffer buffer, final int at) {
        if (tuple.addressBytes == FlowTuple.MAC_BYTES) {
            int bytes = FrameLayout.ETHERNET_BYTES;
            while (bytes + TAG_BYTES <= reader.captured()
                    && FlowHash.isTag(buffer.getShort(at + bytes - Short.BYTES) & 0xFFFF)) {
                bytes += TAG_BYTES;
            }
            return bytes;
        }
        if (tuple.portsAt < 0) {
            return tuple.addressesAt + 2 * tuple.addressBytes - at;
        }
        final int l4 = tuple.portsAt - at;
        if (tuple.protocol == FlowHash.TCP && l4 + TCP_OFFSET_AT < reader.captured()) {
            return l4
                    + Math.max(
                            TCP_LEAST_BYTES, (buffer.get(tuple.portsAt + TCP_OFFSET_AT) >>> 4 & 0xF) * Integer.BYTES);
        }
        return l4 + (tuple.protocol == FlowHash.UDP ? UDP_BYTES : PORT_BYTES);
    }

    @Override
    public long atNs() {
        return atNs;
    }

    @Override
    public int flow() {
        return flows.flow();
    }

    @Override
    public long sequence() {
        return flows.sequence();
    }

    @Override
    public int length() {
        return Math.max(FrameLengths.LEAST, Math.max(reader.length(), reader.captured()));
    }

    @Override
    public byte[] header() {
        return header;
    }

    @Override
    public int headerLength() {
        return headerLength;
    }

    @Override
    public int port() {
        return flows.port();
    }

    @Override
    public int queue() {
        return NO_QUEUE;
    }
}
