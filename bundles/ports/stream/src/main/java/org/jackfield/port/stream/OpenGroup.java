package org.jackfield.port.stream;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.socket.Endpoint;
import org.jackfield.linux.socket.UdpAddress;
import org.jackfield.linux.socket.UdpException;
import org.jackfield.linux.socket.UdpGroup;

/**
 * A port that is a member of a multicast group, from open to close: what it sends all other members receive, and it receives what any of
 * them sends, but never its own. Port-ops threads, one at a time. Owns its sockets and its queue.
 */
final class OpenGroup implements OpenSocket {
    private static final System.Logger LOG = System.getLogger("org.jackfield.port.dgram");
    private static final int BUFFER_BYTES = 1 << 20;
    /** Names of the sockets and of the settings they were made with, in an estate. */
    private static final String HEARER = "hearer";

    private static final String SPEAKER = "speaker";
    private static final String GROUP = "group";
    private static final String INTERFACE = "interface";

    private final PortHost host;
    private final UdpGroup member;
    private final GroupQueue queue;
    /** Where our frames come from. */
    private final String source;

    private volatile DgramSettings settings;

    private OpenGroup(final PortHost host, final UdpGroup member, final DgramSettings settings) {
        this.host = host;
        this.member = member;
        this.settings = settings;
        source = sourceOf(member, settings);
        queue = new GroupQueue(member, address(settings.remote()), settings.mtu());
    }

    private static String sourceOf(final UdpGroup member, final DgramSettings settings) {
        try {
            return member.source().toString();
        } catch (final UdpException unknown) {
            return settings.local().toString();
        }
    }

    private static UdpAddress address(final Endpoint endpoint) {
        return UdpAddress.of(endpoint.address(), endpoint.port());
    }

    static OpenGroup open(final PortHost host, final DgramSettings settings) throws PortException {
        final UdpGroup member;
        try {
            member = UdpGroup.join(address(settings.remote()), address(settings.local()));
        } catch (final UdpException refused) {
            throw new PortException(
                    "port " + settings.name() + ": " + refused.getMessage() + remedy(refused, settings), refused);
        }
        member.hearer().receiveBuffer(BUFFER_BYTES);
        member.speaker().sendBuffer(BUFFER_BYTES);
        return attached(new OpenGroup(host, member, settings));
    }

    private static String remedy(final UdpException refused, final DgramSettings settings) {
        if (refused.isNoAddress()) {
            return "; no interface has this address: give it to one, or name another one by 'local'";
        }
        if (refused.isUnreachable()) {
            return "; no route leads to the group: name the address of an interface by 'local', or add a route (ip route"
                    + " add 224.0.0.0/4 dev DEVICE)";
        }
        return refused.isInUse()
                ? "; another process uses this port: give 'local' another one, or 0, and if it is the group's, see that the"
                        + " process shares it (SO_REUSEADDR)"
                : "; see that the interface of " + settings.local() + " is up and can do multicast";
    }

    private static OpenGroup attached(final OpenGroup made) throws PortException {
        try {
            made.host.mtu(made.settings.mtu());
            made.host.attach(0, made.queue, made.queue);
            return made;
        } catch (final PortException refused) {
            made.close();
            throw refused;
        }
    }

    /** Goes on with what an earlier version left; owns all of it when this returns, and nothing otherwise. */
    static OpenGroup adopt(final PortHost host, final DgramSettings settings, final PortEstate estate)
            throws PortException {
        final Integer hearer = estate.others().get(HEARER);
        final Integer speaker = estate.others().get(SPEAKER);
        if (hearer == null
                || speaker == null
                || !estate.facts().entrySet().containsAll(facts(settings).entrySet())) {
            throw new PortException("port " + settings.name()
                    + ": what its earlier version left is no member of this group; it is opened anew");
        }
        final UdpGroup member = UdpGroup.of(hearer, speaker);
        final OpenGroup made = new OpenGroup(host, member, settings);
        host.mtu(settings.mtu());
        try {
            host.attach(0, made.queue, made.queue);
            return made;
        } catch (final PortException refused) {
            made.queue.close();
            member.release();
            throw refused;
        }
    }

    private static Map<String, String> facts(final DgramSettings settings) {
        return Map.of(
                GROUP, settings.remote().toString(), INTERFACE, settings.local().toString());
    }

    @Override
    public void reconfigure(final DgramSettings now) {
        settings = now;
    }

    /** An interface that was deleted has taken the membership with it. */
    @Override
    public void check() throws PortException {
        if (!isMember()) {
            throw new PortException("port " + settings.name() + ": the interface by which it was a member of "
                    + settings.remote() + " is gone; the port comes back by itself once there is one again");
        }
    }

    private boolean isMember() {
        try {
            return member.isMember(address(settings.remote()));
        } catch (final UdpException gone) {
            return false;
        }
    }

    @Override
    public Map<String, String> details() {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put(GROUP, settings.remote().toString());
        facts.put("local", source);
        count(facts, "too-short", GroupQueue.TOO_SHORT);
        count(facts, "too-long", GroupQueue.TOO_LONG);
        count(facts, "refused", GroupQueue.REFUSED);
        return facts;
    }

    private void count(final Map<String, String> facts, final String label, final int counter) {
        if (queue.count(counter) > 0) {
            facts.put(label, String.valueOf(queue.count(counter)));
        }
    }

    @Override
    public long kernelDrops() {
        return member.hearer().drops();
    }

    /** The queue is code and is taken back; datagrams wait in the sockets. */
    @Override
    public Optional<PortEstate> handOver() {
        try {
            host.detach(0);
        } catch (final PortException stuck) {
            LOG.log(Level.WARNING, "port " + settings.name() + " is not handed over: " + stuck.getMessage());
            return Optional.empty();
        }
        queue.close();
        member.release();
        return Optional.of(new PortEstate(
                List.of(),
                Map.of(HEARER, member.hearer().fd(), SPEAKER, member.speaker().fd()),
                facts(settings)));
    }

    @Override
    public void close() {
        queue.close();
        member.close();
    }
}
