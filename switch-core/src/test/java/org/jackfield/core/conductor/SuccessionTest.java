package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jackfield.api.admin.EventInfo;
import org.jackfield.api.admin.FdbEntryInfo;
import org.jackfield.api.admin.LedgerInfo;
import org.jackfield.api.admin.PortInfo;
import org.jackfield.api.admin.SteeringInfo;
import org.jackfield.api.event.SwitchEvent;
import org.jackfield.api.port.PortState;
import org.jackfield.linux.keep.Kept;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.MemoryPort;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;

/** One version of the switch follows another while its ports stay open, driven without threads. */
class SuccessionTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;
    private static final long C = 0x0200_0000_000CL;
    private static final int FRAMES = 300;

    private final SwitchRig before = new SwitchRig(2);
    private final WirePort one = wire(before);
    private final WirePort two = wire(before);

    private static WirePort wire(final SwitchRig rig) {
        return new WirePort(rig.wire).handsOver();
    }

    private void open() {
        before.add("one", one);
        before.add("two", two, "mtu=1600");
        one.inject(0, Frames.unicast(A, B));
        two.inject(0, Frames.unicast(B, A));
        before.settle();
        one.takeWritten();
        two.takeWritten();
    }

    private Kept leave(final String... ports) {
        for (final String port : ports.length == 0 ? new String[] {"one", "two"} : ports) {
            before.stopCode(port);
        }
        return before.leave();
    }

    private SwitchRig next(final Kept left) {
        return new SwitchRig(2, before, left);
    }

    @Test
    void shouldGoOnWithPortsAddressesAndLedgers() throws Exception {
        open();
        final PortInfo was = before.info("one");
        final LedgerInfo ledger = before.ledger();
        final int fd = one.fd(0);
        final int other = two.fd(0);
        final SwitchRig after = next(leave());
        assertEquals(PortState.ACTIVE, after.info("one").state());
        assertEquals(was.generation(), after.info("one").generation());
        assertEquals(was.index(), after.info("one").index());
        assertEquals(was.rxFrames(), after.info("one").rxFrames());
        assertEquals(was.txFrames(), after.info("one").txFrames());
        assertEquals(1600, after.info("two").mtu());
        assertEquals(ledger, after.ledger());
        assertEquals(before.running.view().fdb(""), after.running.view().fdb(""));

        after.wire.inject(fd, Frames.unicast(A, B));
        after.settle();
        assertEquals(1, after.wire.takeWritten(other).size(), "forwards before any code has come");
        assertEquals(0, after.wire.takeWritten(fd).size());

        after.add("one", one);
        assertEquals(fd, one.fd(0), "the same object goes on with the same descriptor");
        assertEquals("", after.info("one").reason());
        final WirePort fresh = wire(after);
        after.add("two", fresh, "mtu=1600");
        assertEquals(other, fresh.fd(0));
        after.change("two", "mtu=1700", "queues=3");
        assertEquals(3, fresh.queueCount());
        assertEquals(ledger.received() + 1, after.ledger().received());
        after.assertAtRest();
    }

    @Test
    void shouldGoOnWithAPortInMemory() {
        open();
        final MemoryPort memory = new MemoryPort().handsOver();
        before.add("memory", memory, "queues=2");
        memory.inject(0, Frames.unicast(C, A));
        before.settle();
        one.takeWritten();
        final PortInfo was = before.info("memory");
        final int fd = one.fd(0);
        before.stopCode("memory");
        for (int n = 0; n < 20; n++) {
            one.inject(0, Frames.numbered(A, C, 1, n));
        }
        before.settle();
        final SwitchRig after = next(leave());
        assertEquals(PortState.ACTIVE, after.info("memory").state());
        for (int n = 20; n < 40; n++) {
            after.wire.inject(fd, Frames.numbered(A, C, 1, n));
        }
        after.settle();
        after.add("memory", memory, "queues=2");
        assertEquals(2, memory.queueCount());
        assertEquals(was.generation(), after.info("memory").generation());
        assertEquals(was.rxFrames(), after.info("memory").rxFrames());
        final List<byte[]> sent = memory.takeSent();
        assertEquals(40, sent.size());
        for (int n = 0; n < 40; n++) {
            assertEquals(n, Frames.number(sent.get(n)).orElseThrow());
        }
        assertEquals(0, after.drops("tx-gone"));
        memory.inject(1, Frames.unicast(C, A));
        after.settle();
        assertEquals(1, after.wire.takeWritten(fd).size());
        after.assertAtRest();
    }

    @Test
    void shouldLeaveNoFrameInside() {
        open();
        final LedgerInfo ledger = before.ledger();
        final int in = one.fd(0);
        final int out = two.fd(0);
        final int otherOut = two.fd(1);
        before.stopCode("one");
        before.stopCode("two");
        final int[] sent = {0};
        before.whileWaiting(() -> {
            for (int i = 0; i < 3 && sent[0] < FRAMES; i++) {
                before.wire.inject(in, Frames.numbered(A, B, sent[0] % 7, sent[0]++));
            }
            before.round();
        });
        final Kept left = before.leave();
        while (sent[0] < FRAMES) {
            before.wire.inject(in, Frames.numbered(A, B, sent[0] % 7, sent[0]++));
        }
        final long read = before.ledger().received() - ledger.received();
        assertTrue(before.ledger().balanced(), () -> before.ledger().toString());
        assertTrue(read > 0 && read < FRAMES, () -> read + " frames read: the test must end in the middle");
        final SwitchRig after = next(left);
        after.settle();
        assertEquals(FRAMES, after.ledger().received() - ledger.received());
        assertEquals(
                FRAMES,
                after.wire.takeWritten(out).size()
                        + after.wire.takeWritten(otherOut).size());
        after.assertAtRest();
    }

    @Test
    void shouldKeepWhatAdministratorsSaid() throws Exception {
        open();
        final Thread admin = new Thread(() -> {
            try {
                before.running.admin().addFdbEntry("br0", C, "two", false);
                before.running.admin().setAgeing(1000);
            } catch (final org.jackfield.api.admin.AdminException refused) {
                throw new IllegalStateException(refused);
            }
        });
        admin.run();
        before.clock.advanceSeconds(100);
        before.settle();
        final List<FdbEntryInfo> known = before.running.view().fdb("");
        assertTrue(known.stream().anyMatch(entry -> entry.kind().equals("static")), known::toString);
        assertTrue(known.stream().anyMatch(entry -> entry.ageSeconds() == 100), known::toString);
        final SwitchRig after = next(leave());
        assertEquals(known, after.running.view().fdb(""));
        assertEquals(1000, after.running.view().ageingSeconds());
        after.add("one", wire(after));
        after.add("two", wire(after), "mtu=1600");
        after.clock.advanceSeconds(920);
        after.settle();
        assertEquals(1, after.running.view().fdb("").size(), "only what does not age is left");
    }

    @Test
    void shouldRememberEventsAndCountOn() {
        open();
        final List<EventInfo> events = before.running.view().events(0);
        final SwitchRig after = next(leave());
        final List<EventInfo> later = after.running.view().events(0);
        assertEquals(events, later.subList(0, events.size()));
        after.running.tellOfChange("1.0.1");
        final EventInfo told = after.running.view().events(0).get(later.size());
        assertEquals(later.size() + 1, told.number());
        assertEquals(SwitchEvent.Kind.CORE, told.event().kind());
        assertTrue(told.event().text().contains("from 1.0.0 to 1.0.1"), told.toString());
        assertTrue(told.event().text().contains("2 port(s) went on"), told.toString());
    }

    @Test
    void shouldOpenPortsInMemoryAnew() {
        open();
        final MemoryPort memory = new MemoryPort();
        before.add("memory", memory, "queues=2");
        final SwitchRig after = next(leave("one", "two", "memory"));
        assertTrue(after.running.view().port("memory").isEmpty());
        after.add("memory", memory, "queues=2");
        assertEquals(PortState.ACTIVE, after.info("memory").state());
    }

    @Test
    void shouldCloseWhatNobodyComesFor() {
        open();
        final SwitchRig after = next(leave());
        after.add("one", wire(after));
        after.clock.advanceSeconds(11);
        after.settle();
        assertTrue(after.running.view().port("two").isEmpty());
        assertEquals(2, after.wire.openCount(), "only the queues of one are open");
        after.assertAtRest();
    }

    @Test
    void shouldGoOnWithAnotherNumberOfWorkers() {
        open();
        final int fd = one.fd(0);
        final int other = two.fd(0);
        final LedgerInfo ledger = before.ledger();
        final SwitchRig after = new SwitchRig(1, before, leave());
        assertEquals(ledger, after.ledger());
        after.wire.inject(fd, Frames.unicast(A, B));
        after.settle();
        assertEquals(1, after.wire.takeWritten(other).size());
        after.add("one", wire(after));
        after.add("two", wire(after), "mtu=1600");
        after.assertAtRest();
    }

    @Test
    void shouldLeaveBucketsWhereTheyAreUntilAllCodeHasCome() throws Exception {
        open();
        before.running.admin().moveBuckets(0, 1023, 1);
        before.settle();
        assertEquals(1, before.running.view().steering().width());
        final SwitchRig after = next(leave());
        after.running.policies(List.of());
        after.settle();
        assertEquals(1, after.running.view().steering().width(), "two ports wait for their code");
        after.add("one", wire(after));
        after.add("two", wire(after), "mtu=1600");
        after.clock.advanceSeconds(1);
        after.settle();
        assertEquals(2, after.running.view().steering().width(), "then whoever decides is asked");
        assertEquals(SteeringInfo.AUTO, after.running.view().steering().chosen());
    }

    @Test
    void shouldRefuseStateInAFormatItDoesNotKnow() {
        open();
        final Kept left = leave();
        assertEquals(Optional.empty(), Switch.refusal(left));
        final Map<String, Object> other = new TreeMap<>(left.values());
        other.put("format", 99);
        assertTrue(Switch.refusal(new Kept(left.descriptors(), other))
                .orElseThrow()
                .contains("99"));
    }

    @Test
    void shouldPassOverWhatItDoesNotKnow() {
        open();
        final Kept left = leave();
        final Map<String, Object> more = new TreeMap<>(left.values());
        more.put("a-later-idea", List.of("x"));
        more.remove("events");
        final SwitchRig after = next(new Kept(left.descriptors(), more));
        assertFalse(after.running.view().port("one").isEmpty());
    }

    @Test
    void shouldAskPortsToHoldTwiceWhatComesInAPause() {
        assertEquals(50_000, PortRegistry.framesFor(1_500, 30_000_000, 500_000_000));
        assertEquals(PortRegistry.LEAST_HELD, PortRegistry.framesFor(0, 30_000_000, 500_000_000));
        assertEquals(PortRegistry.MOST_HELD, PortRegistry.framesFor(1_000_000, 1_000_000, 500_000_000));
    }
}
