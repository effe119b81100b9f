package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NameServer;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Outcome;
import org.jackfield.itest.lab.RawSocket;
import org.jackfield.itest.lab.Result;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.lab.Traffic;
import org.jackfield.itest.workshop.Workshop;
import org.jackfield.testkit.FrameBuilder;
import org.jackfield.testkit.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packet ports on devices that somebody else has made: veths with all their offloads, and a tap that a program holds. */
@Tag("netns")
class PacketIT {
    private static final String BUNDLE = "org.jackfield.port.packet";
    private static final String PYTHON = "/usr/bin/python3";
    private static final int FLOWS = 32;
    private static final long SEED = 4711;
    /** Longer than any wait of a busy machine. */
    private static final String LARGE_BUFFER = "receive-buffer=67108864";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    private SwitchProcess jackfield;
    /** Where the devices are that the ports attach. */
    private Host closet;

    @BeforeEach
    void start() {
        jackfield = lab.newSwitch(2)
                .configure("steering-policy", "symmetric-hash")
                .configure("ring-slots", "4096")
                .configure("small-frames", "16384")
                .start();
        closet = lab.host("s");
    }

    private static String device(final int number) {
        return "up" + number;
    }

    private void makeVeth(final Station station) {
        closet.must(
                "ip",
                "link",
                "add",
                device(station.number()),
                "type",
                "veth",
                "peer",
                "name",
                Station.DEVICE,
                "address",
                station.mac(),
                "netns",
                station.host().namespace());
        closet.must("ip", "link", "set", device(station.number()), "up");
        station.host().must("ip", "addr", "add", station.address() + "/24", "dev", Station.DEVICE);
        station.host().must("ip", "link", "set", Station.DEVICE, "up");
    }

    private Result add(final String port, final String device, final String... settings) {
        final List<String> words = new ArrayList<>(List.of("port", "add", port, "--type", "packet"));
        words.addAll(List.of("--set", "device=" + device, "--set", "netns=" + closet.namespace()));
        for (final String setting : settings) {
            words.addAll(List.of("--set", setting));
        }
        return jackfield.run(words.toArray(String[]::new));
    }

    /** A host on one end of a veth, whose other end is a packet port. */
    private Station connect(final int number, final String... settings) {
        final Station station = new Station(lab.host(String.valueOf((char) ('a' + number - 1))), number);
        makeVeth(station);
        add(station.port(), device(number), settings).succeeded();
        return station;
    }

    /** Bytes of TCP that arrived within a second. */
    private static long tcp(final Station from, final Station to) {
        final Child server = to.host().start("iperf3", "-s", "-1", "--forceflush");
        server.awaitLine("a listening server", 10_000, line -> line.contains("listening"));
        final JsonObject report = JsonParser.parseString(
                        from.host().must("iperf3", "-J", "-t", "1", "-c", to.address()))
                .getAsJsonObject();
        assertEquals(0, server.awaitExit(10_000), server::toString);
        return report.getAsJsonObject("end")
                .getAsJsonObject("sum_received")
                .get("bytes")
                .getAsLong();
    }

    @Test
    void shouldCarryRealProgramsBetweenPortsOfAllKindsWithOffloadsOn() {
        final Station a = connect(1, "queues=2");
        final Station b = connect(2, "queues=1");
        final Station tap = jackfield.connect(3, "queues=2");
        final Station plain = jackfield.connect(4, "queues=2", "offload=off");
        final List<List<Station>> pairs =
                List.of(List.of(a, b), List.of(a, tap), List.of(tap, a), List.of(a, plain), List.of(plain, a));
        for (final List<Station> pair : pairs) {
            pair.get(0).mustReach(pair.get(1));
            final long bytes = tcp(pair.get(0), pair.get(1));
            assertTrue(bytes > 5_000_000, () -> pair + ": " + bytes);
        }
        final JsonObject sent = jackfield.port("b").getAsJsonObject("tx");
        final long mean = sent.get("bytes").getAsLong() / sent.get("frames").getAsLong();
        assertTrue(mean > 3_000, () -> "frames did not cross whole: " + sent);
        assertEquals(0, jackfield.drops("a", "bad-offload"));
        NameServer.serve(lab, a, plain);
        NameServer.serve(lab, tap, b);
    }

