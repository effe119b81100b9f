package org.jackfield.linux.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** Members of groups in a namespace with two interfaces, of which the kernel gives each member what the others say. */
@Tag("netns")
@Timeout(60)
final class UdpGroupTest {
    private static final int PORT = 5000;
    private static final String GROUP = "230.0.0.1";
    private static final String FIRST = "10.1.0.1";
    private static final String SECOND = "10.2.0.1";
    private static final String ANY = "0.0.0.0";

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private TestNamespace place;

    @BeforeEach
    void makePlace() throws IOException {
        place = new TestNamespace();
        makeDevice("d1", FIRST);
        makeDevice("d2", SECOND);
    }

    private void makeDevice(final String device, final String address) throws IOException {
        place.ip("link", "add", device, "type", "veth", "peer", "name", device + "peer");
        place.ip("address", "add", address + "/24", "dev", device);
        place.ip("link", "set", device + "peer", "up");
        place.ip("link", "set", device, "up");
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

    private UdpGroup join(final String group, final String local, final int port) throws IOException {
        final UdpAddress to = address(group, PORT);
        final UdpAddress from = address(local, port);
        final UdpGroup made = place.namespace().call(() -> UdpGroup.join(to, from));
        toClose.add(made);
        return made;
    }

    /** Says a number to the group. */
    private void say(final UdpGroup member, final int number) throws IOException {
        final UdpAddress to = address(GROUP, PORT);
        final long[] words = {to.word(0), to.word(1), to.word(2), to.word(3)};
        try (UdpBatch memory = new UdpBatch(1, 1);
                MessageBatch messages = new MessageBatch(1, 1, new byte[0])) {
            memory.payloads().put(0, (byte) number);
            messages.beginTo(words, 0, to.bytes());
            messages.append(memory.address(0), 1);
            assertEquals(1, member.speaker().send(messages, 0, 1));
        }
    }

    /** All numbers that wait for a member: what is said on one machine has arrived when the call that says it returns. */
    private static List<Integer> heard(final UdpGroup member) {
        final List<Integer> numbers = new ArrayList<>();
        try (UdpBatch memory = new UdpBatch(1, 1);
                MessageBatch messages = new MessageBatch(1, 1, new byte[0])) {
            messages.beginReceive();
            messages.append(memory.address(0), 1);
            while (member.hearer().receive(messages) == 1) {
                numbers.add((int) memory.payloads().get(0));
            }
        }
        return numbers;
    }

    @Test
    void shouldHearEveryOtherMemberOfItsInterfaceAndNeverItself() throws IOException {
        final UdpGroup one = join(GROUP, FIRST, 0);
        final UdpGroup two = join(GROUP, FIRST, 7000);
        final UdpGroup three = join(GROUP, FIRST, 0);
        final UdpGroup otherGroup = join("230.0.0.2", FIRST, 0);
        final UdpGroup otherInterface = join(GROUP, SECOND, 0);
        say(one, 1);
        say(two, 2);
        say(three, 3);
        say(otherInterface, 4);
        assertEquals(List.of(2, 3), heard(one));
        assertEquals(List.of(1, 3), heard(two));
        assertEquals(List.of(1, 2), heard(three));
        assertEquals(List.of(), heard(otherGroup));
        assertEquals(List.of(), heard(otherInterface));
        assertEquals(FIRST + ":7000", two.source().toString());
        assertNotEquals(PORT, one.source().port());
    }

    @Test
    void shouldLeaveTheInterfaceToTheRoutingTable() throws IOException {
        final UdpException none = assertThrows(UdpException.class, () -> join(GROUP, ANY, 0));
        assertTrue(none.isUnreachable(), none.getMessage());
        place.ip("route", "add", "224.0.0.0/4", "dev", "d2");
        final UdpGroup routed = join(GROUP, ANY, 0);
        assertEquals(SECOND, routed.source().host().getHostAddress());
        final UdpGroup named = join(GROUP, SECOND, 0);
        say(named, 1);
        say(routed, 2);
        assertEquals(List.of(1), heard(routed));
        assertEquals(List.of(2), heard(named));
    }

    @Test
    void shouldMissAMembershipThatWentWithItsInterface() throws IOException {
        final UdpGroup member = join(GROUP, FIRST, 0);
        final UdpAddress group = address(GROUP, PORT);
        assertTrue(place.namespace().call(() -> member.isMember(group)));
        place.ip("link", "del", "d1");
        assertFalse(place.namespace().call(() -> member.isMember(group)));
        makeDevice("d1", FIRST);
        assertFalse(place.namespace().call(() -> member.isMember(group)));
    }

    @Test
    void shouldNameWhatIsWrongWithAnAddress() {
        final UdpException stranger = assertThrows(UdpException.class, () -> join(GROUP, "10.9.0.1", 0));
        assertTrue(stranger.isNoAddress(), stranger.getMessage());
        final UdpException taken = assertThrows(UdpException.class, () -> {
            join(GROUP, FIRST, 7000);
            join(GROUP, FIRST, 7000);
        });
        assertTrue(taken.isInUse(), taken.getMessage());
    }
}
