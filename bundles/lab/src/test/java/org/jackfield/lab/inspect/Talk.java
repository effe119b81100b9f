package org.jackfield.lab.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Frames of one flow that a test makes field by field: each method adds one to the conversation. */
final class Talk {
    static final int ACK = FrameFields.ACK;
    static final int SYN = FrameFields.SYN;
    static final int FIN = FrameFields.FIN;
    static final long MS = 1_000_000;
    private static final int NO_TIMESTAMP = -1;

    private static final int ETHERNET = 14;
    private static final byte[] ADDRESSES = {10, 0, 0, 1, 10, 0, 0, 2};

    final List<byte[]> frames = new ArrayList<>();
    final List<Long> timesNs = new ArrayList<>();
    /** The identification of the next frame, counted up by each. */
    int id = 100;

    int idStep = 1;
    int timestamp = NO_TIMESTAMP;
    long nowNs;
    int port = 5_000;

    /** A segment from the first host to the second. */
    Talk data(final long sequence, final int length) {
        return segment(false, sequence, 1, ACK, length, 1_000);
    }

    /** A segment that acknowledges, from the second host to the first. */
    Talk ack(final long number, final int window) {
        return segment(true, 1, number, ACK, 0, window);
    }

    Talk segment(
            final boolean back,
            final long sequence,
            final long ack,
            final int flags,
            final int length,
            final int window) {
        final int options = timestamp == NO_TIMESTAMP ? 0 : 12;
        final ByteBuffer bytes = ipv4(6, 20 + options + length, back);
        bytes.putShort((short) (back ? 80 : port)).putShort((short) (back ? port : 80));
        bytes.putInt((int) sequence).putInt((int) ack);
        bytes.put((byte) ((20 + options) / 4 << 4))
                .put((byte) flags)
                .putShort((short) window)
                .putInt(0);
        if (options > 0) {
            bytes.put((byte) 1)
                    .put((byte) 1)
                    .put((byte) 8)
                    .put((byte) 10)
                    .putInt(timestamp)
                    .putInt(0);
        }
        return add(bytes);
    }

    /** A frame of UDP with this payload. */
    Talk udp(final byte[] payload) {
        final ByteBuffer bytes = ipv4(17, 8 + payload.length, false);
        bytes.putShort((short) port)
                .putShort((short) 5_004)
                .putShort((short) (8 + payload.length))
                .putShort((short) 0);
        return add(bytes.put(payload));
    }

    /** A frame of RTP. */
    Talk rtp(final int source, final int type, final int sequence) {
        final ByteBuffer payload = ByteBuffer.allocate(32);
        payload.put((byte) 0x80)
                .put((byte) type)
                .putShort((short) sequence)
                .putInt(160 * sequence)
                .putInt(source);
        return udp(payload.array());
    }

    private ByteBuffer ipv4(final int protocol, final int payload, final boolean back) {
        final ByteBuffer bytes = ByteBuffer.allocate(ETHERNET + 20 + payload);
        bytes.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0});
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload));
        bytes.putShort((short) (back ? 7 : id)).putShort((short) 0x4000);
        bytes.put((byte) 64).put((byte) protocol).putShort((short) 0);
        bytes.put(ADDRESSES, back ? 4 : 0, 4).put(ADDRESSES, back ? 0 : 4, 4);
        id += back ? 0 : idStep;
        return bytes;
    }

    Talk add(final ByteBuffer whole) {
        frames.add(whole.array());
        timesNs.add(nowNs);
        return this;
    }

    /** Time passes. */
    Talk after(final long ns) {
        nowNs += ns;
        return this;
    }

    /** The frame that was added last is taken out. */
    byte[] takeLast() {
        timesNs.remove(timesNs.size() - 1);
        return frames.remove(frames.size() - 1);
    }

    /** A frame once more, as it is. */
    Talk again(final byte[] frame) {
        return add(ByteBuffer.wrap(frame.clone()));
    }

    Inspection.Result inspect() {
        final Inspection inspection = new Inspection();
        for (int i = 0; i < frames.size(); i++) {
            inspection.frame(
                    ByteBuffer.wrap(frames.get(i)), 0, frames.get(i).length, frames.get(i).length, timesNs.get(i));
        }
        return inspection.finish();
    }

    /** What is told of the direction with most frames. */
    Judgement judge() {
        return inspect().flows().get(0).order();
    }
}
