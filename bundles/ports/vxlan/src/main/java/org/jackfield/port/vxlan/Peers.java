package org.jackfield.port.vxlan;

import org.jackfield.api.frame.HotPath;
import org.jackfield.linux.socket.MessageBatch;
import org.jackfield.linux.socket.UdpAddress;

/**
 * What a port knows of the other VTEPs: who they are, and which addresses are behind which. A changed configuration replaces all of it,
 * and addresses are learned anew. Workers.
 */
@HotPath
final class Peers {
    /** As destination: all VTEPs of the configuration. */
    static final int ALL = -1;

    private static final long NS_PER_S = 1_000_000_000;
    private static final long GROUP_BIT = 1L << 40;

    final VtepTable vteps;
    final MacTable macs;
    private final boolean any;
    private final boolean learn;
    private final long startNs = System.nanoTime();

    Peers(final VxlanSettings settings) {
        final VxlanSettings.PeerSettings peers = settings.peers();
        any = peers.any();
        learn = peers.learn();
        vteps = new VtepTable(
                settings.remotes(),
                UdpAddress.of(
                        VtepAddress.unspecified(settings.local().isIpv6()),
                        settings.local().port()),
                any);
        macs = new MacTable(peers.limit(), peers.ageingS());
    }

    /** Seconds since these peers exist. */
    int nowS() {
        return (int) ((System.nanoTime() - startNs) / NS_PER_S);
    }

    /** The VTEP a datagram came from, or {@link VtepTable#NONE} when nothing is taken from it. */
    int sender(final MessageBatch messages, final int message) {
        final long high = messages.sourceHigh(message);
        final long low = messages.sourceLow(message);
        final int vtep = vteps.find(high, low);
        return vtep == VtepTable.NONE && any ? vteps.slowPathAdd(high, low) : vtep;
    }

    /** Whether frames are taken from VTEPs that are not known. */
    boolean acceptsAny() {
        return any;
    }

    /** Learns behind which VTEP the source of a frame is; what that did, as {@link MacTable#learn} says. */
    int learn(final long source, final int vtep, final int nowS) {
        if (!learn || vtep == VtepTable.NONE || source == 0 || (source & GROUP_BIT) != 0) {
            return MacTable.KNOWN;
        }
        return macs.learn(source, vtep, nowS);
    }

    /** The VTEP a frame goes to, or {@link #ALL}, which are those of the configuration. A single one is all there are. */
    int target(final long destination, final int nowS) {
        if (vteps.configured() == 1 && vteps.count() == 1) {
            return 0;
        }
        return (destination & GROUP_BIT) != 0 ? ALL : macs.lookup(destination, nowS);
    }
}
