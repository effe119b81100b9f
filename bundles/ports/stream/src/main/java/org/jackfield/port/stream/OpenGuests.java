package org.jackfield.port.stream;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ConnectionSocket;

/**
 * A port that listens for many guests, from open to close. It has no queue itself; each guest is a port of its own with the lowest free
 * number. Port-ops threads and the reactor's thread, which take its lock.
 */
final class OpenGuests {
    private static final String NUMBERS = "guests";
    private static final System.Logger LOG = System.getLogger("org.jackfield.port.stream");

    private final Object lock = new Object();
    private final Reactor reactor;
    private final GuestServices services;
    private final Listener listener;

    private volatile StreamSettings settings;
    private volatile PortSettings template;
    private boolean stopped;

    private OpenGuests(
            final Reactor reactor,
            final GuestServices services,
            final StreamSettings settings,
            final PortSettings template,
            final Optional<ConnectionSocket> left)
            throws PortException {
        this.reactor = reactor;
        this.services = services;
        this.settings = settings;
        this.template = template;
        this.listener = left.isPresent()
                ? Listener.adopt(lock, reactor, settings, left.get(), this::take)
                : Listener.open(lock, reactor, settings, this::take);
    }

    /** Begins to accept guests. */
    static OpenGuests open(
            final PortHost host,
            final Reactor reactor,
            final GuestServices services,
            final StreamSettings settings,
            final PortSettings template)
            throws PortException {
        final OpenGuests made = new OpenGuests(reactor, services, settings, template, Optional.empty());
        host.mtu(settings.mtu());
        made.start();
        return made;
    }

    /** Goes on accepting guests, and announces those the switch still has. */
    static OpenGuests adopt(
            final PortHost host,
            final Reactor reactor,
            final GuestServices services,
            final StreamSettings settings,
            final PortSettings template,
            final PortEstate estate)
            throws PortException {
        final Integer listen = estate.others().get(Listener.LISTEN);
        if (listen == null || !ConnectionSocket.of(listen).is(true)) {
            throw new PortException("port " + host.portName()
                    + ": what its earlier version left is no socket that listens; it is opened anew");
        }
        final OpenGuests made =
                new OpenGuests(reactor, services, settings, template, Optional.of(ConnectionSocket.of(listen)));
        host.mtu(settings.mtu());
        Arrays.stream(estate.facts().getOrDefault(NUMBERS, "").split(","))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .forEach(number -> services.offer(number, new GuestPort(reactor, null, made::left), template));
        made.start();
        return made;
    }

    private void start() {
        synchronized (lock) {
            listener.start(hasRoom());
        }
    }

    private boolean hasRoom() {
        return services.numbers().size() < settings.guests();
    }

    /** A guest has connected; whether there is room for another. The reactor's thread. */
    private boolean take(final ConnectionSocket socket) {
        if (stopped || !hasRoom()) {
            socket.close();
            return false;
        }
        final SortedSet<Integer> taken = services.numbers();
        int number = 1;
        while (taken.contains(number)) {
            number++;
        }
        LOG.log(
                Level.INFO,
                "port " + settings.name() + ": " + socket.peer() + " is guest "
                        + GuestServices.name(settings.name(), number));
        services.offer(number, new GuestPort(reactor, socket, this::left), template);
        if (!hasRoom()) {
            LOG.log(
                    Level.INFO,
                    "port " + settings.name() + ": has its " + settings.guests()
                            + " guests; others wait until one leaves, or until 'jackfield port set " + settings.name()
                            + " guests=N' allows more");
        }
        return hasRoom();
    }

    /** A guest has gone. The reactor's thread, without the lock: it waits for the switch. */
    private void left(final GuestPort port) {
        services.withdraw(port);
        synchronized (lock) {
            if (!stopped) {
                listener.next(0);
            }
        }
    }

    void reconfigure(final PortHost host, final StreamSettings now, final PortSettings changed) {
        settings = now;
        template = changed;
        host.mtu(now.mtu());
        synchronized (lock) {
            listener.settings(now);
        }
        reactor.execute(() -> services.change(changed));
    }

    Map<String, String> details() {
        final Map<String, String> facts = new LinkedHashMap<>(listener.details());
        final SortedSet<Integer> numbers = services.numbers();
        facts.put("guests", numbers.size() + " of " + settings.guests());
        if (!numbers.isEmpty()) {
            facts.put(
                    "ports",
                    numbers.stream()
                            .map(number -> GuestServices.name(settings.name(), number))
                            .collect(Collectors.joining(", ")));
        }
        return facts;
    }

    /** Makes the file at which guests connect anew, if it was taken away. */
    void stayReachable() throws PortException {
        synchronized (lock) {
            listener.stayReachable();
        }
    }

    Optional<PortEstate> handOver() {
        synchronized (lock) {
            stopped = true;
            listener.stop();
            final String numbers =
                    services.numbers().stream().map(String::valueOf).collect(Collectors.joining(","));
            return Optional.of(new PortEstate(List.of(), listener.release(), Map.of(NUMBERS, numbers)));
        }
    }

    /** Accepts no more, and sends the guests away, which takes a moment longer. */
    void close() {
        synchronized (lock) {
            stopped = true;
            listener.stop();
            listener.close();
        }
        reactor.execute(services::withdrawAll);
    }
}
