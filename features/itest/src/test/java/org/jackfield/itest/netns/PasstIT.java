package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Child;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Workshop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream port that connects to passt: a host on a tap port reaches a TCP server outside through it. */
@Tag("netns")
class PasstIT {
    private static final String BUNDLE = "org.jackfield.port.stream";
    /** What passt takes from the namespace it is started in, and offers to who is behind it. */
    private static final String ADDRESS = "10.5.0.2/24";

    private static final String GATEWAY = "10.5.0.1";
    private static final long READY_MS = 20_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldReachAServerOutsideAlsoWhileTheBundleIsUpdated() throws Exception {
        final Host outside = lab.host("o");
        outside.must("ip", "tuntap", "add", "dev", "eth0", "mode", "tap");
        outside.must("ip", "address", "add", ADDRESS, "dev", "eth0");
        outside.must("ip", "link", "set", "eth0", "up");
        outside.must("ip", "route", "add", "default", "via", GATEWAY);
        outside.start("iperf3", "-s", "--forceflush")
                .awaitLine("iperf3", READY_MS, line -> line.contains("Server listening"));
        // passt gives up root, and its socket's folder must let it.
        final Path folder = lab.folder("pa");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        final Path socket = folder.resolve("passt.sock");
        outside.start("passt", "--foreground", "--socket", socket.toString());
        Await.until("passt listens", READY_MS, () -> Files.exists(socket));
        final SwitchProcess jackfield = lab.startSwitch(2);
        final Path newer =
                new Workshop(lab.folder("ws")).newVersion(SwitchProcess.shippedJar("bundles", BUNDLE), "0.1.1");
        jackfield.json("port", "add", "net", "--type", "stream", "--set", "connect=" + socket);
        final Station inside = jackfield.connect(1);
        inside.host().must("ip", "address", "flush", "dev", Station.DEVICE);
        inside.host().must("ip", "address", "add", ADDRESS, "dev", Station.DEVICE);
        inside.host().must("ip", "route", "add", "default", "via", GATEWAY);
        Await.until("passt is connected", READY_MS, () -> detail(jackfield).startsWith("process "));
        // The gateway's address is the outside's own loopback, as passt has it.
        final Child client = inside.host().start("iperf3", "-J", "-c", GATEWAY, "-t", "3", "-i", "0.5");
        Await.until("traffic", READY_MS, () -> frames(jackfield) > 1000);
        final long before = frames(jackfield);
        jackfield.json("bundle", "update", BUNDLE, newer.toString());
        jackfield.awaitEvent("PORT_LINGERS", "net", "goes on with its new code");
        Await.until("traffic after the update", READY_MS, () -> frames(jackfield) > before + 1000);
        final int status = client.awaitExit(READY_MS);
        final JsonObject end =
                JsonParser.parseString(String.join("\n", client.output())).getAsJsonObject();
        assertTrue(status == 0 && !end.has("error"), client::toString);
        final JsonObject received = end.getAsJsonObject("end").getAsJsonObject("sum_received");
        assertTrue(received.get("bytes").getAsLong() > 0, end::toString);
        System.out.println("iperf3 through passt with an update within: "
                + received.get("bits_per_second").getAsLong() / 1_000_000 + " Mbit/s");
    }

    private static String detail(final SwitchProcess jackfield) {
        return jackfield.port("net").getAsJsonObject("details").get("peer").getAsString();
    }

    private static long frames(final SwitchProcess jackfield) {
        return jackfield.port("net").getAsJsonObject("tx").get("frames").getAsLong();
    }
}
