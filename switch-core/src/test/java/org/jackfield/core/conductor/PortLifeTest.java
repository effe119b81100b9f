package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortHost;
import org.jackfield.api.port.PortState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a port, driven without threads. */
class PortLifeTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    private final SwitchRig rig = new SwitchRig(2);

    @AfterEach
    void everyFrameIsAccountedFor() {
        rig.assertAtRest();
    }

    private PortState state(final String name) {
        return rig.info(name).state();
    }

    @Test
    void shouldTellAPortWhoIsBehindAnIndex() {
        final MemoryPort memory = new MemoryPort();
        rig.add("memory", memory);
        rig.port("wire");
        final PortHost host = memory.host().orElseThrow();
        final int index = rig.info("wire").index();
        assertEquals(Optional.of("wire"), host.portName(index));
        assertEquals(Optional.of("memory"), host.portName(rig.info("memory").index()));
        assertEquals(Optional.empty(), host.portName(-1));
        assertEquals(Optional.empty(), host.portName(7));
        rig.remove("wire");
        assertEquals(Optional.empty(), host.portName(index));
        rig.port("other");
        rig.remove("memory");
        assertEquals(Optional.empty(), host.portName(rig.info("other").index()), "a closed port asks nobody");
    }

    @Test
    void shouldOpenAPortWithAQueueForEachWorkerUnlessToldOtherwise() {
        assertEquals(2, rig.port("one").queueCount());
        assertEquals(5, rig.port("two", "queues=5").queueCount());
        assertEquals(PortState.ACTIVE, state("one"));
        assertEquals(1, rig.info("two").queues().get(3).worker());
    }

    @Test
    void shouldShowWhyAPortCannotBeOpenedAndTryAgainLaterAndLater() {
        final WirePort port = new WirePort(rig.wire);
        port.refuse("no such device; make one");
        rig.add("one", port);
        assertEquals(PortState.FAULTED, state("one"));
        assertEquals("no such device; make one", rig.info("one").reason());
        assertTrue(rig.info("one").changeRefused());
        for (int i = 0; i < 40; i++) {
            rig.clock.advanceSeconds(1);
            rig.settle();
        }
        final long tries = rig.events.stream()
                .filter(event -> event.kind() == SwitchEvent.Kind.PORT_FAULTED)
                .count();
        assertTrue(tries >= 4 && tries <= 7, "tried " + tries + " times in 40 s");
        port.refuse("");
        for (int i = 0; i < 40; i++) {
            rig.clock.advanceSeconds(1);
            rig.settle();
        }
        assertEquals(PortState.ACTIVE, state("one"));
        assertEquals("", rig.info("one").reason());
    }

    @Test
    void shouldTryAgainAtOnceWhenTheConfigurationOfAFaultedPortChanges() {
        final WirePort port = new WirePort(rig.wire);
        rig.add("one", port, "mtu=5");
        assertEquals(PortState.FAULTED, state("one"));
        rig.change("one", "mtu=1600");
        assertEquals(PortState.ACTIVE, state("one"));
        assertEquals(rig.lastChange(), rig.info("one").change());
    }

    @Test
    void shouldKeepTheOldStateWhenAChangeIsRefused() {
        final WirePort one = rig.port("one", "mtu=1600");
        rig.change("one", "mtu=70000");
        final PortInfo refused = rig.info("one");
        assertEquals(PortState.ACTIVE, refused.state());
        assertTrue(refused.changeRefused());
        assertEquals(rig.lastChange(), refused.change());
        assertEquals(1600, refused.mtu());
        assertTrue(refused.reason().contains("mtu=70000"), refused.reason());
        rig.change("one", "mtu=1700");
        assertFalse(rig.info("one").changeRefused());
        assertEquals(1700, rig.info("one").mtu());
        assertEquals(2, one.queueCount());
    }

    @Test
    void shouldRefuseSwitchSideKeysThatMakeNoSense() {
        rig.port("one");
        for (final String bad : List.of("queues=257", "queues=x", "bridge=a b", "fdb-limit=-1")) {
            rig.change("one", bad);
            assertTrue(rig.info("one").changeRefused(), bad);
            assertEquals(PortState.ACTIVE, state("one"));
        }
    }

    @Test
    void shouldCloseAPortWhoseDeviceDisappearsAndTakeItBack() {
        final WirePort one = rig.port("one");
        final WirePort two = rig.port("two");
        rig.wire.vanish(one.fd(1));
        rig.settle();
        assertEquals(PortState.FAULTED, state("one"));
        assertTrue(rig.info("one").reason().contains("gone"), rig.info("one").reason());
        assertEquals(0, one.queueCount());
        two.inject(0, Frames.broadcast(A));
        rig.clock.advanceSeconds(2);
        rig.settle();
        assertEquals(PortState.ACTIVE, state("one"));
        two.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, one.takeWritten().size());
    }

    @Test
    void shouldFaultAPortThatIsNotWellWhenAsked() {
        final WirePort one = rig.port("one");
        one.refuse("my namespace is gone");
        rig.clock.advanceSeconds(5);
        rig.settle();
        assertEquals(PortState.FAULTED, state("one"));
        assertEquals("my namespace is gone", rig.info("one").reason());
    }

    @Test
    void shouldForgetAPortThatLeaves() {
        final WirePort one = rig.port("one");
        final WirePort two = rig.port("two");
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        two.takeWritten();
        rig.remove("one");
        assertTrue(rig.running.view().port("one").isEmpty());
        assertTrue(rig.running.view().fdb("").isEmpty(), "its addresses are forgotten");
        assertEquals(2, rig.wire.openCount());
        two.inject(0, Frames.unicast(B, A));
        rig.settle();
        assertEquals(1, rig.drops("no-egress"));
        assertEquals(2, rig.ledger().received(), "what a port counted stays in the ledger");
    }

    @Test
    void shouldCountFramesOfAPortThatLeavesWhileTheyAreInTheSwitch() {
        final WirePort one = rig.port("one");
        rig.port("two");
        for (int i = 0; i < 400; i++) {
            one.inject(i % 2, Frames.numbered(A, B, i, i));
        }
        rig.workers
                .get(0)
                .doWork(); // half of what it reads is handed to worker 1, which gets no turn before the port has left
        rig.removeWithoutWorker("one", 1);
        assertTrue(rig.drops("port-gone") > 0, () -> rig.ledger().toString());
    }

    @Test
    void shouldGiveANewPortAnotherGenerationOfTheSameIndex() {
        rig.port("one");
        final PortInfo before = rig.info("one");
        rig.remove("one");
        rig.port("one");
        assertEquals(before.index(), rig.info("one").index());
        assertEquals(before.generation() + 1, rig.info("one").generation());
    }

    @Test
    void shouldLetASecondPortOfTheSameNameWaitForTheFirst() {
        rig.port("one", "bridge=first");
        final WirePort second = new WirePort(rig.wire);
        rig.running.ports().seen(second, rig.settingsOf("one", "bridge=second"));
        rig.settle();
        assertEquals("first", rig.info("one").bridge());
        rig.remove("one");
        assertEquals("second", rig.info("one").bridge());
        assertEquals(PortState.ACTIVE, state("one"));
    }

    @Test
    void shouldSpreadNewQueuesWithoutTouchingTheOthers() {
        final WirePort one = rig.port("one", "queues=1");
        final int first = one.fd(0);
        rig.change("one", "queues=6");
        assertEquals(6, one.queueCount());
        assertEquals(first, one.fd(0));
        rig.change("one", "queues=2");
        assertEquals(2, one.queueCount());
        assertEquals(2, rig.wire.openCount());
        assertEquals(PortState.ACTIVE, state("one"));
    }

    @Test
    void shouldMovePortsBetweenBridgesAndForgetWhatWasLearnedThere() {
        final WirePort one = rig.port("one");
        rig.port("two");
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, rig.running.view().fdb("br0").size());
        rig.change("one", "bridge=br1");
        assertTrue(rig.running.view().fdb("").isEmpty());
        assertEquals("br1", rig.info("one").bridge());
    }

    @Test
    void shouldForwardBetweenPortsInMemoryAndPortsWithDescriptors() {
        final MemoryPort memory = new MemoryPort();
        rig.add("memory", memory, "queues=2");
        final WirePort wired = rig.port("wired");
        memory.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, wired.takeWritten().size());
        wired.inject(1, Frames.unicast(B, A));
        rig.settle();
        assertEquals(1, memory.takeSent().size());
    }

    @Test
    void shouldTakeOutThePortWhoseCodeThrowsOnAWorkerAndKeepTheOthers() {
        final MemoryPort bad = new MemoryPort();
        rig.add("bad", bad, "queues=2");
        final WirePort one = rig.port("one");
        final WirePort two = rig.port("two");
        bad.throwOnWorker(new IllegalStateException("broken plug-in"));
        rig.writeOff(1); // the frame it was given when it threw
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(PortState.FAULTED, state("bad"));
        assertTrue(
                rig.info("bad").reason().contains("broken plug-in"),
                rig.info("bad").reason());
        two.takeWritten();
        one.inject(0, Frames.broadcast(A));
        rig.settle();
        assertEquals(1, two.takeWritten().size());
    }

    @Test
    void shouldNotLetAClosedPortTouchTheSwitch() {
        final WirePort one = rig.port("one");
        final var host = one.host().orElseThrow();
        rig.remove("one");
        host.fail("too late");
        host.mtu(68);
        rig.settle();
        assertTrue(rig.running.view().ports().isEmpty());
    }

    @Test
    void shouldKeepTheCountsOfAQueueThatAWorkerStopsSendingBy() {
        rig.port("one", "queues=1");
        final WirePort two = rig.port("two");
        for (final int queues : new int[] {2, 1, 2}) {
            for (int flow = 0; flow < 20; flow++) {
                two.inject(flow % 2, Frames.numbered(A, B, flow, queues));
            }
            rig.settle();
            rig.change("one", "queues=" + queues);
        }
        assertEquals(60, rig.info("one").txFrames());
    }
}
