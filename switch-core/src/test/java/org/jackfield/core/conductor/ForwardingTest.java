package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.jackfield.api.admin.AdminException;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.frame.MacAddress;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a bridge does with frames, driven without threads. */
class ForwardingTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final long C = 0x0200_0000_000CL;

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort one = rig.port("one");
    private final WirePort two = rig.port("two");
    private final WirePort three = rig.port("three");

    @AfterEach
    void everyFrameIsAccountedFor() {
        rig.assertAtRest();
    }

    private void send(final WirePort port, final byte[] frame) {
        port.inject(0, frame);
        rig.settle();
    }

    private void learn(final WirePort port, final long mac) {
        send(port, Frames.broadcast(mac));
        List.of(one, two, three).forEach(WirePort::takeWritten);
    }

    private static void assertSame(final byte[] frame, final List<byte[]> written) {
        assertEquals(1, written.size());
        assertArrayEquals(frame, written.get(0));
    }

    @Test
    void shouldFloodUnknownUnicastToAllOtherPorts() {
        final byte[] frame = Frames.unicast(A, B);
        send(one, frame);
        assertSame(frame, two.takeWritten());
        assertSame(frame, three.takeWritten());
        assertTrue(one.takeWritten().isEmpty());
    }

    @Test
    void shouldServeCommandsWhileAddressesPourIn() {
        for (int i = 0; i < 5000; i++) {
            one.inject(0, Frames.broadcast(A + i));
            if (i % 100 == 99) {
                rig.step(0);
                rig.step(1);
                rig.step(0);
            }
        }
        int cycles = 0;
        while (rig.running.plane().requests.hasWork()) {
            rig.running.conductor().doWork();
            cycles++;
        }
        assertEquals(3, cycles, "5000 requests, 2048 a cycle");
        rig.settle();
        assertTrue(rig.running.view().fdb("br0").size() > 500, "of a table of 1024");
        assertTrue(rig.running.view().fdb("br0").stream()
                .allMatch(entry -> entry.port().equals("one")));
    }

    @Test
    void shouldSendLearnedUnicastToItsPortOnly() {
        learn(two, B);
        final byte[] frame = Frames.unicast(A, B);
        send(one, frame);
        assertSame(frame, two.takeWritten());
        assertTrue(three.takeWritten().isEmpty());
    }

    @Test
    void shouldFloodBroadcastAndMulticast() {
        send(one, Frames.broadcast(A));
        send(one, Frames.unicast(A, 0x0100_5E00_0001L));
        assertEquals(2, two.takeWritten().size());
        assertEquals(2, three.takeWritten().size());
        assertTrue(one.takeWritten().isEmpty());
    }

    @Test
    void shouldFollowAnAddressThatMoves() {
        learn(two, B);
        learn(three, B);
        send(one, Frames.unicast(A, B));
        assertTrue(two.takeWritten().isEmpty());
        assertEquals(1, three.takeWritten().size());
    }

    @Test
    void shouldForgetAnAddressAfterTheAgeingTime() {
        learn(two, B);
        for (int s = 0; s < 330; s++) {
            rig.clock.advanceSeconds(1);
            rig.settle();
        }
        send(one, Frames.unicast(A, B));
        assertEquals(1, three.takeWritten().size(), "flooded, so no longer known");
    }

    @Test
    void shouldNotSendAFrameBackToWhereItsDestinationIs() {
        learn(one, B);
        send(one, Frames.unicast(A, B));
        assertTrue(one.takeWritten().isEmpty());
        assertTrue(two.takeWritten().isEmpty());
        assertEquals(1, rig.drops("same-port"));
    }

    @Test
    void shouldNotForwardReservedGroupAddresses() {
        for (int last = 0; last < 16; last++) {
            send(one, Frames.unicast(A, 0x0180_C200_0000L + last));
        }
        assertTrue(two.takeWritten().isEmpty());
        assertEquals(16, rig.drops("reserved-group"));
        send(one, Frames.unicast(A, 0x0180_C200_0010L));
        assertEquals(1, two.takeWritten().size());
    }

    @Test
    void shouldDropFramesFromAGroupAddressAndLearnNothingFromThem() {
        send(one, Frames.unicast(A | MacAddress.GROUP_BIT, B));
        assertEquals(1, rig.drops("group-source"));
        assertTrue(rig.running.view().fdb("").isEmpty());
    }

    @Test
    void shouldDropFramesShorterThanAnEthernetHeader() {
        for (int length = 0; length < 14; length++) {
            send(one, Arrays.copyOf(Frames.broadcast(A), length));
        }
        assertEquals(14, rig.drops("too-short"));
        assertTrue(two.takeWritten().isEmpty());
        send(one, Arrays.copyOf(Frames.broadcast(A), 14));
        assertEquals(1, two.takeWritten().size());
    }

    @Test
    void shouldDropFramesLongerThanTheEgressMtuAllowsAtThatEgressOnly() {
        rig.change("one", "mtu=9000");
        rig.change("three", "mtu=9000");
        send(one, Frames.from(A, B).etherType(0x88B5).length(1515).build());
        assertTrue(two.takeWritten().isEmpty());
        assertEquals(1, three.takeWritten().size());
        assertEquals(1, rig.info("two").drops().get("egress-mtu"));
        assertEquals(1, rig.ledger().forwarded());
    }

    @Test
    void shouldNotCountUpToTwoTagsAgainstTheMtu() {
        final byte[] tagged =
                Frames.from(A, B).vlan(5).etherType(0x88B5).length(1518).build();
        final byte[] twice = Frames.from(A, B)
                .tag(0x88A8, 7)
                .vlan(5)
                .etherType(0x88B5)
                .length(1522)
                .build();
        send(one, tagged);
        send(one, twice);
        assertEquals(2, two.takeWritten().size());
        rig.change("one", "mtu=9000");
        send(one, Frames.from(A, B).vlan(5).etherType(0x88B5).length(1519).build());
        assertTrue(two.takeWritten().isEmpty());
    }

    @Test
    void shouldKeepBridgesApart() {
        rig.change("three", "bridge=other");
        final WirePort four = rig.port("four", "bridge=other");
        send(one, Frames.broadcast(A));
        assertEquals(1, two.takeWritten().size());
        assertTrue(three.takeWritten().isEmpty());
        send(four, Frames.unicast(C, A));
        assertEquals(1, three.takeWritten().size(), "A is not known on the other bridge");
        assertTrue(one.takeWritten().isEmpty());
    }

    @Test
    void shouldCountFramesThatNobodyIsThereToReceive() {
        final WirePort alone = rig.port("alone", "bridge=lonely");
        send(alone, Frames.broadcast(A));
        assertEquals(1, rig.drops("no-egress"));
    }

    @Test
    void shouldPassEveryByteOfAFrameUnchanged() {
        for (final int length : new int[] {14, 15, 59, 60, 64, 127, 1000, 1513, 1514}) {
            final byte[] frame = Frames.from(A, B)
                    .etherType(0x88B5)
                    .length(Math.max(14, length))
                    .build();
            for (int i = 14; i < frame.length; i++) {
                frame[i] = (byte) (i * 31);
            }
            send(one, frame);
            assertSame(frame, two.takeWritten());
            three.takeWritten();
        }
    }

    @Test
    void shouldForgetTheAddressesOfOnePortWhenFlushed() throws AdminException {
        learn(two, B);
        learn(three, C);
        assertEquals(1, rig.running.admin().flushFdb("two"));
        assertEquals(
                List.of("three"),
                rig.running.view().fdb("").stream().map(FdbEntryInfo::port).toList());
    }

    @Test
    void shouldLoseNoFrameUnderWayWhenTheFdbIsFlushed() throws AdminException {
        learn(two, B);
        for (int i = 0; i < 100; i++) {
            one.inject(0, Frames.numbered(A, B, i, i));
        }
        rig.workers.get(0).doWork(); // half of them wait in the ring of worker 1
        rig.running.admin().flushFdb("");
        rig.settle();
        assertEquals(0, rig.ledger().dropped(), () -> rig.ledger().toString());
        assertEquals(100, two.takeWritten().size());
    }

    @Test
    void shouldKeepAStaticEntryWhateverTrafficSaysAndBringItBackWithItsPort() throws AdminException {
        rig.running.admin().addFdbEntry("br0", B, "two", false);
        learn(three, B);
        send(one, Frames.unicast(A, B));
        assertEquals(1, two.takeWritten().size());
        assertTrue(three.takeWritten().isEmpty());
        rig.wire.vanish(two.fd(0));
        rig.settle();
        assertTrue(rig.running.view().fdb("").stream()
                .noneMatch(entry -> entry.kind().equals("static")));
        rig.clock.advanceSeconds(2);
        rig.settle();
        send(one, Frames.unicast(A, B));
        assertEquals(1, two.takeWritten().size());
        assertTrue(three.takeWritten().isEmpty());
    }

    @Test
    void shouldRefuseFdbEntriesThatMakeNoSense() {
        assertThrows(AdminException.class, () -> rig.running.admin().addFdbEntry("br0", B, "nobody", false));
        assertThrows(AdminException.class, () -> rig.running.admin().addFdbEntry("br9", B, "two", false));
        assertThrows(
                AdminException.class, () -> rig.running.admin().addFdbEntry("br0", MacAddress.BROADCAST, "two", false));
        assertThrows(AdminException.class, () -> rig.running.admin().removeFdbEntry("br0", B));
        assertThrows(AdminException.class, () -> rig.running.admin().setAgeing(9));
    }

    @Test
    void shouldCountWhatTheEgressRefuses() {
        learn(two, B);
        rig.wire.failWrites(two.fd(0), org.jackfield.testkit.MemoryWire.EIO);
        rig.wire.failWrites(two.fd(1), org.jackfield.testkit.MemoryWire.EAGAIN);
        for (int flow = 0; flow < 64; flow++) {
            send(one, Frames.numbered(A, B, flow, 0));
        }
        final var drops = rig.info("two").drops();
        assertTrue(drops.get("tx-down") > 0 && drops.get("tx-full") > 0, drops::toString);
        assertEquals(64, drops.get("tx-down") + drops.get("tx-full"));
    }
}
