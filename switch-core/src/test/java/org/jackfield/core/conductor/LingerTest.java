package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortEstate;
import org.jackfield.api.port.PortState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports whose code goes while their configuration stays, driven without threads. */
class LingerTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    private final SwitchRig rig = new SwitchRig(2);
    private final WirePort two = rig.port("two");

    @AfterEach
    void everyFrameIsAccountedFor() {
        rig.assertAtRest();
    }

    private WirePort wire() {
        return new WirePort(rig.wire).handsOver();
    }

    /** Adds port one; returns the descriptor of its first queue. */
    private int one(final String... settings) {
        final WirePort one = wire();
        rig.add("one", one, settings);
        return one.fd(0);
    }

    private void assertForwards(final int fd) {
        two.takeWritten();
        rig.wire.inject(fd, Frames.unicast(A, B));
        rig.settle();
        assertEquals(1, two.takeWritten().size(), "frames forwarded from one to two");
        rig.wire.takeWritten(fd);
        two.inject(0, Frames.unicast(B, A));
        two.inject(1, Frames.unicast(B, A));
        rig.settle();
    }

    private long told(final SwitchEvent.Kind kind, final String part) {
        return rig.events.stream()
                .filter(event -> event.kind() == kind
                        && event.subject().equals("one")
                        && event.text().contains(part))
                .count();
    }

    @Test
    void shouldForwardOnWhileTheCodeIsAway() {
        final int fd = one();
        assertForwards(fd);
        final PortInfo before = rig.info("one");
        rig.stopCode("one");
        assertForwards(fd);
        final PortInfo lingering = rig.info("one");
        assertEquals(PortState.ACTIVE, lingering.state());
        assertTrue(lingering.reason().contains("lingers"), lingering.reason());
        assertEquals(before.generation(), lingering.generation());
        assertEquals(before.rxFrames() + 1, lingering.rxFrames());
        assertEquals(1, told(SwitchEvent.Kind.PORT_LINGERS, "lingers"));
    }

    @Test
    void shouldLetNewCodeGoOnWithTheSameDescriptorsAndGeneration() {
        final int fd = one("mtu=1600");
        assertForwards(fd);
        final PortInfo before = rig.info("one");
        rig.stopCode("one");
        final WirePort fresh = wire();
        rig.add("one", fresh, "mtu=1600");
        final PortInfo after = rig.info("one");
        assertEquals(fd, fresh.fd(0));
        assertEquals("", after.reason());
        assertEquals(before.generation(), after.generation());
        assertEquals(before.index(), after.index());
        assertEquals(rig.lastChange(), after.change(), "whoever waits for the configuration is told");
        assertEquals(0, told(SwitchEvent.Kind.PORT_CHANGED, ""));
        assertFalse(rig.running.view().fdb("").isEmpty(), "what was learned stays");
        assertForwards(fd);
        rig.change("one", "queues=3");
        assertEquals(3, fresh.queueCount());
    }

    @Test
    void shouldApplyAConfigurationThatChangedMeanwhile() {
        one();
        rig.stopCode("one");
        final WirePort fresh = wire();
        rig.add("one", fresh, "mtu=1700", "queues=1");
        assertEquals(1700, rig.info("one").mtu());
        assertEquals(1, fresh.queueCount());
        assertEquals(1, told(SwitchEvent.Kind.PORT_CHANGED, ""));
    }

    @Test
    void shouldCloseWhatNobodyComesFor() {
        one();
        rig.stopCode("one");
        rig.clock.advanceSeconds(9);
        rig.settle();
        assertTrue(rig.running.view().port("one").isPresent());
        rig.clock.advanceSeconds(2);
        rig.settle();
        assertTrue(rig.running.view().port("one").isEmpty());
        assertEquals(2, rig.wire.openCount(), "only the queues of two are open");
        assertEquals(1, told(SwitchEvent.Kind.PORT_CLOSED, "did not come back"));
        rig.add("one", wire());
        assertEquals(PortState.ACTIVE, rig.info("one").state());
    }

    @Test
    void shouldCloseWhatLingersWhenItsConfigurationGoes() {
        one("service.pid=type~one");
        rig.stopCode("one");
        rig.running.ports().configurationGone("type~two");
        rig.settle();
        assertTrue(rig.running.view().port("one").isPresent());
        rig.running.ports().configurationGone("type~one");
        rig.settle();
        assertTrue(rig.running.view().port("one").isEmpty());
        assertEquals(2, rig.wire.openCount());
    }

    @Test
    void shouldOpenAnewWhatNewCodeCannotGoOnWith() {
        final int fd = one();
        assertForwards(fd);
        rig.stopCode("one");
        final WirePort fresh = new WirePort(rig.wire) {
            @Override
            public void adopt(
                    final org.jackfield.api.port.PortHost host,
                    final org.jackfield.api.port.PortSettings settings,
                    final PortEstate estate)
                    throws org.jackfield.api.port.PortException {
                throw new org.jackfield.api.port.PortException("written by another version");
            }
        };
        rig.add("one", fresh);
        assertEquals(PortState.ACTIVE, rig.info("one").state());
        assertEquals(1, told(SwitchEvent.Kind.PORT_LINGERS, "written by another version"));
        assertEquals(4, rig.wire.openCount());
        assertForwards(fresh.fd(0));
    }

    @Test
    void shouldGiveALingeringPortToCodeThatWaitedForItsName() {
        final int fd = one();
        final WirePort waiting = wire();
        rig.running.ports().seen(waiting, rig.settingsOf("one"));
        rig.settle();
        assertEquals(0, waiting.queueCount());
        rig.stopCode("one");
        assertEquals(2, waiting.queueCount());
        assertForwards(fd);
    }

    @Test
    void shouldCloseAPortWhoseCodeLeavesNothing() {
        rig.port("one");
        rig.stopCode("one");
        assertTrue(rig.running.view().port("one").isEmpty());
        rig.add("memory", new MemoryPort(), "queues=2");
        rig.stopCode("memory");
        assertTrue(rig.running.view().port("memory").isEmpty());
    }

    @Test
    void shouldCloseAPortThatLeavesTheWrongDescriptors() {
        final WirePort odd = new WirePort(rig.wire) {
            @Override
            public Optional<PortEstate> handOver() {
                final int kept = fd(0);
                handsOver();
                super.handOver();
                return Optional.of(new PortEstate(java.util.List.of(kept), java.util.Map.of(), java.util.Map.of()));
            }
        };
        rig.add("one", odd);
        rig.stopCode("one");
        assertTrue(rig.running.view().port("one").isEmpty());
        assertEquals(1, told(SwitchEvent.Kind.PORT_CLOSED, "did not hand over"));
    }

    @Test
    void shouldLetGoWhenTheDeviceVanishesMeanwhile() {
        final int fd = one();
        rig.stopCode("one");
        rig.wire.vanish(fd);
        rig.settle();
        assertTrue(rig.running.view().port("one").isEmpty());
    }

    @Test
    void shouldLetFaultedPortsGoWithTheirCode() {
        final WirePort refused = wire();
        refuse(refused);
        rig.stopCode("one");
        assertTrue(rig.running.view().port("one").isEmpty());
    }

    private void refuse(final WirePort port) {
        port.refuse("no such device; make one");
        rig.add("one", port);
        assertEquals(PortState.FAULTED, rig.info("one").state());
    }

    @Test
    void shouldRetryAFaultedPortWhenAsked() {
        final WirePort port = wire();
        refuse(port);
        port.refuse("");
        rig.running.ports().retry("one");
        rig.settle();
        assertEquals(PortState.ACTIVE, rig.info("one").state());
        assertTrue(rig.running.ports().retry("none") != null);
    }

    @Test
    void shouldKeepOneTableInTheKernelOverAChangeOfCode() {
        final StringBuilder calls = new StringBuilder();
        rig.add("one", wire().steering(table -> calls.append('a')));
        rig.stopCode("one");
        assertTrue(rig.info("one").kernelSteering());
        calls.setLength(0);
        rig.add("one", wire().steering(table -> calls.append('b')));
        assertEquals("b", calls.toString(), "only the new code writes");
        assertTrue(rig.info("one").kernelSteering());
        rig.stopCode("one");
        rig.add("one", wire());
        assertFalse(rig.info("one").kernelSteering(), "the new code does not steer");
    }

    /** A port in memory, whose address is known; frames to it come from port two. */
    private MemoryPort inMemory(final String... settings) {
        final MemoryPort memory = new MemoryPort().handsOver();
        rig.add("memory", memory, settings);
        memory.inject(0, Frames.unicast(A, B));
        rig.settle();
        two.takeWritten();
        return memory;
    }

    private void sendNumbered(final int from, final int to) {
        for (int n = from; n < to; n++) {
            two.inject(n % 5 % 2, Frames.numbered(B, A, n % 5, n));
        }
        rig.settle();
    }

    private static void assertInOrder(final int count, final List<byte[]> frames) {
        assertEquals(count, frames.size());
        final long[] last = {-1, -1, -1, -1, -1};
        for (final byte[] frame : frames) {
            final long number = Frames.number(frame).orElseThrow();
            assertTrue(number > last[Frames.flow(frame)], "a frame came late");
            last[Frames.flow(frame)] = number;
        }
    }

    @Test
    void shouldKeepWhatIsForAPortInMemoryUntilItsCodeIsBack() {
        for (final String queues : new String[] {"queues=1", "queues=2"}) {
            final MemoryPort memory = inMemory(queues);
            final int before = memory.queueCount();
            sendNumbered(0, 50);
            final List<byte[]> sent = new ArrayList<>(memory.takeSent());
            rig.stopCode("memory");
            assertEquals(0, memory.queueCount());
            sendNumbered(50, 100);
            final MemoryPort fresh = new MemoryPort().handsOver();
            rig.add("memory", fresh, queues);
            sendNumbered(100, 150);
            assertEquals(before, fresh.queueCount());
            sent.addAll(fresh.takeSent());
            assertInOrder(150, sent);
            assertEquals(0, rig.drops("tx-gone"));
            rig.remove("memory");
        }
    }

    @Test
    void shouldKeepWhatIsFloodedToo() {
        inMemory();
        rig.stopCode("memory");
        two.inject(0, Frames.broadcast(B));
        rig.settle();
        final MemoryPort fresh = new MemoryPort();
        rig.add("memory", fresh);
        assertEquals(1, fresh.takeSent().size());
    }

    @Test
    void shouldDropWhatIsKeptForAPortNobodyComesFor() {
        inMemory();
        assertEquals(0, rig.drops("tx-gone"));
        rig.stopCode("memory");
        sendNumbered(0, 20);
        rig.clock.advanceSeconds(11);
        rig.settle();
        assertEquals(20, rig.drops("tx-gone"));
    }
}
