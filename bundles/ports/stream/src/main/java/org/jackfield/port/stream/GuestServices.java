package org.jackfield.port.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortSettings;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/**
 * The ports of guests as services, by number. They have the settings of the port that listens, and its identity (service.pid), so that
 * they stay and go with its configuration. The reactor's thread and framework threads; never a port-ops thread that guests wait for,
 * because {@link #withdraw} returns when the switch has closed the guest's port.
 */
final class GuestServices {
    private final BundleContext context;
    private final Map<Integer, Guest> guests = new TreeMap<>();
    /** The numbers in {@link #guests}, for those who must not wait. */
    private volatile SortedSet<Integer> numbers = new TreeSet<>();

    private record Guest(GuestPort port, ServiceRegistration<Port> registration) {}

    GuestServices(final BundleContext context) {
        this.context = context;
    }

    /** Numbers of the guests there are. */
    SortedSet<Integer> numbers() {
        return numbers;
    }

    /** Name of a guest's port. */
    static String name(final String port, final int number) {
        return port + "/" + number;
    }

    /** Announces the port of a guest. */
    synchronized void offer(final int number, final GuestPort port, final PortSettings settings) {
        guests.put(number, new Guest(port, context.registerService(Port.class, port, properties(number, settings))));
        numbers = new TreeSet<>(guests.keySet());
    }

    /** Gives all guests changed settings. */
    synchronized void change(final PortSettings settings) {
        guests.forEach((number, guest) -> guest.registration.setProperties(properties(number, settings)));
    }

    private static Hashtable<String, Object> properties(final int number, final PortSettings settings) {
        final Map<String, Object> properties = new HashMap<>();
        for (final String key : List.of(
                PortSettings.TYPE, PortSettings.BRIDGE, KeyCheck.MTU, PortSettings.FDB_LIMIT, Constants.SERVICE_PID)) {
            final Object value = settings.values().get(key);
            if (value != null) {
                properties.put(key, value);
            }
        }
        properties.put(PortSettings.NAME, name(settings.name(), number));
        return new Hashtable<>(properties);
    }

    /** Takes the port of a guest that has left out of the switch, if it is there; returns when it is closed. */
    synchronized void withdraw(final GuestPort port) {
        guests.entrySet().stream()
                .filter(entry -> entry.getValue().port == port)
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(this::withdraw);
    }

    private void withdraw(final int number) {
        final Guest guest = guests.get(number);
        if (guest != null) {
            guest.port.dismiss();
            unregister(guest);
            guests.remove(number);
            numbers = new TreeSet<>(guests.keySet());
        }
    }

    /** Sends all guests away; returns when their ports are closed. */
    synchronized void withdrawAll() {
        new ArrayList<>(guests.keySet()).forEach(this::withdraw);
    }

    /** The code goes: the switch goes on with the guests it is to keep, and closes the others. */
    synchronized void leave() {
        guests.values().forEach(GuestServices::unregister);
        guests.clear();
        numbers = new TreeSet<>();
    }

    private static void unregister(final Guest guest) {
        try {
            guest.registration.unregister();
        } catch (final IllegalStateException already) {
            // the framework has stopped the bundle meanwhile
        }
        guest.port.discard();
    }
}
