package org.jackfield.port.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.api.port.Port;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One port that listens, and the ports of its guests, in a registry that stands for the switch. */
class GuestsTest {
    private final StreamRig rig;
    private final Map<String, RecordingHost> hosts = new HashMap<>();

    GuestsTest() throws Exception {
        rig = new StreamRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void shouldGiveEachGuestAPortOfItsOwnWithTheLowestFreeNumber() throws Exception {
        rig.listen("guests=3", "bridge=lan", "mtu=9000", "service.pid=the-pid");
        assertEquals(0, rig.host.queueCount());
        assertEquals("0 of 3", rig.port.details().get("guests"));
        final SocketChannel one = guest("s/1");
        final SocketChannel two = guest("s/2");
        guest("s/3");
        StreamRig.await(
                "all three", () -> "s/1, s/2, s/3".equals(rig.port.details().get("ports")));
        assertEquals("lan", rig.services.settings.get("s/2").text("bridge").orElseThrow());
        assertEquals(
                "the-pid", rig.services.settings.get("s/2").text("service.pid").orElseThrow());
        assertEquals(9000, hosts.get("s/2").mtu());
        final SocketChannel waiting = rig.peer();
        StreamRig.write(waiting, StreamRig.framed(StreamRig.frame(60, 4)));
        two.close();
        awaitGone("s/2");
        open("s/2");
        assertArrayEquals(StreamRig.frame(60, 4), receive("s/2"));
        StreamRig.write(one, StreamRig.framed(StreamRig.frame(60, 1)));
        assertArrayEquals(StreamRig.frame(60, 1), receive("s/1"));
    }

    @Test
    void shouldPassChangesOnToItsGuests() throws Exception {
        rig.listen("guests=1", "bridge=lan");
        guest("s/1");
        rig.peer();
        final String listen = "listen=" + rig.path;
        assertTrue(rig.port.reconfigure(StreamRig.settings(listen, "guests=2", "bridge=office", "fdb-limit=7")));
        StreamRig.await("another guest", () -> rig.services.ports.containsKey("s/2"));
        StreamRig.await(
                "another bridge",
                () -> rig.services.settings.get("s/1").text("bridge").get().equals("office"));
        assertEquals("7", rig.services.settings.get("s/1").text("fdb-limit").orElseThrow());
    }

    @Test
    void shouldSendItsGuestsAwayWhenItCloses() throws Exception {
        rig.listen("guests=5");
        final SocketChannel one = guest("s/1");
        rig.peer();
        StreamRig.await("a guest nobody has opened yet", () -> rig.services.ports.containsKey("s/2"));
        rig.port.close();
        StreamRig.await("no guests", () -> rig.services.ports.isEmpty());
        assertThrows(IOException.class, () -> StreamRig.read(one));
    }

    @Test
    void shouldKeepItsGuestsThroughAnUpdate() throws Exception {
        rig.listen("guests=5");
        final SocketChannel one = guest("s/1");
        final SocketChannel two = guest("s/2");
        two.close();
        awaitGone("s/2");
        final SocketChannel three = guest("s/2");
        final Map<String, PortEstate> left = new HashMap<>();
        rig.services.leaving = (name, port) -> {
            final Optional<PortEstate> estate = port.handOver();
            estate.ifPresent(known -> left.put(name, known));
        };
        final Optional<PortEstate> listener = rig.port.handOver();
        rig.port.deactivate();
        assertEquals(Set.of("s/1", "s/2"), left.keySet());
        rig.services.leaving = (name, port) -> port.close();
        rig.port = rig.newPort();
        rig.port.adopt(rig.host, StreamRig.settings("listen=" + rig.path, "guests=5"), listener.orElseThrow());
        for (final String name : left.keySet()) {
            final RecordingHost host = new RecordingHost(name);
            hosts.put(name, host);
            rig.services.ports.get(name).adopt(host, rig.services.settings.get(name), left.get(name));
        }
        StreamRig.write(one, StreamRig.framed(StreamRig.frame(60, 1)));
        StreamRig.write(three, StreamRig.framed(StreamRig.frame(60, 3)));
        assertArrayEquals(StreamRig.frame(60, 1), receive("s/1"));
        assertArrayEquals(StreamRig.frame(60, 3), receive("s/2"));
        guest("s/3");
        one.close();
        awaitGone("s/1");
        guest("s/1");
    }

    @Test
    void shouldLeaveWhenTheSwitchCannotOpenItOrHasClosedIt() throws Exception {
        rig.listen("guests=5");
        rig.peer();
        StreamRig.await("s/1", () -> rig.services.ports.containsKey("s/1"));
        final Port guest = rig.services.ports.get("s/1");
        final RecordingHost host = new RecordingHost("s/1");
        host.refuseQueue(0);
        assertThrows(PortException.class, () -> guest.open(host, rig.services.settings.get("s/1"), 1));
        awaitGone("s/1");
        final SocketChannel next = guest("s/1");
        rig.services.ports.get("s/1").close(); // a fault: opening again has no use
        awaitGone("s/1");
        assertThrows(IOException.class, () -> StreamRig.read(next));
        assertThrows(PortException.class, () -> guest.open(host, rig.services.settings.get("s/1"), 1));
    }

    /** A guest connects, and the switch opens its port. */
    private SocketChannel guest(final String name) throws Exception {
        final SocketChannel peer = rig.peer();
        open(name);
        return peer;
    }

    private void open(final String name) throws PortException {
        StreamRig.await(name, () -> rig.services.ports.containsKey(name));
        final RecordingHost host = new RecordingHost(name);
        hosts.put(name, host);
        rig.services.ports.get(name).open(host, rig.services.settings.get(name), 1);
        assertEquals(1, host.queueCount());
    }

    /** The next guest that waits may have the name at once. */
    private void awaitGone(final String name) {
        final Port gone = rig.services.ports.get(name);
        StreamRig.await(name + " is gone", () -> {
            receiveOnce(name);
            final Port present = rig.services.ports.get(name);
            return present == null || present != gone;
        });
    }

    private byte[] receive(final String name) {
        rig.host = hosts.get(name);
        return rig.receive(1).get(0);
    }

    private void receiveOnce(final String name) {
        rig.host = hosts.getOrDefault(name, rig.host);
        rig.receive();
    }
}