    @Test
    void shouldKeepTagsInBothDirections() {
        final RawSocket a = connect(1, "queues=2").raw();
        final RawSocket b = jackfield.connect(2, "queues=2").raw();
        final List<byte[]> frames = List.of(
                tagged(1).build(),
                tagged(2).vlan(7).build(),
                tagged(3).vlan(8).vlan(9).build());
        for (final byte[] frame : frames) {
            a.send(frame);
            b.await(frame);
            b.send(frame);
            a.await(frame);
        }
        assertEquals(frames.size(), b.frames().size(), b::toString);
        assertEquals(frames.size(), a.frames().size(), a::toString);
    }

    private static FrameBuilder tagged(final int number) {
        return Frames.from(0x024a_46AA_0000L | number, 0x024a_46AA_FF00L | number)
                .length(100)
                .tag(number == 3 ? 0x88A8 : 0x8100, 0x6064);
    }

    @ParameterizedTest(name = "kernel steering {0}")
    @ValueSource(strings = {"auto", "off"})
    void shouldLoseNothingWhileQueuesComeAndGo(final String steering) {
        final Station a = connect(1, "queues=4", "kernel-steering=" + steering, LARGE_BUFFER);
        final Station b = connect(2, "queues=4", "kernel-steering=" + steering, LARGE_BUFFER);
        Station.introduce(a, b);
        a.mustReach(b);
        final Traffic traffic = a.sendTo(b, FLOWS, "--rate", "12000", "--ms", "3000");
        final Random random = new Random(SEED);
        int changes = 0;
        while (traffic.sending()) {
            final int queues = 1 + random.nextInt(6);
            jackfield.json("port", "set", "a", "queues=" + queues);
            changes++;
        }
        final int made = changes;
        assertTrue(made >= 5, () -> "only " + made + " changes of queues took place");
        final Outcome outcome = traffic.outcome();
        System.out.println("packet queues, kernel steering " + steering + ": " + made + " changes, " + outcome);
        if (steering.equals("auto")) {
            outcome.mustBePerfect();
        } else {
            outcome.mustBeComplete();
        }
    }

    @Test
    void shouldReadEachFrameByTheWorkerThatOwnsIt() {
        final Station a = connect(1, "queues=2", LARGE_BUFFER);
        final Station b = connect(2, "queues=2", LARGE_BUFFER);
        Station.introduce(a, b);
        a.mustReach(b);
        assertTrue(jackfield.port("a").get("kernelSteering").getAsBoolean());
        final long before = jackfield.handoffs();
        a.sendTo(b, FLOWS, "--rate", "12000", "--ms", "500").outcome().mustBePerfect();
        assertEquals(before, jackfield.handoffs(), "frames the kernel had steered were handed over");
        for (final JsonElement queue : jackfield.port("a").getAsJsonArray("queues")) {
            assertTrue(
                    queue.getAsJsonObject().getAsJsonObject("rx").get("frames").getAsLong() > 100,
                    () -> "a queue was hardly used: " + jackfield.port("a"));
        }
    }

    @Test
    void shouldComeBackWithItsDevice() throws IOException {
        jackfield.expect("WARN .*\\b[ab]: ");
        final Station b = jackfield.connect(2);
        final Station a = new Station(lab.host("a"), 1);
        assertRefused("a", device(1), "does not exist");
        Files.writeString(
                jackfield.configuration().resolve(BUNDLE + "-a.cfg"),
                "device = " + device(1) + "\nnetns = " + closet.namespace() + "\n");
        jackfield.awaitState("a", "FAULTED");
        makeVeth(a);
        jackfield.awaitState("a", "ACTIVE");
        a.mustReach(b);
        closet.must("ip", "link", "del", device(1));
        final JsonObject faulted = jackfield.awaitState("a", "FAULTED");
        assertTrue(faulted.get("reason").getAsString().contains("device up1 is gone"), faulted::toString);
        makeVeth(a);
        jackfield.awaitState("a", "ACTIVE");
        a.mustReach(b);
        closet.must("ip", "link", "set", device(1), "down");
        jackfield.awaitEvent("LINK", "a", "down");
        closet.must("ip", "link", "set", device(1), "mtu", "1400", "up");
        jackfield.awaitEvent("LINK", "a", "up");
        a.mustReach(b);
        assertEquals(
                "1400",
                jackfield.port("a").getAsJsonObject("details").get("mtu").getAsString());
    }

