package org.jackfield.port.stream;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.api.frame.FdKind;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.linux.poll.EngineException;
import org.jackfield.linux.poll.WakeSet;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.FrameSocket;
import org.jspecify.annotations.Nullable;

/**
 * A datagram port from open to close. Its socket is a queue that workers' engines read and write; this class only sees to it that the
 * socket has a peer. Port-ops threads and the reactor's thread, which take its lock.
 *
 * <p>A peer that ends and comes back is a new local socket under the old path, so a socket for local datagrams is connected anew each
 * second, which changes nothing while the peer is the same. When a connection by SOCK_SEQPACKET is over, the engine tells the switch,
 * which opens the port anew.
 */
final class OpenDgram implements OpenSocket {
    private static final System.Logger LOG = System.getLogger("org.jackfield.port.dgram");
    /** Name of the listening socket in an estate. */
    private static final String LISTEN = "listen";

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int QUEUE_FRAMES = 256;
    private static final long LOOK_MS = 1_000;

    private final Object lock = new Object();
    private final PortHost host;
    private final Reactor reactor;
    private volatile DgramSettings settings;

    private @Nullable FrameSocket socket;
    private @Nullable FrameSocket listening;
    private Optional<SocketFile> file = Optional.empty();
    private Reactor.@Nullable Watch watch;
    private Reactor.@Nullable Timer timer;
    private boolean stopped;
    /** What keeps the peer from being found; empty when it is there. */
    private volatile String missing = "";

    private OpenDgram(final PortHost host, final Reactor reactor, final DgramSettings settings) {
        this.host = host;
        this.reactor = reactor;
        this.settings = settings;
    }

    static OpenDgram open(final PortHost host, final Reactor reactor, final DgramSettings settings)
            throws PortException {
        final OpenDgram made = new OpenDgram(host, reactor, settings);
        host.mtu(settings.mtu());
        try {
            synchronized (made.lock) {
                switch (settings.way()) {
                    case DATAGRAMS -> made.openDatagrams();
                    case LISTEN -> made.openListening();
                    case CONNECT -> made.openConnection();
                    case GROUP -> throw new IllegalArgumentException("a group is for OpenGroup");
                }
            }
            return made;
        } catch (final IOException | EngineException refused) {
            made.close();
            throw new PortException("port " + settings.name() + ": " + refused.getMessage(), refused);
        } catch (final PortException refused) {
            made.close();
            throw refused;
        }
    }

    private void openDatagrams() throws IOException, PortException {
        final FrameSocket made = FrameSocket.datagrams(settings.local());
        socket = made;
        bind(made);
        made.buffers(BUFFER_BYTES);
        missing = "not tried yet";
        look();
        if (!missing.isEmpty()) {
            host.carrier(false);
        }
        host.attach(0, made.fd(), FdKind.DATAGRAM, QUEUE_FRAMES);
    }

    private void bind(final FrameSocket made) throws IOException, PortException {
        made.bind(settings.local(), settings.mode());
        if (settings.local().isLocal()) {
            final SocketFile ours = new SocketFile(settings.local().path());
            file = Optional.of(ours);
            ours.permit(settings.name(), settings.group(), settings.mode());
        }
    }

    /** Looks for the peer of datagrams, now and again. */
    private void look() {
        synchronized (lock) {
            final FrameSocket present = socket;
            if (stopped || present == null) {
                return;
            }
            final String failed = present.connect(settings.remote());
            if (!failed.equals(missing)) {
                final boolean found = failed.isEmpty();
                LOG.log(
                        Level.INFO,
                        "port " + settings.name() + ": peer " + settings.remote()
                                + (found ? " is there" : " is not there: " + failed));
                missing = failed;
                host.carrier(found);
                if (found) {
                    greet(present);
                }
            }
            if (settings.remote().isLocal()) {
                timer = reactor.after(LOOK_MS, this::look);
            }
        }
    }

    private void greet(final FrameSocket present) {
        if (!settings.hello().isEmpty() && !present.say(settings.hello())) {
            LOG.log(Level.WARNING, "port " + settings.name() + ": hello could not be sent to " + settings.remote());
        }
    }

    private void openConnection() throws IOException, PortException {
        final FrameSocket made = FrameSocket.packets(settings.remote());
        socket = made;
        final String failed = made.connect(settings.remote());
        if (!failed.isEmpty()) {
            throw new PortException("port " + settings.name() + ": connect to " + settings.remote() + " failed: "
                    + failed + "; start who listens there, it is tried again");
        }
        attach(made);
    }

