package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * VXLAN ports beside the vxlan device of the kernel, over an underlay of namespaces that a bridge joins: n1 for the switch, the others for
 * VTEPs of the kernel, each with the addresses 10.200.0.N and fd20::N.
 */
@Tag("netns")
class VxlanIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String DEVICE = "vx";
    private static final String BUNDLE = "org.jackfield.port.vxlan";
    private static final String CORE = "org.jackfield.core";
    /** A station behind the kernel's VTEP. */
    private static final String KERNELS = "10.97.0.102";

    private static final int FLOWS = 16;
    private static final String RATE = "2000";
    private static final long FLOW_MS = 400;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private final List<Host> vteps = new ArrayList<>();

    @BeforeEach
    void makeUnderlay() {
        final Host wire = lab.host("w");
        wire.must("ip", "link", "add", "name", "bridge0", "type", "bridge");
        wire.must("ip", "link", "set", "dev", "bridge0", "up");
        for (int n = 1; n <= 3; n++) {
            final Host vtep = lab.host("n" + n);
            vteps.add(vtep);
            // What leaves a network card is complete; a veth would hand on what a card was to finish.
            vtep.must(
                    "sh",
                    "-e",
                    "-c",
                    "ip link add eth0 type veth peer name p" + n + " netns " + wire.namespace()
                            + "; sysctl -q -w net.ipv6.conf.eth0.disable_ipv6=0"
                            + "; ip address add 10.200.0." + n + "/24 dev eth0"
                            + "; ip address add fd20::" + n + "/64 dev eth0 nodad"
                            + "; ip link set eth0 up; ethtool -K eth0 tx off >/dev/null");
            wire.must("ip", "link", "set", "p" + n, "master", "bridge0", "up");
        }
    }

    private Host vtep(final int n) {
        return vteps.get(n - 1);
    }

    /** A device of the kernel for a segment, with an address among the stations; it sends all unknown to these VTEPs. */
    private void kernelVtep(
            final int n, final int vni, final String address, final String local, final String... others) {
        final String device = DEVICE + vni;
        final StringBuilder script = new StringBuilder("ip link add " + device + " type vxlan id " + vni
                + " dstport 4789 local " + local + "; ip address add " + address + "/24 dev " + device
                + "; ip link set " + device + " up");
        for (final String other : others) {
            script.append("; bridge fdb append 00:00:00:00:00:00 dev " + device + " dst " + other);
        }
        vtep(n).must("sh", "-e", "-c", script.toString());
    }

    private static void add(final SwitchProcess jackfield, final String port, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", port, "--type", "vxlan"));
        for (final String setting : settings) {
            words.add("--set");
            words.add(setting);
        }
        jackfield.run(words.toArray(String[]::new)).succeeded();
        jackfield.awaitState(port, "ACTIVE");
    }

    private static long detail(final SwitchProcess jackfield, final String port, final String key) {
        final JsonElement value =
                jackfield.port(port).getAsJsonObject("details").get(key);
        return value == null ? 0 : value.getAsLong();
    }

    /** Bytes of TCP that arrived within a second. */
    private static long tcp(final Host from, final Host to, final String address) {
        final Child server = to.start("iperf3", "-s", "-1", "--forceflush");
        server.awaitLine("a listening server", 10_000, line -> line.contains("listening"));
        final String report = from.must("iperf3", "-J", "-t", "1", "-c", address);
        assertEquals(0, server.awaitExit(10_000), server::toString);
        return JsonParser.parseString(report)
                .getAsJsonObject()
                .getAsJsonObject("end")
                .getAsJsonObject("sum_received")
                .get("bytes")
                .getAsLong();
    }

    private static void assertTcpBothWays(final Station station, final Host other, final String address) {
        final long there = tcp(station.host(), other, address);
        assertTrue(there > 1_000_000, () -> "TCP moved only " + there + " bytes");
        final long back = tcp(other, station.host(), station.address());
        assertTrue(back > 1_000_000, () -> "TCP moved only " + back + " bytes back");
    }

    private static void assertLongestPing(final Station from, final String to, final int mtu) {
        from.host().must("ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-s", String.valueOf(mtu - 28), to);
        assertNotEquals(
                0,
                from.host()
                        .run("ping", "-n", "-c", "1", "-W", "1", "-M", "do", "-s", String.valueOf(mtu - 27), to)
                        .status());
    }

    @Test
    void shouldTalkToTheKernelsDeviceOverIpv4() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "mtu=1450");
        add(jackfield, "v100", "vni=100", "netns=" + vtep(1).namespace(), "local=10.200.0.1", "remotes=10.200.0.2");
        kernelVtep(2, 100, "10.97.0.102", "10.200.0.2", "10.200.0.1");
        assertEquals(1450, jackfield.port("v100").get("mtu").getAsInt());
        a.host().mustReach("10.97.0.102");
        assertLongestPing(a, "10.97.0.102", 1450);
        assertTcpBothWays(a, vtep(2), "10.97.0.102");
        assertEquals(0, detail(jackfield, "v100", "bad-length"));
        jackfield.run("port", "set", "v100", "mtu=1400").succeeded();
        a.host().run("ping", "-n", "-c", "1", "-W", "1", "-M", "do", "-s", "1422", "10.97.0.102");
        Await.until("the long frame is counted", 5_000, () -> jackfield.drops("v100", "egress-mtu") == 1);
    }

    @Test
    void shouldKeepTwoSegmentsApartOverIpv6() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "bridge=red", "mtu=1430");
        final Station b = jackfield.connect(2, "bridge=blue", "mtu=1430");
        final String netns = "netns=" + vtep(1).namespace();
        add(jackfield, "red", "bridge=red", "vni=100", netns, "local=fd20::1", "remotes=fd20::2");
        add(jackfield, "blue", "bridge=blue", "vni=16777215", netns, "local=fd20::1", "remotes=fd20::2", "dscp=46");
        kernelVtep(2, 100, "10.97.0.102", "fd20::2", "fd20::1");
        final RawSocket inRed = vtep(2).raw(DEVICE + 100);
        a.host().mustReach("10.97.0.102");
        assertLongestPing(a, "10.97.0.102", 1430);
        assertTcpBothWays(a, vtep(2), "10.97.0.102");
        vtep(2).must(
                        "sh",
                        "-e",
                        "-c",
                        "ip link add vxb type vxlan id 16777215 dstport 4789 local fd20::2 remote fd20::1;"
                                + " ip link set vxb up");
        final RawSocket inBlue = vtep(2).raw("vxb");
        final RawSocket atB = b.raw();
        final byte[] blue = Frames.broadcast(b.macNumber());
        atB.send(blue);
        inBlue.await(blue);
        assertFalse(inRed.got(blue), () -> "a frame of the other segment: " + inRed);
        final byte[] back = Frames.unicast(0x024a_46BB_0001L, b.macNumber());
        inBlue.send(back);
        atB.await(back);
        assertEquals(0, detail(jackfield, "red", "bad-vni") + detail(jackfield, "blue", "bad-vni"));
    }

    @Test
    void shouldReplicateWhatIsUnknownAndSendTheRestWhereItBelongs() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "mtu=1450");
        add(
                jackfield,
                "v100",
                "vni=100",
                "netns=" + vtep(1).namespace(),
                "local=10.200.0.1",
                "remotes=10.200.0.2,10.200.0.3");
        kernelVtep(2, 100, "10.97.0.102", "10.200.0.2", "10.200.0.1", "10.200.0.3");
        kernelVtep(3, 100, "10.97.0.103", "10.200.0.3", "10.200.0.1", "10.200.0.2");
        a.host().mustReach("10.97.0.102");
        a.host().mustReach("10.97.0.103");
        final RawSocket at2 = vtep(2).raw(DEVICE + 100);
        final RawSocket at3 = vtep(3).raw(DEVICE + 100);
        final RawSocket atA = a.raw();
        final byte[] broadcast = Frames.broadcast(a.macNumber());
        final byte[] unknown = Frames.unicast(a.macNumber(), 0x024a_46FF_0001L);
        atA.send(broadcast);
        atA.send(unknown);
        at2.await(broadcast);
        at2.await(unknown);
        at3.await(broadcast);
        at3.await(unknown);

        final long station = 0x024a_46EE_0001L;
        final byte[] known = Frames.unicast(a.macNumber(), station);
        at2.send(Frames.unicast(station, a.macNumber()));
        atA.await(Frames.unicast(station, a.macNumber()));
        at3.forget();
        atA.send(known);
        at2.await(known);
        a.host().must("ping", "-n", "-q", "-c", "20", "-i", "0.01", "10.97.0.102");
        assertEquals(0, at3.frames().size(), () -> "unicast to another VTEP came to this one: " + at3);

        at3.send(Frames.broadcast(station));
        atA.await(Frames.broadcast(station));
        at2.forget();
        atA.send(known);
        at3.await(known);
        assertFalse(at2.got(known), () -> "an address that moved was sent to its old place: " + at2);
        assertEquals(1, detail(jackfield, "v100", "moved"));
    }

    @Test
    void shouldSurviveGarbageAndStrangers() {
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "mtu=1450");
        add(jackfield, "v100", "vni=100", "netns=" + vtep(1).namespace(), "local=10.200.0.1", "remotes=10.200.0.2");
        kernelVtep(2, 100, "10.97.0.102", "10.200.0.2", "10.200.0.1");
        a.host().mustReach("10.97.0.102");
        final RawSocket atA = a.raw();
        final String garbage = """
                import random, socket, sys
                random.seed(7)
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                for i in range(2000):
                    s.sendto(random.randbytes(random.choice((0, 1, 7, 8, 9, 21, 22, 60, 1400))), ('10.200.0.1', 4789))
                for i in range(100):
                    frame = bytes(6) + bytes.fromhex('024a46cc0001') + bytes(48)
                    s.sendto(bytes.fromhex('0800000000006400') + frame, ('10.200.0.1', 4789))
                """;
        vtep(3).must(PYTHON, "-c", garbage);
        Await.until(
                () -> "all strange datagrams are counted: " + jackfield.port("v100"),
                5_000,
                () -> detail(jackfield, "v100", "bad-source") >= 100
                        && bad(jackfield)
                                        + jackfield
                                                .port("v100")
                                                .get("kernelDrops")
                                                .getAsLong()
                                == 2100);
        vtep(2).must(PYTHON, "-c", garbage.replace("for i in range(100)", "for i in range(0)"));
        Await.until(
                () -> "the garbage of a remote is counted: " + jackfield.port("v100"),
                5_000,
                () -> bad(jackfield) + jackfield.port("v100").get("kernelDrops").getAsLong() == 4100);
        a.host().mustReach("10.97.0.102");
        assertTrue(
                atA.frames().stream().allMatch(frame -> Frames.source(frame) != 0x024a_46CC_0001L),
                "a frame of a stranger came through");
    }

    private static long bad(final SwitchProcess jackfield) {
        return jackfield.port("v100").getAsJsonObject("details").entrySet().stream()
                .filter(line -> line.getKey().startsWith("bad-"))
                .mapToLong(line -> line.getValue().getAsLong())
                .sum();
    }

    @Test
    void shouldMakeOneNetworkOfTwoSwitches() {
        final SwitchProcess here = lab.startSwitch(2);
        final SwitchProcess there = lab.startSwitch(2);
        final Station a = here.connect(1, "mtu=1450");
        final Station b = there.connect(2, "mtu=1450");
        add(here, "v1", "vni=1", "netns=" + vtep(1).namespace(), "local=10.200.0.1", "remotes=10.200.0.2");
        add(there, "v1", "vni=1", "netns=" + vtep(2).namespace(), "local=10.200.0.2", "remotes=10.200.0.1");
        a.mustReach(b);
        assertTcpBothWays(a, b.host(), b.address());
        Station.introduce(a, b);
        a.sendTo(b, 8, "--rate", "5000", "--ms", "1000").outcome().mustBePerfect();
        here.run(
                        "bundle",
                        "update",
                        BUNDLE,
                        SwitchProcess.shippedJar("bundles", BUNDLE).toString())
                .succeeded();
        here.awaitState("v1", "ACTIVE");
        a.mustReach(b);
        here.run("port", "set", "v1", "queues=1").succeeded();
        a.sendTo(b, 8, "--rate", "5000", "--ms", "500").outcome().mustBeComplete();
        here.run("port", "remove", "v1").succeeded();
        assertNotEquals(
                0, a.host().run("ping", "-n", "-c", "1", "-W", "1", b.address()).status());
    }

    /** Numbered frames in both directions, with something done meanwhile: none is lost, none reordered, the ledgers balance. */
    private void during(final SwitchProcess jackfield, final Station a, final String what, final Runnable change) {
        final Traffic in = Traffic.start(vtep(2), a.host(), a.address(), 7_000, FLOWS, "--rate", RATE);
        final Traffic out = Traffic.start(a.host(), vtep(2), KERNELS, 7_001, FLOWS, "--rate", RATE);
        Await.pause(FLOW_MS);
        change.run();
        Await.pause(FLOW_MS);
        in.stopSending();
        out.stopSending();
        final Outcome came = in.outcome();
        final Outcome went = out.outcome();
        System.out.println(what + ": in " + came + "; out " + went + "; " + jackfield.port("v100"));
        came.mustBePerfect();
        went.mustBePerfect();
        Await.until(
                () -> "balanced ledgers: " + jackfield.json("stats"),
                20_000,
                () -> jackfield
                        .json("stats")
                        .getAsJsonObject("ledgers")
                        .get("balanced")
                        .getAsBoolean());
    }

    @Test
    void shouldLoseNothingWhileItsBundleOrTheSwitchIsUpdated() {
        final SwitchProcess jackfield =
                lab.newSwitch(2).configure("small-frames", "16384").start();
        final Workshop workshop = new Workshop(lab.folder("jars"));
        final Station a = jackfield.connect(1, "mtu=1450", "tx-queue-length=20000");
        final String netns = "netns=" + vtep(1).namespace();
        add(jackfield, "v100", "vni=100", netns, "local=10.200.0.1", "remotes=10.200.0.2", "queues=2");
        add(jackfield, "v200", "vni=200", netns, "local=10.200.0.1", "remotes=10.200.0.2", "queues=1");
        kernelVtep(2, 100, KERNELS, "10.200.0.2", "10.200.0.1");
        a.host().mustReach(KERNELS);
        a.host().knows(Station.DEVICE, KERNELS, vtep(2).mac(DEVICE + 100));
        vtep(2).knows(DEVICE + 100, a.address(), a.mac());
        final int generation = jackfield.port("v100").get("generation").getAsInt();
        final long learned = detail(jackfield, "v100", "learned");
        during(jackfield, a, "the vxlan bundle updated three times", () -> {
            for (int i = 1; i <= 3; i++) {
                update(jackfield, workshop, BUNDLE, "0.1." + i);
            }
        });
        during(jackfield, a, "the vxlan bundle stopped and started", () -> {
            jackfield.run("bundle", "stop", BUNDLE).succeeded();
            jackfield.run("bundle", "start", BUNDLE).succeeded();
        });
        during(jackfield, a, "the switch updated", () -> update(jackfield, workshop, CORE, "0.1.1"));
        assertEquals(generation, jackfield.port("v100").get("generation").getAsInt());
        assertEquals(learned, detail(jackfield, "v100", "learned"));
        assertEquals(0, detail(jackfield, "v100", "bad-vni") + detail(jackfield, "v200", "bad-vni"));
        jackfield.run("port", "set", "v100", "queues=4").succeeded();
        jackfield.run("port", "remove", "v200").succeeded();
        a.host().mustReach(KERNELS);
    }

    private static void update(
            final SwitchProcess jackfield, final Workshop workshop, final String bundle, final String version) {
        final String told = jackfield
                .run(
                        "bundle",
                        "update",
                        bundle,
                        workshop.newVersion(SwitchProcess.shippedJar("bundles", bundle), version)
                                .toString())
                .succeeded()
                .output();
        System.out.println(told.strip());
        assertEquals(
                version, jackfield.bundle(bundle).orElseThrow().get("version").getAsString());
    }
}
