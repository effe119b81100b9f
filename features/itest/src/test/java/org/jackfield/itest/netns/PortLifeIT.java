package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A port while it lives: changed in place, its namespace lost and found, removed. */
@Tag("netns")
class PortLifeIT {
    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;

    @BeforeEach
    void start() {
        jackfield = lab.startSwitch(2);
    }

    @Test
    void shouldFaultAPortWhoseNamespaceDiesAndTakeItBackWithTheNamespace() {
        jackfield.expect("WARN .*\\ba: ");
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        lab.remove(a.host());
        final JsonObject faulted = jackfield.awaitState("a", "FAULTED");
        assertFalse(faulted.get("reason").getAsString().isBlank(), "no reason is given");
        assertIdle();
        lab.restore(a.host());
        jackfield.awaitState("a", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldFaultAPortWhoseQueuesChangedAfterTheMoveWhenItsNamespaceDies() {
        jackfield.expect("WARN .*\\ba: ");
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        jackfield.json("port", "set", "a", "queues=4");
        a.mustReach(b);
        lab.remove(a.host());
        jackfield.awaitState("a", "FAULTED");
        assertIdle();
        lab.restore(a.host());
        jackfield.awaitState("a", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldFaultAPortWhoseDeviceIsDeletedAndMakeItAnew() {
        jackfield.expect("WARN .*\\ba: ");
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        final int before = a.link().get("ifindex").getAsInt();
        a.host().must("ip", "link", "del", Station.DEVICE);
        Await.until(
                "a new device",
                20_000,
                () -> a.host().has(Station.DEVICE) && a.link().get("ifindex").getAsInt() != before);
        jackfield.awaitState("a", "ACTIVE");
        a.mustReach(b);
    }

    @Test
    void shouldTellInTheLogWhatHappenedToAPortAndWhy() {
        jackfield.expect("WARN .*\\ba: ");
        final Station a = jackfield.connect(1, "queues=2");
        jackfield.awaitEvent("PORT_ACTIVE", "a", "br0");
        a.host().must("ip", "link", "set", Station.DEVICE, "down");
        jackfield.awaitEvent("LINK", "a", "down");
        a.host().must("ip", "link", "set", Station.DEVICE, "up");
        jackfield.awaitEvent("LINK", "a", "up");
        lab.remove(a.host());
        jackfield.awaitEvent("PORT_FAULTED", "a", a.host().namespace());
        lab.restore(a.host());
        jackfield.awaitState("a", "ACTIVE");
        final String text = jackfield.typed("log").succeeded().output();
        assertTrue(text.contains("PORT_FAULTED") && text.contains("LINK"), text);
    }

    /** At rest a switch may use a little CPU, never a loop's worth. */
    private void assertIdle() {
        final long before = jackfield.cpuMs();
        Await.pause(1_000);
        final long usedMs = jackfield.cpuMs() - before;
        assertTrue(usedMs < 400, () -> "the switch used " + usedMs + " ms of CPU in a second of rest");
    }

    @Test
    void shouldRestWithoutTraffic() {
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        a.mustReach(b);
        assertIdle();
    }

    @Test
    void shouldSurviveADeviceThatIsDownForAWhile() {
        final Station a = jackfield.connect(1, "queues=2");
        final Station b = jackfield.connect(2, "queues=2");
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic traffic = a.sendTo(b, 4, "--rate", "2000");
        b.host().must("ip", "link", "set", Station.DEVICE, "down");
        Await.until("drops are counted", 5_000, () -> jackfield.drops("b", "tx-down") > 0);
        b.host().must("ip", "link", "set", Station.DEVICE, "up");
        traffic.stopSending();
        traffic.outcome().mustBeInOrder();
        Station.introduce(a, b);
        a.mustReach(b);
    }

    @Test
    void shouldChangeMtuMacAndAddressesInPlace() {
        final Station a = jackfield.connect(1, "queues=2");
        final int ifindex = a.link().get("ifindex").getAsInt();
        jackfield.json("port", "set", "a", "mtu=1400", "mac=02:4a:46:00:00:99", "addresses=10.97.0.1/24,10.97.1.1/24");
        assertEquals(ifindex, a.link().get("ifindex").getAsInt());
        assertEquals(1400, a.link().get("mtu").getAsInt());
        assertEquals("02:4a:46:00:00:99", a.link().get("address").getAsString());
        final String addresses = a.host().must("ip", "addr", "show", "dev", Station.DEVICE);
        assertTrue(addresses.contains("10.97.1.1/24"), addresses);
        jackfield.json("port", "set", "a", "addresses=10.97.1.1/24");
        assertFalse(a.host().must("ip", "addr", "show", "dev", Station.DEVICE).contains("10.97.0.1/24"));
    }

    @Test
    void shouldNotTouchOtherPortsWhenOneIsChangedAddedOrRemoved() {
        final Station a = jackfield.connect(1, "queues=2", "tx-queue-length=8000");
        final Station b = jackfield.connect(2, "queues=2", "tx-queue-length=8000");
        final Station c = jackfield.connect(3);
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic traffic = a.sendTo(b, 8, "--rate", "5000", "--ms", "2500");
        jackfield.json("port", "set", c.port(), "mtu=1400");
        jackfield.connect(4);
        jackfield.json("port", "remove", c.port());
        traffic.outcome().mustBePerfect();
        assertFalse(c.host().has(Station.DEVICE), "the removed port left its device");
    }

    @Test
    void shouldMoveAPortToAnotherBridge() {
        final Station a = jackfield.connect(1, "bridge=red");
        final Station b = jackfield.connect(2, "bridge=blue");
        assertTrue(a.host().run("ping", "-c", "1", "-W", "1", b.address()).status() != 0, "the bridges are connected");
        jackfield.json("port", "set", "b", "bridge=red");
        a.mustReach(b);
    }

    @Test
    void shouldConnectANamespaceThatOnlyAProcessKeeps() {
        final Host host = lab.host("x");
        final Child process = host.start("sleep", "60");
        final Station a = jackfield.connect(1);
        jackfield.json(
                "port",
                "add",
                "x",
                "--type",
                "tap",
                "--set",
                "device=" + lab.name("x"),
                "--set",
                "guest-name=eth0",
                "--set",
                "netns=/proc/" + process.pid() + "/ns/net",
                "--set",
                "addresses=10.97.0.24/24");
        host.mustReach(a.address());
    }

    @Test
    void shouldNumberTheDevicesOfAPattern() {
        for (final String port : new String[] {"one", "two"}) {
            jackfield.json("port", "add", port, "--type", "tap", "--set", "device=" + lab.name("n%d"));
        }
        assertEquals(List.of(lab.name("n0"), lab.name("n1")), lab.devices());
        assertEquals(
                lab.name("n1"),
                jackfield.port("two").getAsJsonObject("details").get("device").getAsString());
    }
}
