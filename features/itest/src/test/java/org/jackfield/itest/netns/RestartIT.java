package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The switch ends, well or badly, and comes back. */
@Tag("netns")
class RestartIT {
    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;

    @BeforeEach
    void start() {
        jackfield = lab.startSwitch(2);
    }

    @Test
    void shouldLeaveNoDeviceBehindWhenStopped() {
        final Station a = jackfield.connect(1, "queues=2");
        jackfield.json("port", "add", "kept", "--type", "tap", "--set", "device=" + lab.name("k"));
        jackfield.stop();
        assertFalse(a.host().has(Station.DEVICE));
        assertEquals(0, lab.devices().size(), () -> "left behind: " + lab.devices());
        assertFalse(Files.exists(jackfield.socket()), "the control socket is left behind");
    }

    @Test
    @Tag("alone")
    void shouldStopWithinTwoSecondsUnderTraffic() {
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic traffic = a.sendTo(b, 8, "--rate", "5000");
        jackfield.stopWithin(2_000);
        traffic.stopSending();
        traffic.outcome();
        assertFalse(a.host().has(Station.DEVICE));
    }

    @Test
    void shouldKeepPersistentTapsOverARestart() {
        final Station a = jackfield.connect(1, "queues=2", "persist=true");
        final Station b = jackfield.connect(2, "queues=2", "persist=true");
        a.mustReach(b);
        final JsonObject before = a.link();
        jackfield.stop();
        assertEquals(before.get("ifindex"), a.link().get("ifindex"));
        assertFalse(a.hasCarrier(), "a tap without switch has a carrier");
        jackfield.start();
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        final JsonObject after = a.link();
        assertEquals(before.get("ifindex"), after.get("ifindex"));
        assertEquals(a.mac(), after.get("address").getAsString());
        assertTrue(a.hasCarrier(), "the carrier did not come back: " + after);
        assertTrue(a.host().must("ip", "addr", "show", "dev", Station.DEVICE).contains(a.address() + "/24"));
        a.mustReach(b);
    }

    @Test
    void shouldBeginAnewAfterItWasKilled() {
        final Station a = jackfield.connect(1, "queues=3");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        jackfield.kill();
        Await.until(
                "the devices went with the process",
                5_000,
                () -> !a.host().has(Station.DEVICE) && !b.host().has(Station.DEVICE));
        jackfield.start();
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldTakePersistentTapsOverAfterItWasKilled() {
        final Station a = jackfield.connect(1, "queues=2", "persist=true");
        final Station b = jackfield.connect(2, "queues=2", "persist=true");
        a.mustReach(b);
        jackfield.kill();
        jackfield.start();
        jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldKnowAddedAndChangedPortsAfterARestart() {
        final Station a = jackfield.connect(1, "queues=2", "bridge=red");
        final Station b = jackfield.connect(2, "queues=2", "bridge=red");
        jackfield.connect(3);
        jackfield.json("port", "set", "a", "queues=3", "mtu=1400");
        jackfield.json("port", "remove", "c");
        jackfield.stop();
        jackfield.start();
        final JsonObject port = jackfield.awaitState("a", "ACTIVE");
        jackfield.awaitState("b", "ACTIVE");
        assertEquals(3, port.getAsJsonArray("queues").size());
        assertEquals("red", port.get("bridge").getAsString());
        assertEquals(1400, a.link().get("mtu").getAsInt());
        assertEquals(2, jackfield.json("port", "list").getAsJsonArray("ports").size());
        a.mustReach(b);
    }

    @Test
    void shouldOpenPortsWhoseFilesWereWrittenByHand() throws IOException {
        final Station a = jackfield.connect(1);
        jackfield.stop();
        final Host host = lab.host("b");
        Files.writeString(jackfield.configuration().resolve("org.jackfield.port.tap-b.cfg"), """
                # written by hand
                device = %s
                netns = %s
                addresses = 10.97.0.2/24
                queues = 3
                """.formatted(
                        lab.name("b"), host.namespace()));
        jackfield.start();
        jackfield.awaitState("a", "ACTIVE");
        assertEquals(
                3, jackfield.awaitState("b", "ACTIVE").getAsJsonArray("queues").size());
        host.mustReach(a.address());
    }

    @Test
    void shouldRefuseASecondSwitchOnTheSameSocket() {
        final Result second = jackfield.typed(
                "run",
                "--config",
                lab.folder("c").toString(),
                "--state",
                lab.folder("s").toString());
        assertEquals(1, second.status(), second::toString);
        assertTrue(second.errors().contains(String.valueOf(jackfield.pid())), second::toString);
        assertEquals(0, jackfield.json("port", "list").getAsJsonArray("ports").size());
    }
}
