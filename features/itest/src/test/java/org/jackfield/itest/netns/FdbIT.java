package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the switch believes addresses to be. */
@Tag("netns")
class FdbIT {
    private static final long STATION = 0x024a_46AA_0001L;
    private static final String STATION_TEXT = "02:4a:46:aa:00:01";
    private static final long ASKER = 0x024a_46AA_0009L;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    private RawSocket a;
    private RawSocket b;
    private RawSocket c;

    @BeforeEach
    void connectThreeHosts() {
        jackfield = lab.startSwitch(2);
        a = jackfield.connect(1).raw();
        b = jackfield.connect(2).raw();
        c = jackfield.connect(3).raw();
    }

    @Test
    void shouldFollowAnAddressThatMoves() {
        a.send(Frames.broadcast(STATION));
        jackfield.awaitLearned(STATION_TEXT, "a");
        b.send(Frames.broadcast(STATION));
        jackfield.awaitLearned(STATION_TEXT, "b");
        a.forget();
        final byte[] frame = Frames.unicast(ASKER, STATION);
        c.send(frame);
        b.await(frame);
        assertFalse(a.got(frame), () -> "the frame went to the address' old port: " + a);
    }

    @Test
    void shouldForgetAnAddressThatIsSilentForTheAgeingTime() {
        jackfield.json("fdb", "ageing", "10");
        a.send(Frames.broadcast(STATION));
        jackfield.awaitLearned(STATION_TEXT, "a");
        Await.until(
                "the silent address is forgotten",
                25_000,
                () -> jackfield.portOf(STATION_TEXT).isEmpty());
        final byte[] frame = Frames.unicast(ASKER, STATION);
        c.send(frame);
        a.await(frame);
        b.await(frame);
    }

    @Test
    void shouldNotMoveAStaticEntry() {
        jackfield.json("fdb", "add", STATION_TEXT, "a");
        b.send(Frames.broadcast(STATION));
        a.await(Frames.broadcast(STATION));
        final byte[] frame = Frames.unicast(ASKER, STATION);
        c.send(frame);
        a.await(frame);
        assertFalse(b.got(frame), () -> "traffic moved a static entry: " + b);
        assertEquals(Optional.of("a"), jackfield.portOf(STATION_TEXT));
    }

    @Test
    void shouldNotMoveAStickyEntry() {
        jackfield.json("fdb", "add", STATION_TEXT, "a", "--sticky");
        b.send(Frames.broadcast(STATION));
        a.await(Frames.broadcast(STATION));
        assertEquals(Optional.of("a"), jackfield.portOf(STATION_TEXT));
        jackfield.json("fdb", "flush", "a");
        assertEquals(Optional.of("a"), jackfield.portOf(STATION_TEXT));
    }

    @Test
    void shouldForgetOnlyTheFlushedPortsAddresses() {
        a.send(Frames.broadcast(STATION));
        b.send(Frames.broadcast(STATION + 1));
        jackfield.awaitLearned(STATION_TEXT, "a");
        jackfield.awaitLearned("02:4a:46:aa:00:02", "b");
        jackfield.json("fdb", "flush", "a");
        assertEquals(Optional.empty(), jackfield.portOf(STATION_TEXT));
        assertEquals(Optional.of("b"), jackfield.portOf("02:4a:46:aa:00:02"));
    }

    @Test
    void shouldForgetTheAddressesOfAPortThatLeaves() {
        a.send(Frames.broadcast(STATION));
        jackfield.awaitLearned(STATION_TEXT, "a");
        jackfield.json("port", "remove", "a");
        assertEquals(Optional.empty(), jackfield.portOf(STATION_TEXT));
        final byte[] frame = Frames.unicast(ASKER, STATION);
        c.send(frame);
        b.await(frame);
    }

    @Test
    void shouldRemoveOneEntry() {
        a.send(Frames.broadcast(STATION));
        jackfield.awaitLearned(STATION_TEXT, "a");
        jackfield.json("fdb", "remove", STATION_TEXT);
        assertEquals(Optional.empty(), jackfield.portOf(STATION_TEXT));
    }

    @Test
    void shouldLearnNoMoreAddressesOfAPortThanItsLimit() {
        jackfield.json("port", "set", "a", "fdb-limit=5");
        for (int station = 0; station < 40; station++) {
            a.send(Frames.broadcast(STATION + station));
        }
        final byte[] last = Frames.broadcast(STATION + 39);
        b.await(last);
        b.send(Frames.broadcast(ASKER + 0x100));
        jackfield.awaitLearned("02:4a:46:aa:01:09", "b");
        final int learned = jackfield
                .json("fdb", "list", "--port", "a")
                .getAsJsonArray("entries")
                .size();
        assertTrue(learned >= 1 && learned <= 5, () -> learned + " addresses are known behind a port limited to 5");
    }
}
