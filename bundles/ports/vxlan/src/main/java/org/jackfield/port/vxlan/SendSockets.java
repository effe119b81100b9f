package org.jackfield.port.vxlan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpEndpoint;
import org.jackfield.linux.socket.UdpException;

/**
 * The sockets that ports of one underlay with the same way of sending send from, one for each source port. Workers of all these ports
 * use them at once, so a flow keeps its source port whichever worker sends it. They receive nothing, so that sets with another way of sending may use the same source ports (SO_REUSEPORT). Opened and closed by {@link Underlay}.
 */
final class SendSockets {
    private static final int BUFFER_BYTES = 4 << 20;

    private final VxlanSettings.SendSettings settings;
    private final UdpEndpoint[] lanes;
    /** Ports that use them; for {@link Underlay}. */
    int users;

    private SendSockets(final VxlanSettings.SendSettings settings, final UdpEndpoint[] lanes) {
        this.settings = settings;
        this.lanes = lanes;
    }

    /** Opens them in the namespace of the calling thread. Source ports that are in use are left out, as long as one is not. */
    static SendSockets open(final UdpAddress local, final VxlanSettings.SendSettings settings) throws IOException {
        final List<UdpEndpoint> made = new ArrayList<>();
        try {
            UdpException inUse = null;
            for (int port = settings.firstPort(); port <= settings.lastPort(); port++) {
                try {
                    made.add(one(UdpAddress.of(local.host(), port), settings));
                } catch (final UdpException refused) {
                    if (!refused.isInUse()) {
                        throw refused;
                    }
                    inUse = refused;
                }
            }
            if (made.isEmpty() && inUse != null) {
                throw inUse;
            }
            return new SendSockets(settings, made.toArray(UdpEndpoint[]::new));
        } catch (final IOException refused) {
            made.forEach(UdpEndpoint::close);
            throw refused;
        }
    }

    /** Goes on with sockets that were opened before, by lane, which are its own from now on. */
    static SendSockets of(final List<UdpEndpoint> lanes, final VxlanSettings.SendSettings settings) {
        return new SendSockets(settings, lanes.toArray(UdpEndpoint[]::new));
    }

    private static UdpEndpoint one(final UdpAddress from, final VxlanSettings.SendSettings settings)
            throws UdpException {
        final UdpEndpoint socket = UdpEndpoint.open(from, true);
        try {
            socket.takeNothing().dontFragment().hops(settings.ttl()).trafficClass(settings.trafficClass());
            if (!settings.checksum()) {
                socket.sendWithoutChecksum();
            }
            return socket.sendBuffer(BUFFER_BYTES);
        } catch (final UdpException refused) {
            socket.close();
            throw refused;
        }
    }

    /** The sockets by lane. */
    UdpEndpoint[] lanes() {
        return lanes;
    }

    /** Whether the kernel can cut one message into datagrams: it does so only where it also makes checksums. */
    boolean canSegment() {
        return settings.checksum();
    }

    void close() {
        for (final UdpEndpoint lane : lanes) {
            lane.close();
        }
    }
}
