package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.StreamPeer;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stream ports and programs that speak their framing. */
@Tag("netns")
class StreamIT {
    private static final String BUNDLE = "org.jackfield.port.stream";
    private static final long STATE_MS = 20_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private Path folder;
    private Path socket;

    @BeforeEach
    void start() {
        jackfield = lab.startSwitch(2);
        folder = lab.folder("st");
        socket = folder.resolve("lab.sock");
    }

    private void port(final String name, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", name, "--type", "stream"));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        jackfield.json(words.toArray(String[]::new));
    }

    private StreamPeer peer(final String port) {
        final StreamPeer peer = lab.adopt(StreamPeer.connect(socket));
        jackfield.awaitListed(port, "ACTIVE", "");
        return peer;
    }

    private static long mac(final int number) {
        return 0x024a_4600_0100L | number;
    }

    private static byte[] broadcast(final int from, final int length) {
        return Frames.from(mac(from), 0xFFFF_FFFF_FFFFL)
                .etherType(0x88B5)
                .length(length)
                .build();
    }

    private static byte[] unicast(final int from, final int to, final int length) {
        return Frames.from(mac(from), mac(to)).etherType(0x88B5).length(length).build();
    }

    @Test
    void shouldGiveEachOfTenPeersOfOneSocketAPortOfItsOwn() throws Exception {
        port("lab", "listen=" + socket, "guests=10", "mtu=9000");
        final List<StreamPeer> peers = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            peers.add(peer("lab/" + i));
        }
        assertEquals("10 of 10", detail("lab", "guests"));
        for (int i = 0; i < 10; i++) {
            final byte[] hello = broadcast(i, 60 + i);
            peers.get(i).send(hello);
            for (int other = 0; other < 10; other++) {
                if (other != i) {
                    peers.get(other).await(hello);
                }
            }
            assertFalse(peers.get(i).got(hello));
        }
        jackfield.awaitLearned("02:4a:46:00:01:03", "lab/4");
        final byte[] large = unicast(0, 3, 9014);
        peers.get(0).send(large);
        peers.get(3).await(large);
        assertTrue(peers.stream().noneMatch(each -> each != peers.get(3) && each.got(large)));
        final Result refused = jackfield.run("port", "remove", "lab/4");
        assertEquals(1, refused.status());
        assertTrue(refused.toString().contains("it is a guest of port lab"), refused::toString);
        final StreamPeer waiting = lab.adopt(StreamPeer.connect(socket));
        final byte[] patient = broadcast(20, 80);
        waiting.send(patient);
        peers.get(3).close();
        peers.get(0).await(patient); // it has taken the place and the number
        jackfield.awaitLearned("02:4a:46:00:01:14", "lab/4");
        jackfield.json("port", "set", "lab", "bridge=other");
        Await.until(
                "guests follow to another bridge",
                STATE_MS,
                () -> jackfield.port("lab/10").get("bridge").getAsString().equals("other"));
        jackfield.json("port", "remove", "lab");
        for (int i = 1; i <= 10; i++) {
            jackfield.awaitGone("lab/" + i);
        }
        waiting.awaitEnd();
    }

    @Test
    void shouldEndOnlyTheConnectionThatSpeaksNonsense() throws Exception {
        jackfield.expect("connection with process .* is over: it sent a length of");
        port("lab", "listen=" + socket, "guests=4");
        final StreamPeer one = peer("lab/1");
        final StreamPeer two = peer("lab/2");
        lab.adopt(StreamPeer.connect(socket)); // says nothing, for ever
        jackfield.awaitListed("lab/3", "ACTIVE", "");
        for (final int length : new int[] {0, 13, 65_544, -1}) {
            final StreamPeer hostile = peer("lab/4");
            hostile.write(ByteBuffer.allocate(100).putInt(length).array());
            hostile.awaitEnd();
            jackfield.awaitGone("lab/4");
        }
        final StreamPeer half = peer("lab/4");
        half.write(ByteBuffer.allocate(1000).putInt(1500).array());
        two.send(broadcast(2, 100));
        one.await(broadcast(2, 100));
        half.close();
        jackfield.awaitGone("lab/4");
        one.send(broadcast(1, 101));
        two.await(broadcast(1, 101));
    }

    @Test
    void shouldConnectAgainToAPeerThatComesBack() throws Exception {
        port("near", "listen=" + socket);
        port("far", "connect=" + folder.resolve("far.sock"));
        assertEquals("ACTIVE", jackfield.port("far").get("state").getAsString());
        final StreamPeer near = lab.adopt(StreamPeer.connect(socket));
        jackfield.awaitEvent("LINK", "near", "link up");
        final int generation = jackfield.port("far").get("generation").getAsInt();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("far.sock")));
            for (int i = 0; i < 2; i++) {
                try (StreamPeer far = StreamPeer.of(server.accept())) {
                    Await.until("a peer", STATE_MS, () -> detail("far", "peer").startsWith("process "));
                    near.send(broadcast(1, 200 + i));
                    far.await(broadcast(1, 200 + i));
                    far.send(unicast(2, 1, 300 + i));
                    near.await(unicast(2, 1, 300 + i));
                }
                Await.until("no peer", STATE_MS, () -> detail("far", "peer").startsWith("none"));
            }
        }
        near.send(broadcast(1, 250));
        Await.until("a frame for nobody is counted", STATE_MS, () -> jackfield.drops("far", "tx-full") > 0);
        assertEquals(generation, jackfield.port("far").get("generation").getAsInt());
    }

    /** Frames of both directions in flight while the code goes and comes; nothing sent by a peer is lost, nothing is cut. */
    @Test
    void shouldKeepConnectionsAndGuestsThroughAnUpdateOfTheBundle() throws IOException {
        final Path newer =
                new Workshop(lab.folder("ws")).newVersion(SwitchProcess.shippedJar("bundles", BUNDLE), "0.1.1");
        port("lab", "listen=" + socket, "guests=3");
        final StreamPeer one = peer("lab/1");
        final StreamPeer two = peer("lab/2");
        two.send(broadcast(2, 60));
        one.await(broadcast(2, 60));
        final byte[] framed = ByteBuffer.allocate(4 + 1000)
                .putInt(1000)
                .put(unicast(1, 2, 1000))
                .array();
        final int half = 300;
        one.write(Arrays.copyOf(framed, half));
        jackfield.json("bundle", "update", BUNDLE, newer.toString());
        one.write(Arrays.copyOfRange(framed, half, framed.length));
        two.await(unicast(1, 2, 1000));
        for (final String port : List.of("lab", "lab/1", "lab/2")) {
            jackfield.awaitListed(port, "ACTIVE", "");
            jackfield.awaitEvent("PORT_LINGERS", port, "goes on with its new code");
        }
        two.send(unicast(2, 1, 400));
        one.await(unicast(2, 1, 400));
        peer("lab/3").send(broadcast(3, 70));
        one.await(broadcast(3, 70));
        one.close();
        jackfield.awaitGone("lab/1");
        final JsonObject listed = jackfield.port("lab");
        assertEquals("2 of 3", listed.getAsJsonObject("details").get("guests").getAsString(), listed::toString);
    }

    private String detail(final String port, final String key) {
        return jackfield.port(port).getAsJsonObject("details").get(key).getAsString();
    }
}
