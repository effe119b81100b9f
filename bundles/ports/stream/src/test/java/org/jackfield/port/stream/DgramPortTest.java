package org.jackfield.port.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.api.port.PortSettings;
import org.jackfield.linux.reactor.Reactor;
import org.jackfield.linux.socket.ByteRoom;
import org.jackfield.linux.socket.ConnectionSocket;
import org.jackfield.linux.socket.Endpoint;
import org.jackfield.linux.socket.FrameSocket;
import org.jackfield.testkit.contract.RecordingHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a datagram port finds its peer, with real sockets. */
class DgramPortTest {
    private final Reactor reactor;
    private final Path folder;
    private final Endpoint far;
    private DgramPort port;
    private RecordingHost host = new RecordingHost("d");

    DgramPortTest() throws Exception {
        reactor = new Reactor("test-reactor");
        folder = Files.createTempDirectory("dgram");
        far = Endpoint.parse(folder.resolve("far").toString());
        port = new DgramPort(reactor);
    }

    @AfterEach
    void close() throws Exception {
        port.close();
        reactor.close();
        for (final String file : new String[] {"near", "far"}) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }

    private PortSettings settings(final String... keysAndValues) {
        final Map<String, Object> values = new HashMap<>(Map.of("name", "d"));
        for (final String one : keysAndValues) {
            values.put(
                    one.substring(0, one.indexOf('=')),
                    one.substring(one.indexOf('=') + 1).replace("~", folder.toString()));
        }
        return new PortSettings(values);
    }

    @Test
    void shouldFindAPeerThatComesAndComesBackUnderItsPath() throws Exception {
        port.open(host, settings("local=~/near", "remote=~/far", "hello=VFKT"), 1);
        assertEquals(1, host.queueCount());
        assertFalse(host.carrier());
        for (int i = 0; i < 2; i++) {
            try (FrameSocket peer = FrameSocket.datagrams(far)) {
                peer.bind(far, 0600);
                StreamRig.await("the peer is found", host::carrier);
                assertEquals("VFKT", hear(peer));
                assertEquals(
                        "", peer.connect(Endpoint.parse(folder.resolve("near").toString())));
                assertTrue(peer.say("an answer"));
            }
            StreamRig.await("the peer is missed", () -> !host.carrier());
            assertTrue(port.details().get("peer").contains("ECONNREFUSED"), port.details()::toString);
        }
    }

    private static String hear(final FrameSocket peer) {
        try (ByteRoom room = new ByteRoom(100)) {
            final ConnectionSocket reader = ConnectionSocket.of(peer.fd()); // only to receive
            final long[] got = {0};
            StreamRig.await("a message", () -> {
                got[0] = reader.receive(room, 0, 100);
                return got[0] > 0;
            });
            final byte[] text = new byte[(int) got[0]];
            room.bytes().get(0, text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldTakeOneConnectionAtATime() throws Exception {
        port.open(host, settings("listen=~/near"), 1);
        assertEquals(0, host.queueCount());
        final Endpoint near = Endpoint.parse(folder.resolve("near").toString());
        try (FrameSocket peer = FrameSocket.packets(near)) {
            assertEquals("", peer.connect(near));
            StreamRig.await("a queue for the peer", host::carrier);
            assertEquals(1, host.queueCount());
            final PortEstate estate = port.handOver().orElseThrow();
            assertEquals(1, estate.queues().size());
            host = RecordingHost.using(estate, "d");
            port = new DgramPort(reactor);
            port.adopt(host, settings("listen=~/near"), estate);
            assertTrue(host.carrier());
            assertEquals("there", port.details().get("peer"));
        }
    }

    @Test
    void shouldConnectOrSayWhyNot() throws Exception {
        final PortSettings wanted = settings("connect=~/far", "hello=hi");
        final String reason = String.valueOf(assertThrows(PortException.class, () -> port.open(host, wanted, 1))
                .getMessage());
        assertTrue(reason.contains("ENOENT"), reason);
        try (FrameSocket server = FrameSocket.packets(far)) {
            server.bind(far, 0600);
            server.listen();
            port.open(host, wanted, 1);
            assertEquals(1, host.queueCount());
            try (FrameSocket accepted = server.accept()) {
                assertEquals("hi", hear(accepted));
            }
        }
    }

    @Test
    void shouldRefuseKeysThatDoNotGoTogether() {
        assertTrue(refusal("local=~/near").contains("set both local and remote"));
        assertTrue(refusal("listen=127.0.0.1:5000").contains("must be an absolute path"));
        assertTrue(refusal("local=127.0.0.1:0", "remote=[::1]:5").contains("both IPv4, or both IPv6"));
        assertTrue(refusal("remote=127.0.0.1:6").contains("set both local and remote"));
        assertTrue(
                refusal("local=127.0.0.1:5", "remote=127.0.0.1:6", "mode=0600").contains("a socket's file"));
    }

    @Test
    void shouldRefuseWhatMakesNoSenseInAGroup() {
        assertTrue(refusal("remote=[ff15::1]:5").contains("must be a group of IPv4"));
        assertTrue(refusal("remote=230.0.0.1:0").contains("must name the port of the group"));
        assertTrue(refusal("local=230.0.0.1:6", "remote=230.0.0.1:5").contains("the address of an interface"));
        assertTrue(
                refusal("local=127.0.0.1:5", "remote=230.0.0.1:5").contains("must have another port than the group"));
        assertTrue(refusal("local=~/near", "remote=230.0.0.1:5").contains("of the same kind"));
        assertTrue(
                refusal("local=127.0.0.1:0", "remote=230.0.0.1:5", "hello=VFKT").contains("a group has many"));
        assertTrue(
                refusal("local=127.0.0.1:0", "remote=230.0.0.1:5", "mode=0600").contains("a socket's file"));
        assertTrue(refusal("listen=~/near", "remote=230.0.0.1:5").contains("set both local and remote"));
        assertTrue(refusal("local=192.0.2.7:0", "remote=230.0.0.1:5").contains("no interface has this address"));
    }

    private String refusal(final String... settings) {
        final PortException refused = assertThrows(PortException.class, () -> port.open(host, settings(settings), 1));
        return String.valueOf(refused.getMessage());
    }
}
