package org.jackfield.port.vxlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jackfield.api.frame.FramePool;
import org.jackfield.api.frame.FrameReserve;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortException;
import org.jackfield.linux.jna.LibC;
import org.jackfield.linux.mem.FrameMemories;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What VXLAN ports leave to later versions of their code, which have an {@link Underlay} of their own. */
@Tag("netns")
@Timeout(60)
class VxlanUpdateTest {
    private static final long NEAR = 0x0200_0000_0001L;
    private static final long FAR = 0x0200_0000_0002L;
    private static final String VTEP1 = "10.1.0.1";
    private static final String VTEP2 = "10.1.0.2";
    private static final String VTEP3 = "10.1.0.3";
    private static final int FLOWS = 7;

    @RegisterExtension
    static final UnderlayLab lab = new UnderlayLab();

    private final FrameMemories memories = memories();
    private final FramePool pool = new FramePool(new FrameReserve(memories.frames()));
    private final Underlay before = new Underlay();
    private final Underlay later = new Underlay();
    private final List<VxlanRig> rigs = new ArrayList<>();
    private final List<PortEstate> left = new ArrayList<>();

    private static FrameMemories memories() {
        try {
            return new FrameMemories(1024, 64);
        } catch (final IOException none) {
            throw new IllegalStateException(none);
        }
    }

    @BeforeEach
    void limitPath() throws Exception {
        lab.mtu(1550);
    }

    @AfterEach
    void close() {
        rigs.forEach(VxlanRig::close);
        left.forEach(VxlanUpdateTest::discard);
        memories.close();
    }

    /** What the switch does with what nobody adopts. */
    private static void discard(final PortEstate estate) {
        estate.others().values().forEach(LibC::close);
    }

    private VxlanRig rig(final Underlay underlay, final int vni) {
        final VxlanRig made = new VxlanRig(underlay, "v" + vni, pool);
        rigs.add(made);
        return made;
    }

    private VxlanRig open(final int vni, final int queues, final String... more) throws PortException {
        return rig(before, vni).open(queues, all(vni, more));
    }

