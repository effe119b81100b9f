package org.jackfield.port.vxlan;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * What {@link Peers} have heard and learned as text, and back: heard VTEPs (two words of address each) behind their number, then learned
 * addresses (address, index of its VTEP, age in seconds), all big-endian in Base64. Read by versions not yet written: add behind, do
 * not change. Port-ops thread, while no worker uses the peers.
 */
final class PeerMemory {
    private static final int HEARD_BYTES = 2 * Long.BYTES;
    private static final int LEARNED_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private PeerMemory() {}

    static String of(final Peers peers) {
        final VtepTable vteps = peers.vteps;
        final MacTable macs = peers.macs;
        final int nowS = peers.nowS();
        final int heard = vteps.count() - vteps.configured();
        final ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + heard * HEARD_BYTES + macs.size() * LEARNED_BYTES);
        bytes.putInt(heard);
        for (int vtep = vteps.configured(); vtep < vteps.count(); vtep++) {
            bytes.putLong(vteps.high(vtep)).putLong(vteps.low(vtep));
        }
        for (int word = 0; word < macs.words() && bytes.remaining() >= LEARNED_BYTES; word++) {
            final long mac = macs.macAt(word, nowS);
            if (mac != 0) {
                bytes.putLong(mac).putInt(macs.vtepAt(word)).putInt(Math.max(0, nowS - macs.seenAt(word)));
            }
        }
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /**
     * Gives new peers of the same configuration what others remembered.
     *
     * @throws IllegalArgumentException when that cannot be; the peers may have got some of it then
     */
    static void recall(final Peers peers, final String remembered) {
        final ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(remembered));
        final int heard = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
        if (heard < 0 || heard > bytes.remaining() / HEARD_BYTES) {
            throw new IllegalArgumentException("the number of VTEPs heard of is missing or wrong");
        }
        for (int i = 0; i < heard; i++) {
            if (peers.vteps.slowPathAdd(bytes.getLong(), bytes.getLong()) == VtepTable.NONE) {
                throw new IllegalArgumentException("more VTEPs were heard of than there may be");
            }
        }
        while (bytes.remaining() >= LEARNED_BYTES) {
            final long mac = bytes.getLong();
            final int vtep = bytes.getInt();
            final int ageS = bytes.getInt();
            if (vtep < 0 || vtep >= peers.vteps.count()) {
                throw new IllegalArgumentException("an address is behind a VTEP that is not known");
            }
            peers.learn(mac, vtep, -Math.max(0, ageS));
        }
    }
}
