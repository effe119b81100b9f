package org.jackfield.lab.inspect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recognises RTP (RFC 3550) among the frames of a UDP flow in one direction, where nothing announces it: version 2, lengths that agree, no
 * type of RTCP, and a source whose numbers follow each other. Up to {@value #MOST_SOURCES} sources. One thread.
 */
final class RtpOrder {
    private static final int MOST_SOURCES = 8;
    /** What is not recognised after so many frames is none. */
    private static final int PATIENCE = 64;

    private static final int HEADER_BYTES = 12;
    private static final int VERSION_SHIFT = 6;
    private static final int VERSION = 2;
    private static final int EXTENSION = 0x10;
    private static final int COUNT_MASK = 0xF;
    private static final int TYPE_MASK = 0x7F;
    /** Types 200 to 204 of RTCP look like these (RFC 5761, section 4). */
    private static final int FIRST_RTCP = 64;

    private static final int LAST_RTCP = 95;

    private final List<RtpStream> streams = new ArrayList<>(1);
    private long frames;
    private long others;
    private boolean gaveUp;

    /** A frame whose UDP payload begins there. */
    void add(final ByteBuffer buffer, final int from, final int end, final int capturedEnd) {
        frames++;
        if (gaveUp || !looksLikeRtp(buffer, from, end, capturedEnd)) {
            others++;
            return;
        }
        final int source = buffer.getInt(from + 8);
        final int type = buffer.get(from + 1) & TYPE_MASK;
        final int sequence = FrameFields.u16(buffer, from + 2);
        final Optional<RtpStream> known =
                streams.stream().filter(stream -> stream.source == source).findFirst();
        if (known.isPresent()) {
            known.get().add(type, sequence);
        } else if (streams.size() < MOST_SOURCES) {
            streams.add(new RtpStream(source, type, sequence));
        } else {
            others++;
        }
        if (frames == PATIENCE && !recognised()) {
            gaveUp = true;
            streams.clear();
        }
    }

    private static boolean looksLikeRtp(final ByteBuffer buffer, final int from, final int end, final int capturedEnd) {
        if (from + HEADER_BYTES > capturedEnd || (buffer.get(from) & 0xFF) >>> VERSION_SHIFT != VERSION) {
            return false;
        }
        final int type = buffer.get(from + 1) & TYPE_MASK;
        final int sources = buffer.get(from) & COUNT_MASK;
        final int extension = (buffer.get(from) & EXTENSION) == 0 ? 0 : Integer.BYTES;
        return (type < FIRST_RTCP || type > LAST_RTCP)
                && from + HEADER_BYTES + sources * Integer.BYTES + extension <= end;
    }

    boolean recognised() {
        return streams.stream().anyMatch(RtpStream::recognised);
    }

    /** What came of the sources that were recognised, at least one; nothing may be added afterwards. */
    Judgement finish(final long unread) {
        final List<Judgement> all = new ArrayList<>();
        long rest = others + unread;
        for (final RtpStream stream : streams) {
            if (stream.recognised()) {
                all.add(stream.finish());
            } else {
                rest += stream.frames();
            }
        }
        final Judgement sum = Judgement.sum(all);
        return new Judgement(
                Heuristic.RTP,
                sum.judged(),
                sum.unjudged() + rest,
                sum.reordered(),
                sum.extentMost(),
                sum.duplicates(),
                0,
                0,
                sum.lost(),
                0,
                all.size() == 1 ? "" : all.size() + " sources");
    }
}
