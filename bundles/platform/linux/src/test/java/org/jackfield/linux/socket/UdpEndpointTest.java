package org.jackfield.linux.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.linux.netns.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("netns")
@Timeout(60)
final class UdpEndpointTest {
    private static final int PORT = 4789;
    private static final int MOST = 16;
    private static final int BYTES = 2048;
    private static final byte[] NOTHING = {};

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private TestNamespace place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new TestNamespace();
        place.ip("link", "set", "lo", "up");
        TestNamespace.run(
                "ip", "netns", "exec", place.name(), "sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=0");
        place.ip("address", "replace", "::1/128", "dev", "lo");
    }

    @AfterEach
    void close() throws Exception {
        for (final AutoCloseable each : toClose) {
            each.close();
        }
        place.close();
    }

    private static UdpAddress address(final String host, final int port) throws IOException {
        return UdpAddress.of(InetAddress.getByName(host), port);
    }

    private UdpEndpoint open(final String host, final int port, final boolean shared) throws IOException {
        final UdpAddress local = address(host, port);
        final UdpEndpoint made = place.namespace().call(() -> UdpEndpoint.open(local, shared));
        toClose.add(made);
        return made;
    }

    /** Sends the bytes in two pieces, cut into datagrams of so many bytes unless that is 0. */
    private void send(final UdpEndpoint from, final UdpAddress to, final byte[] bytes, final int segment) {
        final UdpBatch memory = new UdpBatch(1, Math.max(1, bytes.length));
        final MessageBatch messages = new MessageBatch(1, 2, bytes.length > 0 ? new byte[] {bytes[0]} : NOTHING);
        toClose.add(memory);
        toClose.add(messages);
        memory.payloads().put(0, bytes);
        final long[] words = new long[UdpAddress.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = to.word(i);
        }
        assertTrue(messages.hasRoom(2));
        messages.beginTo(words, 0, to.bytes());
        messages.appendPrefix();
        if (bytes.length > 1) {
            messages.append(memory.address(0) + 1, bytes.length - 1);
        }
        if (segment > 0) {
            messages.segment(segment);
        }
        assertFalse(messages.hasRoom(0));
        assertEquals(1, from.send(messages, 0, 1));
    }

    /** All datagrams that wait, and where the first came from. */
    private Received receive(final UdpEndpoint at) {
        final UdpBatch memory = new UdpBatch(MOST, BYTES);
        final MessageBatch messages = new MessageBatch(MOST, MOST, NOTHING);
        toClose.add(memory);
        toClose.add(messages);
        for (int i = 0; i < MOST; i++) {
            messages.beginReceive();
            messages.append(memory.address(i), BYTES);
        }
        final int got = at.receive(messages);
        final List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < got; i++) {
            final byte[] bytes = new byte[messages.length(i)];
            memory.payloads().get(memory.offset(i), bytes);
            datagrams.add(bytes);
        }
        assertTrue(got > 0 || UdpEndpoint.isTransient(got), () -> UdpEndpoint.errorName(got));
        return new Received(
                datagrams, messages.sourceHigh(0), messages.sourceLow(0), got > 0 && messages.isTruncated(0));
    }

    private record Received(List<byte[]> datagrams, long high, long low, boolean truncated) {}

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldGatherADatagramAndTellWhereItCameFrom(final String host) throws IOException {
        final UdpEndpoint to = open(host, PORT, false);
        final UdpEndpoint from = open(host, 5000, false);
        send(from, address(host, PORT), new byte[] {1, 2, 3, 4, 5}, 0);
        final Received got = receive(to);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, got.datagrams.get(0));
        assertEquals(address(host, 0).high(), got.high);
        assertEquals(address(host, 0).low(), got.low);
        assertFalse(got.truncated);
        send(from, address(host, PORT), NOTHING, 0);
        assertEquals(0, receive(to).datagrams.get(0).length);
        assertEquals(0, receive(to).datagrams.size());
    }

    @Test
    void shouldLetTheKernelCutAMessage() throws IOException {
        final UdpEndpoint to = open("127.0.0.1", PORT, false);
        final byte[] bytes = new byte[2500];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        send(open("127.0.0.1", 0, false), address("127.0.0.1", PORT), bytes, 1000);
        final List<byte[]> got = receive(to).datagrams;
        assertEquals(
                List.of(1000, 1000, 500), got.stream().map(each -> each.length).toList());
        assertEquals(bytes[1000], got.get(1)[0]);
        assertEquals(bytes[2499], got.get(2)[499]);
    }

    @Test
    void shouldSayWhatWasTooLongForItsRoom() throws IOException {
        final UdpEndpoint to = open("127.0.0.1", PORT, false);
        send(open("127.0.0.1", 0, false), address("127.0.0.1", PORT), new byte[BYTES + 1], 0);
        final Received got = receive(to);
        assertEquals(BYTES, got.datagrams.get(0).length);
        assertTrue(got.truncated);
    }

    @Test
    void shouldGiveEachDatagramToTheSocketTheProgramSays() throws IOException {
        final List<UdpEndpoint> group =
                List.of(open("127.0.0.1", PORT, true), open("127.0.0.1", PORT, true), open("127.0.0.1", PORT, true));
        group.get(1)
                .selectBy(new ClassicBpf()
                        .loadLength()
                        .skipIfAtLeast(4, 1)
                        .result(0)
                        .loadWord(0)
                        .shiftRight(8)
                        .skipUnlessEqual(0x010203, 1)
                        .result(2)
                        .loadHalf(ClassicBpf.NETWORK_HEADER + 20) // the source port
                        .modulo(2)
                        .result(1));
        final UdpEndpoint from = open("127.0.0.1", 5001, false);
        final UdpAddress to = address("127.0.0.1", PORT);
        send(from, to, new byte[] {1, 2, 3, 4}, 0);
        assertEquals(1, receive(group.get(2)).datagrams.size());
        send(from, to, new byte[] {1, 2, 3}, 0);
        assertEquals(1, receive(group.get(0)).datagrams.size());
        send(from, to, new byte[] {9, 9, 9, 9}, 0);
        assertEquals(1, receive(group.get(1)).datagrams.size());
    }

    @Test
    void shouldTakeNothingOrThrowAwayWhatWaits() throws IOException {
        final UdpEndpoint deaf = open("127.0.0.1", 5002, false).takeNothing();
        final UdpEndpoint to = open("127.0.0.1", PORT, false);
        send(to, address("127.0.0.1", 5002), new byte[3], 0);
        assertEquals(0, receive(deaf).datagrams.size());
        for (int i = 0; i < 70; i++) {
            send(deaf, address("127.0.0.1", PORT), new byte[3], 0);
        }
        to.discard();
        assertEquals(0, receive(to).datagrams.size());
        assertEquals(0, to.drops());
    }

    @Test
    void shouldTellThePathMtuAndRefuseWhatIsLonger() throws IOException {
        place.ip("link", "set", "lo", "mtu", "1400");
        final UdpAddress any = address("0.0.0.0", 0);
        final UdpAddress to = address("127.0.0.1", PORT);
        assertEquals(1400, place.namespace().call(() -> UdpEndpoint.pathMtu(any, to)));
        final UdpAddress nowhere = address("192.0.2.1", PORT);
        final UdpException refused =
                assertThrows(UdpException.class, () -> place.namespace().call(() -> UdpEndpoint.pathMtu(any, nowhere)));
        assertTrue(refused.isUnreachable(), refused::getMessage);

        final UdpEndpoint from = open("127.0.0.1", 0, false).dontFragment();
        final MessageBatch tooLong = new MessageBatch(1, 1, new byte[1400 - 28 + 1]);
        toClose.add(tooLong);
        final long[] words = {to.word(0), to.word(1), to.word(2), to.word(3)};
        tooLong.beginTo(words, 0, to.bytes());
        tooLong.appendPrefix();
        assertTrue(UdpEndpoint.isTooLong(from.send(tooLong, 0, 1)));
    }

    @Test
    void shouldSayWhyItCannotBind() throws IOException {
        open("127.0.0.1", PORT, false);
        final UdpException inUse = assertThrows(UdpException.class, () -> open("127.0.0.1", PORT, false));
        assertTrue(inUse.isInUse() && inUse.getMessage().contains("127.0.0.1:4789"), inUse::getMessage);
        final UdpException foreign = assertThrows(UdpException.class, () -> open("192.0.2.1", PORT, false));
        assertTrue(foreign.isNoAddress(), foreign::getMessage);
    }

    @Test
    void shouldSetHopsTrafficClassAndChecksumsOfBothFamilies() throws IOException {
        for (final String host : List.of("127.0.0.1", "::1")) {
            final UdpEndpoint socket = open(host, 0, false);
            socket.hops(9)
                    .trafficClass(0xB8)
                    .dontFragment()
                    .sendWithoutChecksum()
                    .takeWithoutChecksum(true);
            assertThrows(UdpException.class, () -> socket.hops(1000));
        }
    }
}