    private void attach(final FrameSocket connected) throws PortException {
        connected.buffers(BUFFER_BYTES);
        greet(connected);
        host.attach(0, connected.fd(), FdKind.DATAGRAM, QUEUE_FRAMES);
    }

    private void openListening() throws IOException, PortException, EngineException {
        final FrameSocket made = FrameSocket.packets(settings.local());
        listening = made;
        bind(made);
        made.listen();
        missing = "nobody has connected";
        host.carrier(false);
        watch = reactor.watch(made.fd(), WakeSet.READABLE, events -> accept());
    }

    /** A peer connects: the port gets its queue. */
    private void accept() {
        synchronized (lock) {
            final FrameSocket made = stopped || listening == null || socket != null ? null : listening.accept();
            if (made == null) {
                return;
            }
            socket = made;
            try {
                attach(made);
                missing = "";
                host.carrier(true);
                if (watch != null) {
                    watch.events(0); // one at a time
                }
            } catch (final PortException refused) {
                LOG.log(Level.WARNING, "port " + settings.name() + ": " + refused.getMessage());
                socket = null;
                made.close();
            }
        }
    }

    /** Goes on with what an earlier version left; owns all of it when this returns, and nothing otherwise. */
    static OpenDgram adopt(
            final PortHost host, final Reactor reactor, final DgramSettings settings, final PortEstate estate)
            throws PortException {
        final boolean datagrams = settings.way() == DgramSettings.Way.DATAGRAMS;
        final Map<String, Integer> others = new HashMap<>(estate.others());
        final Integer listen = others.get(LISTEN);
        final boolean queueFits =
                estate.queues().stream().allMatch(fd -> FrameSocket.of(fd).is(datagrams));
        if (!queueFits
                || estate.queues().size() > 1
                || estate.queues().isEmpty() && listen == null
                || (listen != null) != (settings.way() == DgramSettings.Way.LISTEN)
                || listen != null && !FrameSocket.of(listen).is(false)) {
            throw new PortException("port " + settings.name()
                    + ": what its earlier version left is not a datagram port's; it is opened anew");
        }
        final OpenDgram made = new OpenDgram(host, reactor, settings);
        try {
            synchronized (made.lock) {
                made.takeOver(estate, listen);
            }
            return made;
        } catch (final EngineException refused) {
            throw new PortException("port " + settings.name() + ": " + refused.getMessage(), refused);
        }
    }

    private void takeOver(final PortEstate estate, final @Nullable Integer listen) throws EngineException {
        if (listen != null) {
            watch = reactor.watch(listen, estate.queues().isEmpty() ? WakeSet.READABLE : 0, events -> accept());
            listening = FrameSocket.of(listen);
        }
        if (!estate.queues().isEmpty()) {
            socket = FrameSocket.of(estate.queues().get(0));
        }
        missing = estate.facts().getOrDefault("missing", "");
        if (settings.way() != DgramSettings.Way.CONNECT && settings.local().isLocal()) {
            file = Optional.of(new SocketFile(settings.local().path()));
        }
        host.mtu(settings.mtu());
        host.carrier(missing.isEmpty());
        if (settings.way() == DgramSettings.Way.DATAGRAMS) {
            timer = reactor.after(LOOK_MS, this::look);
        }
    }

    @Override
    public void reconfigure(final DgramSettings now) {
        settings = now;
    }

    /** Peers come and go; each is found by itself. */
    @Override
    public void check() {}

    @Override
    public long kernelDrops() {
        return -1;
    }

    @Override
    public Map<String, String> details() {
        final Map<String, String> facts = new LinkedHashMap<>();
        switch (settings.way()) {
            case DATAGRAMS -> {
                facts.put("local", settings.local().toString());
                facts.put("remote", settings.remote().toString());
            }
            case LISTEN -> facts.put("listen", settings.local().toString());
            case CONNECT, GROUP -> facts.put("connect", settings.remote().toString());
        }
        facts.put("peer", missing.isEmpty() ? "there" : "none: " + missing);
        return facts;
    }

    @Override
    public Optional<PortEstate> handOver() {
        synchronized (lock) {
            stop();
            final FrameSocket present = socket;
            final FrameSocket asked = listening;
            return Optional.of(new PortEstate(
                    present == null ? List.of() : List.of(present.release()),
                    asked == null ? Map.of() : Map.of(LISTEN, asked.release()),
                    Map.of("missing", missing)));
        }
    }

    private void stop() {
        stopped = true;
        if (watch != null) {
            watch.stop();
        }
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            stop();
            file.ifPresent(SocketFile::remove);
            if (socket != null) {
                socket.close();
            }
            if (listening != null) {
                listening.close();
            }
        }
    }
}
