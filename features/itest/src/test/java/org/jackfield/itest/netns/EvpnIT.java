package org.jackfield.itest.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jackfield.itest.lab.Await;
import org.jackfield.itest.lab.Host;
import org.jackfield.itest.lab.NetworkLab;
import org.jackfield.itest.lab.Station;
import org.jackfield.itest.lab.SwitchProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jackfield behind a bridge of the kernel whose VXLAN segment FRR tells of by BGP EVPN (RFC 7432, RFC 8365), as the README of the vxlan port
 * type describes it: e1 has that bridge with a tap of the switch in it, e2 another one with an ordinary station in it.
 */
@Tag("netns")
class EvpnIT {
    private static final String DAEMONS = "/usr/lib/frr/";
    private static final long START_MS = 20_000;
    private static final String STATION = "10.97.0.50";

    @RegisterExtension
    final NetworkLab lab = new NetworkLab();

    @Test
    void shouldBringItsStationsIntoAnEvpnThroughABridgeOfTheKernel() throws IOException {
        final Host e1 = lab.host("e1");
        final Host e2 = lab.host("e2");
        final Host far = lab.host("b");
        lab.must(
                "ip",
                "link",
                "add",
                "eth0",
                "netns",
                e1.namespace(),
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                e2.namespace());
        segment(e1, 1);
        segment(e2, 2);
        far.must(
                "sh",
                "-e",
                "-c",
                "ip link add eth0 address 02:4a:46:00:01:50 mtu 1450 type veth peer name far netns " + e2.namespace()
                        + "; ip address add " + STATION + "/24 dev eth0; ip link set eth0 up");
        e2.must("ip", "link", "set", "dev", "far", "mtu", "1450", "master", "br100", "up");
        final Path frr1 = route(e1, 1, 2);
        final Path frr2 = route(e2, 2, 1);

        final SwitchProcess jackfield = lab.startSwitch(2);
        final Station a = jackfield.connect(1, "mtu=1450");
        jackfield
                .run(
                        "port",
                        "add",
                        "uplink",
                        "--type",
                        "tap",
                        "--set",
                        "netns=" + e1.namespace(),
                        "--set",
                        "device=" + lab.name("u"),
                        "--set",
                        "guest-name=jackfield",
                        "--set",
                        "mtu=1450")
                .succeeded();
        e1.must("ip", "link", "set", "jackfield", "master", "br100");

        Await.until(
                () -> "BGP is up: " + show(frr1, "show bgp l2vpn evpn summary"),
                START_MS,
                () -> show(frr1, "show evpn vni 100").contains("10.200.0.2"));
        a.host().mustReach(STATION);
        Await.until(
                () -> "the other bridge's FRR knows the station by a type-2 route: "
                        + show(frr2, "show bgp l2vpn evpn route type macip"),
                START_MS,
                () -> show(frr2, "show bgp l2vpn evpn route type macip").contains(a.mac()));
        assertTrue(show(frr2, "show evpn mac vni 100").contains(a.mac()));
        jackfield.awaitLearned("02:4a:46:00:01:50", "uplink");
        a.host().must("ping", "-n", "-c", "3", "-i", "0.05", "-M", "do", "-s", "1422", STATION);
    }

    /** The underlay's address, and a bridge with a segment whose addresses only FRR tells. */
    private static void segment(final Host host, final int n) {
        host.must(
                "sh",
                "-e",
                "-c",
                "ip address add 10.200.0." + n + "/24 dev eth0; ip link set eth0 up; ethtool -K eth0 tx off >/dev/null;"
                        + " ip link add br100 type bridge; ip link set br100 up;"
                        + " ip link add vx100 type vxlan id 100 dstport 4789 local 10.200.0." + n + " nolearning;"
                        + " ip link set vx100 master br100 up; bridge link set dev vx100 learning off");
    }

    /** Starts zebra and bgpd, who speak for all segments they find; returns the folder with their sockets. */
    private Path route(final Host host, final int n, final int peer) throws IOException {
        final Path folder = lab.folder("f" + n);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("zebra.conf"), "");
        Files.write(
                folder.resolve("bgpd.conf"),
                List.of(
                        "router bgp 65000",
                        " bgp router-id 10.200.0." + n,
                        " no bgp default ipv4-unicast",
                        " neighbor 10.200.0." + peer + " remote-as 65000",
                        " neighbor 10.200.0." + peer + " timers connect 1",
                        " address-family l2vpn evpn",
                        "  neighbor 10.200.0." + peer + " activate",
                        "  advertise-all-vni",
                        " exit-address-family"));
        lab.must("chown", "-R", "frr:frr", folder.toString());
        start(host, folder, "zebra");
        Await.until("zebra listens", START_MS, () -> Files.exists(folder.resolve("zserv.api")));
        start(host, folder, "bgpd");
        Await.until("bgpd listens", START_MS, () -> Files.exists(folder.resolve("bgpd.vty")));
        return folder;
    }

    private static void start(final Host host, final Path folder, final String daemon) {
        host.start(
                DAEMONS + daemon,
                "-f",
                folder.resolve(daemon + ".conf").toString(),
                "-i",
                folder.resolve(daemon + ".pid").toString(),
                "-z",
                folder.resolve("zserv.api").toString(),
                "--vty_socket",
                folder.toString());
    }

    private String show(final Path folder, final String command) {
        return lab.run(List.of("vtysh", "--vty_socket", folder.toString(), "-c", command))
                .output();
    }
}
