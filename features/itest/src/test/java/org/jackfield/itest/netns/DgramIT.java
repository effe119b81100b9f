package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.jackfield.itest.workshop.Workshop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two switches joined by datagram ports: what one sends, the other receives. */
@Tag("netns")
class DgramIT {
    private static final String BUNDLE = "org.jackfield.port.stream";
    private static final long STATE_MS = 20_000;

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldJoinTwoSwitchesByEachKindOfSocketAndThroughUpdates() throws Exception {
        final SwitchProcess one = lab.startSwitch(2);
        final SwitchProcess two = lab.startSwitch(1);
        final Path folder = lab.folder("dg");
        final Station a = one.connect(1);
        final Station b = two.connect(2);
        join(one, "local=" + folder + "/one", "remote=" + folder + "/two");
        join(two, "local=" + folder + "/two", "remote=" + folder + "/one");
        Await.until("both have found each other", STATE_MS, () -> found(one) && found(two));
        a.mustReach(b);
        final Path newer =
                new Workshop(lab.folder("ws")).newVersion(SwitchProcess.shippedJar("bundles", BUNDLE), "0.1.1");
        one.json("bundle", "update", BUNDLE, newer.toString());
        one.awaitEvent("PORT_LINGERS", "link", "goes on with its new code");
        a.mustReach(b);
        part(one);
        part(two);
        // A port whose peer goes first is FAULTED, and comes back.
        one.expect("link: queue 0: reading failed");
        two.expect("link: (queue 0: reading failed|.*connect to .* failed)");
        join(one, "listen=" + folder + "/packets");
        join(two, "connect=" + folder + "/packets");
        Await.until("they are connected", STATE_MS, () -> found(one));
        a.mustReach(b);
        part(one);
        two.awaitListed("link", "FAULTED", "");
        join(one, "listen=" + folder + "/packets");
        Await.until("they are connected again", STATE_MS, () -> found(one));
        a.mustReach(b);
        part(two);
    }

    /** UDP to a peer that is not there is answered by the kernel, which must not end the port. */
    @Test
    void shouldOutliveAUdpPeerThatIsAway() throws Exception {
        final Host host = lab.host("u");
        final SwitchProcess one =
                lab.newSwitch(2, "ip", "netns", "exec", host.namespace()).start();
        join(one, "local=127.0.0.1:5001", "remote=127.0.0.1:5002");
        one.json(
                "port",
                "add",
                "tap",
                "--type",
                "tap",
                "--set",
                "device=" + lab.name("t"),
                "--set",
                "addresses=10.97.1.1/24");
        host.run("ping", "-n", "-c", "5", "-i", "0.2", "-W", "1", "10.97.1.2"); // flooded, and refused by the kernel
        host.run("ping", "-n", "-c", "20", "-i", "0.01", "-W", "1", "-b", "10.97.1.255");
        assertEquals("ACTIVE", one.port("link").get("state").getAsString());
        final SwitchProcess two =
                lab.newSwitch(1, "ip", "netns", "exec", host.namespace()).start();
        join(two, "local=127.0.0.1:5002", "remote=127.0.0.1:5001");
        final Station b = two.connect(2);
        b.host().must("ip", "address", "add", "10.97.1.2/24", "dev", Station.DEVICE);
        host.mustReach("10.97.1.2");
    }

    private static boolean found(final SwitchProcess jackfield) {
        return jackfield
                .port("link")
                .getAsJsonObject("details")
                .get("peer")
                .getAsString()
                .equals("there");
    }

    private static void part(final SwitchProcess jackfield) {
        jackfield.json("port", "remove", "link");
    }

    private static void join(final SwitchProcess jackfield, final String... settings) {
        final String[] words = new String[5 + 2 * settings.length];
        System.arraycopy(new String[] {"port", "add", "link", "--type", "dgram"}, 0, words, 0, 5);
        for (int i = 0; i < settings.length; i++) {
            words[5 + 2 * i] = "--set";
            words[6 + 2 * i] = settings[i];
        }
        jackfield.json(words);
    }
}
