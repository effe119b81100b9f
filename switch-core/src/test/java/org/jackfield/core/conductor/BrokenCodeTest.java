package org.jackfield.core.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.api.port.PortState;
import org.jackfield.testkit.Frames;
import org.jackfield.testkit.WirePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code of a port that throws: the port pays for it, nobody else. */
class BrokenCodeTest {
    private static final long A = 0x0200_0000_000AL;
    private static final long B = 0x0200_0000_000BL;

    private final SwitchRig rig = new SwitchRig(2);
    private final StubbornPort bad = new StubbornPort();
    private final WirePort one = rig.port("one");
    private final WirePort two = rig.port("two");

    private PortState state() {
        return rig.info("bad").state();
    }

    /** Time for a retry, traffic for the port's code, and the end of what follows. */
    private void provoke() {
        rig.clock.advanceSeconds(2);
        rig.settle();
        one.inject(0, Frames.broadcast(A));
        rig.settle();
    }

    private void assertOthersForward() {
        two.takeWritten();
        one.inject(0, Frames.broadcast(A));
        one.inject(1, Frames.broadcast(A));
        rig.settle();
        assertEquals(2, two.takeWritten().size());
        assertTrue(rig.ledger().balanced(), () -> rig.ledger().toString());
    }

    static Stream<Throwable> everything() {
        return Stream.of(
                new IllegalStateException("broken"),
                new AssertionError("broken"),
                new NoClassDefFoundError("broken"),
                new StackOverflowError("broken"),
                new OutOfMemoryError("broken"),
                new Exception("broken"));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldTakeOutThePortWhateverItsCodeThrows(final Throwable thrown) {
        rig.add("bad", bad);
        for (final String method : new String[] {"transmit", "complete", "receive"}) {
            bad.throwIn(method, thrown);
            provoke();
            assertEquals(PortState.FAULTED, state(), method);
            assertTrue(
                    rig.info("bad").reason().contains("broken"), rig.info("bad").reason());
            assertOthersForward();
        }
        rig.writeOff(1); // what transmit was given when it threw
        rig.assertAtRest();
    }

    @Test
    void shouldTakeOutAPortThatSaysItSentMoreThanItGot() {
        rig.add("bad", bad);
        bad.claim = 1000;
        provoke();
        assertEquals(PortState.FAULTED, state());
        assertTrue(
                rig.info("bad").reason().contains("1000 of 1 frames"),
                rig.info("bad").reason());
        rig.assertAtRest();
    }

    @Test
    void shouldKeepAPortOutThatThrowsThreeTimesWithinAMinute() {
        rig.add("bad", bad);
        bad.throwIn("transmit", new IllegalStateException("broken"));
        rig.writeOff(3);
        for (int i = 1; i <= 3; i++) {
            provoke();
            assertEquals(PortState.FAULTED, state());
            assertEquals(i, bad.opens.get(), "opened again after the " + i + ". time");
        }
        assertTrue(
                rig.info("bad").reason().contains("stays out until 'jackfield port retry bad'"),
                rig.info("bad").reason());
        bad.behave();
        for (int i = 0; i < 100; i++) {
            rig.clock.advanceSeconds(1);
            rig.settle();
        }
        assertEquals(3, bad.opens.get());
        rig.running.ports().retry("bad");
        rig.settle();
        assertEquals(PortState.ACTIVE, state());
        bad.throwIn("transmit", new IllegalStateException("broken"));
        rig.writeOff(1);
        provoke();
        bad.behave();
        provoke();
        assertEquals(PortState.ACTIVE, state(), "what was forgiven does not count");
        assertOthersForward();
        rig.assertAtRest();
    }

    @Test
    void shouldCountWhatSeveralWorkersMeetInOneOpeningOnce() {
        rig.add("bad", bad);
        bad.throwIn("receive", new IllegalStateException("broken"));
        rig.settle(); // both workers
        bad.behave();
        provoke();
        bad.throwIn("receive", new IllegalStateException("broken"));
        rig.settle();
        bad.behave();
        provoke();
        assertEquals(PortState.ACTIVE, state());
        rig.assertAtRest();
    }

    @Test
    void shouldGiveAPortThatThrowsNowAndThenAnotherChanceForEver() {
        rig.add("bad", bad);
        for (int i = 0; i < 5; i++) {
            bad.throwIn("receive", new IllegalStateException("broken"));
            rig.settle();
            assertEquals(PortState.FAULTED, state());
            bad.behave();
            rig.clock.advanceSeconds(31);
            rig.settle();
            assertEquals(PortState.ACTIVE, state());
        }
    }

    @Test
    void shouldLetAChangedConfigurationOrNewCodeBringBackWhatStaysOut() {
        rig.add("bad", bad);
        keepOut();
        rig.change("bad");
        assertEquals(PortState.FAULTED, state(), "the same configuration once more is no change");
        rig.change("bad", "fdb-limit=7");
        assertEquals(PortState.ACTIVE, state());
        keepOut();
        rig.stopCode("bad");
        rig.add("bad", new StubbornPort());
        assertEquals(PortState.ACTIVE, state());
    }

    private void keepOut() {
        for (int i = 0; i < 3; i++) {
            bad.throwIn("receive", new IllegalStateException("broken"));
            provoke();
        }
        bad.behave();
        rig.clock.advanceSeconds(100);
        rig.settle();
        assertEquals(PortState.FAULTED, state());
    }

    @Test
    void shouldReadWhatAPortInMemoryStillHoldsWhenItLeaves() {
        rig.add("bad", bad);
        for (int i = 0; i < 600; i++) {
            bad.inject(i % 2, Frames.numbered(A, B, i, i));
        }
        rig.removeWithoutWorker("bad", 1); // worker 0 forwards its own
        assertEquals(0, bad.waiting());
        assertEquals(600, rig.ledger().received());
        assertTrue(rig.drops("port-gone") >= 300, () -> rig.ledger().toString());
        assertEquals(1, bad.closes.get());
        rig.assertAtRest();
    }

    @Test
    void shouldNotReadOnWhenTheCodeOfAPortThatLeavesFails() {
        rig.add("bad", bad);
        bad.inject(1, Frames.broadcast(A));
        bad.throwIn("receive", new IllegalStateException("broken"));
        rig.removeWithoutWorker("bad", 1);
        assertTrue(rig.running.view().port("bad").isEmpty());
        assertEquals(1, bad.closes.get());
        rig.assertAtRest();
    }

    @Test
    void shouldCloseAPortAndShowTheOthersAlthoughItsCodeCannotTellItsFacts() {
        rig.add("bad", bad);
        bad.inCode = method -> {
            if (method.equals("kernelDrops") || method.equals("details")) {
                throw new NoClassDefFoundError("half a bundle");
            }
        };
        assertEquals(3, rig.running.view().ports().size());
        assertTrue(rig.info("bad").details().get("details").contains("half a bundle"));
        assertEquals(-1, rig.info("bad").kernelDrops());
        assertEquals(0, rig.ledger().kernelDrops());
        rig.remove("bad");
        assertEquals(1, bad.closes.get());
        assertTrue(rig.running.view().port("bad").isEmpty());
        rig.add("bad", bad);
        assertEquals(PortState.ACTIVE, state());
    }

    @Test
    void shouldDropWhatIsUnderWayFromAPortThatMovesToAnotherBridge() {
        rig.port("there", "bridge=br1");
        final int flows = 64;
        for (int i = 0; i < flows; i++) {
            one.inject(0, Frames.numbered(A, B, i, i));
        }
        rig.step(0); // some wait in the ring of worker 1, which gets no turn until the port has moved
        rig.step(0);
        final int forwarded = two.takeWritten().size();
        rig.changeLater("one", "bridge=br1");
        final long epoch = rig.running.plane().view().epoch;
        rig.whileWaiting(() -> {
            rig.running.conductor().doWork();
            rig.step(0);
            if (rig.running.plane().view().epoch > epoch) {
                rig.step(1);
            }
        });
        rig.running.conductor().doWork();
        while (rig.task()) {
            rig.running.conductor().doWork();
        }
        rig.whileWaiting(rig::round);
        rig.settle();
        assertEquals("br1", rig.info("one").bridge());
        assertTrue(forwarded > 0 && forwarded < flows, "forwarded " + forwarded);
        assertEquals(flows - forwarded, rig.drops("port-gone"));
        assertEquals(0, rig.info("there").copies(), "nothing is carried to the other bridge");
        rig.assertAtRest();
    }

    @Test
    void shouldCountOnlyWhatTheKernelDroppedSinceAPortWasOpened() {
        bad.kernelDrops = 1000; // the device is older than the port
        rig.add("bad", bad);
        assertEquals(0, rig.ledger().kernelDrops());
        bad.kernelDrops = 1007;
        assertEquals(7, rig.ledger().kernelDrops());
        assertEquals(1007, rig.info("bad").kernelDrops(), "the port itself shows what the device says");
        bad.throwIn("receive", new IllegalStateException("broken"));
        rig.settle();
        assertEquals(PortState.FAULTED, state());
        assertEquals(7, rig.ledger().kernelDrops());
        bad.behave();
        rig.clock.advanceSeconds(2);
        rig.settle();
        assertEquals(2, bad.opens.get());
        assertEquals(7, rig.ledger().kernelDrops(), "opening it again adds nothing");
        bad.kernelDrops = 1009;
        rig.remove("bad");
        assertEquals(9, rig.ledger().kernelDrops());
        assertEquals(Map.of(), rig.ledger().drops());
    }
}