    private static String[] all(final int vni, final String... more) {
        final List<String> all = new ArrayList<>(
                List.of("netns=" + lab.name(), "vni=" + vni, "local=" + VTEP1, "remotes=" + VTEP2 + "," + VTEP3));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private PortEstate handOver(final VxlanRig rig) {
        final PortEstate estate = rig.handOver();
        left.add(estate);
        return estate;
    }

    private VxlanRig adopt(final PortEstate estate, final int vni, final String... more) throws PortException {
        final VxlanRig made = rig(later, vni).adopt(estate, all(vni, more));
        left.remove(estate);
        return made;
    }

    private static void send(final TestVtep from, final int vni, final int first, final int count) throws IOException {
        for (int n = first; n < first + count; n++) {
            from.send(VTEP1, vni, Frames.numbered(FAR, NEAR, n % FLOWS, n));
        }
    }

    private static void assertNumbers(final int first, final int count, final List<byte[]> frames) {
        assertEquals(count, frames.size());
        final long[] last = new long[FLOWS];
        for (final byte[] frame : frames) {
            final long number = Frames.number(frame).orElseThrow();
            assertTrue(number >= first && number < first + count, () -> "frame " + number);
            assertTrue(number >= last[(int) (number % FLOWS)], () -> "frame " + number + " came late");
            last[(int) (number % FLOWS)] = number;
        }
    }

    @Test
    void shouldFindWhatCameWhileTheCodeWasAway() throws Exception {
        final VxlanRig old = open(5, 3);
        try (TestVtep two = new TestVtep(lab, VTEP2)) {
            send(two, 5, 0, 30);
            assertNumbers(0, 30, old.await(30));
            final PortEstate estate = handOver(old);
            send(two, 5, 30, 200);
            final VxlanRig fresh = adopt(estate, 5);
            send(two, 5, 230, 30);
            assertNumbers(30, 230, fresh.await(230));
            assertEquals(0, fresh.port.kernelDrops());
        }
    }

    @Test
    void shouldKeepSegmentsApartInWhicheverOrderTheyLeaveAndComeBack() throws Exception {
        final VxlanRig five = open(5, 2);
        final VxlanRig six = open(6, 3);
        final VxlanRig seven = open(7, 1);
        five.port.setQueues(4);
        six.port.setQueues(1);
        try (TestVtep two = new TestVtep(lab, VTEP2)) {
            final PortEstate ofSix = handOver(six);
            send(two, 7, 0, 20);
            assertNumbers(0, 20, seven.await(20));
            final PortEstate ofFive = handOver(five);
            final PortEstate ofSeven = handOver(seven);
            for (int vni = 5; vni <= 7; vni++) {
                send(two, vni, 100 * vni, 60);
            }
            assertNumbers(700, 60, adopt(ofSeven, 7).await(60));
            final VxlanRig newFive = adopt(ofFive, 5);
            assertNumbers(500, 60, newFive.await(60));
            newFive.port.setQueues(1);
            newFive.port.setQueues(5);
            final VxlanRig newSix = adopt(ofSix, 6);
            assertNumbers(600, 60, newSix.await(60));
            newSix.port.setQueues(3);
            send(two, 5, 0, 30);
            send(two, 6, 30, 30);
            assertNumbers(0, 30, newFive.await(30));
            assertNumbers(30, 30, newSix.await(30));
            assertEquals(0, newFive.detail("bad-vni") + newSix.detail("bad-vni"));
        }
    }

    /** The kernel would move the last socket of a group into the place of one that is closed. */
    @Test
    void shouldKeepItsPlaceWhenAnotherPortDoesNotComeBack() throws Exception {
        final VxlanRig five = open(5, 2);
        final VxlanRig six = open(6, 2);
        final PortEstate ofFive = handOver(five);
        final PortEstate ofSix = handOver(six);
        discard(ofFive);
        left.remove(ofFive);
        try (TestVtep two = new TestVtep(lab, VTEP2)) {
            send(two, 6, 0, 40);
            final VxlanRig newSix = adopt(ofSix, 6);
            assertNumbers(0, 40, newSix.await(40));
            final VxlanRig newFive = rig(later, 5).open(3, all(5));
            send(two, 5, 100, 40);
            send(two, 6, 200, 40);
            assertNumbers(100, 40, newFive.await(40));
            assertNumbers(200, 40, newSix.await(40));
        }
    }

    @Test
    void shouldRememberAddressesVtepsAndCounts() throws Exception {
        final VxlanRig old = open(5, 1, "accept=any");
        try (TestVtep stranger = new TestVtep(lab, "10.1.0.7", 5000);
                TestVtep atStranger = new TestVtep(lab, "10.1.0.7");
                TestVtep three = new TestVtep(lab, VTEP3)) {
            stranger.send(VTEP1, 5, Frames.unicast(FAR, NEAR));
            three.send(VTEP1, 5, Frames.unicast(FAR + 1, NEAR));
            three.sendRaw(VTEP1, new byte[3]);
            assertEquals(2, old.await(2).size());
            final Map<String, String> details = old.port.details();
            assertEquals("1", details.get("bad-short"));
            final VxlanRig fresh = adopt(handOver(old), 5, "accept=any");
            assertEquals(details, fresh.port.details());
            assertEquals(2, fresh.send(0, Frames.unicast(NEAR, FAR), Frames.unicast(NEAR, FAR + 1)));
            assertArrayEquals(Frames.unicast(NEAR, FAR), atStranger.receive(5).get(0));
            assertArrayEquals(Frames.unicast(NEAR, FAR + 1), three.receive(5).get(0));
        }
    }

    @Test
    void shouldHoldMoreWhenToldThatNobodyWillRead() throws Exception {
        final VxlanRig old = open(5, 2);
        final int usual = old.port.hold(1);
        final int more = old.port.hold(10 * usual);
        assertTrue(more >= 10 * usual, () -> "holds " + more + " frames, not ten times " + usual);
        final VxlanRig fresh = adopt(handOver(old), 5);
        fresh.port.check();
        assertEquals(usual, fresh.port.hold(1), "the check has put it back");
    }

    @Test
    void shouldRefuseWhatCannotBeItsOwnAndLeaveItOpen() throws Exception {
        final PortEstate good = handOver(open(5, 2));
        final PortEstate otherPlace = handOver(
                rig(new Underlay(), 5).open(1, "netns=" + lab.name(), "vni=5", "local=10.1.0.9", "remotes=" + VTEP2));
        final Map<String, Integer> strange = new HashMap<>(good.others());
        strange.put("receive-1", otherPlace.others().get("receive-0"));
        final Map<String, Integer> missing = new HashMap<>(good.others());
        missing.remove("receive-0");
        final Map<String, Integer> unknown = new HashMap<>(good.others());
        unknown.put("something", good.others().get("receive-0"));
        for (final Map<String, Integer> others : List.of(strange, missing, unknown)) {
            assertRefused(new PortEstate(List.of(), others, good.facts()));
        }
        for (final String fact : List.of("numbers", "netns-inode", "peers")) {
            final Map<String, String> facts = new HashMap<>(good.facts());
            facts.put(fact, "what?");
            assertRefused(new PortEstate(List.of(), good.others(), facts));
            facts.remove(fact);
            assertRefused(new PortEstate(List.of(), good.others(), facts));
        }
        final Map<String, String> nobodys = new HashMap<>(good.facts());
        nobodys.put("numbers", "5=0,7");
        assertRefused(new PortEstate(List.of(), good.others(), nobodys));
        try (TestVtep two = new TestVtep(lab, VTEP2)) {
            send(two, 5, 0, 20);
            assertNumbers(0, 20, adopt(good, 5).await(20));
        }
    }

    private void assertRefused(final PortEstate estate) {
        final VxlanRig rig = rig(later, 5);
        final String message = assertThrows(PortException.class, () -> rig.adopt(estate, all(5)))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith("port v5: "), message);
        assertEquals(0, rig.host.queueCount());
    }

    @Test
    void shouldLeaveNothingBehindWhenTheSwitchTakesNoQueue() throws Exception {
        final PortEstate estate = handOver(open(5, 2));
        final VxlanRig rig = rig(later, 5);
        rig.host.refuseQueue(1);
        assertThrows(PortException.class, () -> rig.adopt(estate, all(5)));
        assertEquals(0, rig.host.queueCount());
        try (TestVtep two = new TestVtep(lab, VTEP2)) {
            send(two, 5, 0, 20);
            assertNumbers(0, 20, adopt(estate, 5).await(20));
        }
    }
}