    @Test
    void shouldRefuseDevicesThatWouldMakeALoop() {
        jackfield.expect("WARN .*\\b(twice|bridged|ours): ");
        connect(1);
        assertRefused("twice", device(1), "is attached by port a already");
        closet.must("ip", "link", "add", "bridge0", "type", "bridge");
        closet.must("ip", "link", "add", "up9", "type", "veth", "peer", "name", "up8");
        closet.must("ip", "link", "set", "up9", "up", "master", "bridge0");
        assertRefused("bridged", "up9", "belongs to bridge0 (bridge)");
        jackfield.json(
                "port",
                "add",
                "t",
                "--type",
                "tap",
                "--set",
                "device=" + lab.name("t"),
                "--set",
                "guest-name=tap9",
                "--set",
                "netns=" + closet.namespace());
        assertRefused("ours", "tap9", "is the device of a tap port of this switch");
    }

    private void assertRefused(final String port, final String device, final String words) {
        final Result refused = add(port, device);
        assertTrue(refused.status() != 0 && (refused.errors() + refused.output()).contains(words), refused::toString);
    }

    @Test
    void shouldServeATapThatAnotherProgramHolds() {
        final Station a = jackfield.connect(1);
        closet.must("ip", "tuntap", "add", "dev", "fc0", "mode", "tap", "vnet_hdr");
        closet.must("ip", "link", "set", "fc0", "up");
        add("fc0", "fc0").succeeded();
        final Child program = closet.start(PYTHON, "-u", "-c", ANSWERING);
        program.awaitLine("a tap", 10_000, "holding"::equals);
        Await.until(
                "a carrier",
                20_000,
                () -> jackfield
                        .port("fc0")
                        .getAsJsonObject("details")
                        .get("link")
                        .getAsString()
                        .equals("up"));
        a.host().knows(Station.DEVICE, "10.97.0.50", "02:4a:46:00:00:50");
        final String said = a.host().must(PYTHON, "-c", ASKING);
        assertTrue(said.contains("answered"), said);
    }

    /** Sends each frame for it back, with addresses exchanged and its checksum as unfinished as it came. */
    private static final String ANSWERING = String.join(
            "\n",
            "import fcntl, os, struct",
            "tap = os.open('/dev/net/tun', os.O_RDWR)",
            "fcntl.ioctl(tap, 0x400454ca, struct.pack('16sH22x', b'fc0', 0x5002)) # IFF_TAP | IFF_NO_PI | IFF_VNET_HDR",
            "fcntl.ioctl(tap, 0x400454d0, 1) # TUN_F_CSUM",
            "print('holding')",
            "while True:",
            "    data = os.read(tap, 70000)",
            "    header, frame = data[:10], data[10:]",
            "    if frame[:6] == bytes.fromhex('024a46000050') and frame[12:14] == b'\\x08\\x00' and frame[23] == 17:",
            "        ip, udp = frame[14:34], frame[34:]",
            "        os.write(tap, header + frame[6:12] + frame[:6] + frame[12:14] + ip[:12] + ip[16:20] + ip[12:16]",
            "                 + udp[2:4] + udp[:2] + udp[4:])");

    private static final String ASKING = String.join(
            "\n",
            "import socket",
            "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
            "s.settimeout(5)",
            "s.connect(('10.97.0.50', 9))",
            "for n in (1, 100, 1400):",
            "    s.send(b'x' * n)",
            "    assert s.recv(2000) == b'x' * n",
            "print('answered')");

    @Test
    void shouldLoseNothingWhileTheBundleIsUpdated() {
        final Station a = connect(1, "queues=2", LARGE_BUFFER);
        final Station b = connect(2, "queues=2", LARGE_BUFFER);
        Station.introduce(a, b);
        a.mustReach(b);
        final Path shipped = SwitchProcess.shippedJar("bundles", BUNDLE);
        final Workshop workshop = new Workshop(lab.folder("jars"));
        final int generation = jackfield.port("a").get("generation").getAsInt();
        final Traffic traffic = a.sendTo(b, FLOWS, "--rate", "12000");
        for (int i = 1; i <= 3; i++) {
            final Path next = workshop.newVersion(shipped, "0.1." + i);
            jackfield.run("bundle", "update", BUNDLE, next.toString()).succeeded();
        }
        traffic.stopSending();
        traffic.outcome().mustBePerfect();
        assertEquals(generation, jackfield.port("a").get("generation").getAsInt());
        jackfield.json("port", "set", "a", "queues=4");
        a.mustReach(b);
    }
}
