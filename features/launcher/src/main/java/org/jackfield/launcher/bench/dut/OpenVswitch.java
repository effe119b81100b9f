package org.jackfield.launcher.bench.dut;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/**
 * Open vSwitch with its datapath in user space. Its servers are our own, with database, sockets and logs in the session's
 * folder; a system's instance is never touched.
 */
final class OpenVswitch implements Dut {
    private static final Path PLAIN = Path.of("/usr/lib/openvswitch-switch/ovs-vswitchd");
    private static final Path WITH_DPDK = Path.of("/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk");
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final String BRIDGE = "br0";
    private static final String UNDERLAY_BRIDGE = "br1";
    private static final long START_MS = 15_000;

    private final Kind kind;

    /** How its ports are made. */
    enum Kind {
        /** Internal ports, which are taps. */
        TAP("ovs-tap", "Open vSwitch in user space, taps (internal ports)"),
        /** Packet sockets; frames must be whole, so offloads are off, as its own tests have them. */
        VETH("ovs-veth", "Open vSwitch in user space, veth ports"),
        /** Packet sockets with segmentation offload, which only the build with DPDK has; DPDK itself is not used. */
        VETH_TSO("ovs-veth-tso", "Open vSwitch in user space, veth ports, userspace-tso-enable"),
        /** A tap and a VXLAN port, which the user-space datapath encapsulates itself; the underlay is a packet socket. */
        VXLAN("ovs-vxlan", "Open vSwitch in user space, a tap and VXLAN");

        private final String name;
        private final String title;

        Kind(final String name, final String title) {
            this.name = name;
            this.title = title;
        }
    }

    OpenVswitch(final Kind kind) {
        this.kind = kind;
    }

    private Path program() {
        return kind == Kind.VETH_TSO ? WITH_DPDK : PLAIN;
    }

    private String packages() {
        return kind == Kind.VETH_TSO ? "openvswitch-switch openvswitch-switch-dpdk" : "openvswitch-switch";
    }

    @Override
    public String name() {
        return kind.name;
    }

    @Override
    public String title() {
        return kind.title;
    }

    @Override
    public Optional<Lack> lack() {
        final boolean here = Files.isExecutable(program()) && Programs.isInstalled("ovsdb-server");
        final Optional<Lack> lack = Dut.unless(here, "no " + program(), packages());
        return lack.isPresent() || kind == Kind.TAP
                ? lack
                : Dut.unless(Programs.isInstalled("ethtool"), "no ethtool", "ethtool");
    }

    @Override
    public boolean isUsual() {
        return kind != Kind.VXLAN;
    }

    @Override
    public String version() {
        return Programs.packageVersion(kind == Kind.VETH_TSO ? "openvswitch-switch-dpdk" : "openvswitch-switch");
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        if (kind == Kind.VXLAN) {
            startVxlan(space);
            return;
        }
        if (kind != Kind.TAP) {
            space.makeVeths();
        }
        if (kind == Kind.VETH) {
            space.stopOffloads();
        }
        final Process datapath = startServers(space);
        addBridge(space, BRIDGE);
        addPort(space, SwitchSpace.LEFT_DEVICE);
        addPort(space, SwitchSpace.RIGHT_DEVICE);
        if (kind == Kind.TAP) {
            space.giveBoth(datapath, "vswitchd");
        }
    }

    /** The underlay's device is in a bridge of its own, whose internal port has the address; routes to it lead to that bridge. */
    private void startVxlan(final SwitchSpace space) throws BenchException {
        Underlay.make(space);
        final Process datapath = startServers(space);
        addBridge(space, UNDERLAY_BRIDGE);
        control(space, "add-port", UNDERLAY_BRIDGE, Underlay.DEVICE);
        final String mtu = "mtu_request=" + Underlay.MTU;
        control(space, "set", "interface", UNDERLAY_BRIDGE, mtu, "--", "set", "interface", Underlay.DEVICE, mtu);
        space.run("ip", "link", "set", UNDERLAY_BRIDGE, "up");
        Underlay.address(space, UNDERLAY_BRIDGE);
        addBridge(space, BRIDGE);
        addPort(space, SwitchSpace.LEFT_DEVICE);
        control(
                space,
                "add-port",
                BRIDGE,
                "tunnel",
                "--",
                "set",
                "interface",
                "tunnel",
                "type=vxlan",
                "options:remote_ip=" + Underlay.THERE,
                "options:local_ip=" + Underlay.HERE,
                "options:key=" + Underlay.VNI);
        space.give(datapath, "vswitchd", SwitchSpace.LEFT_DEVICE, space.hosts().left());
    }

    private static void addBridge(final SwitchSpace space, final String name) throws BenchException {
        control(space, "add-br", name, "--", "set", "bridge", name, "datapath_type=netdev");
    }

    private void addPort(final SwitchSpace space, final String device) throws BenchException {
        if (kind == Kind.TAP || kind == Kind.VXLAN) {
            control(space, "add-port", BRIDGE, device, "--", "set", "interface", device, "type=internal");
        } else {
            control(space, "add-port", BRIDGE, device);
        }
    }

    private Process startServers(final SwitchSpace space) throws BenchException {
        final Path folder = space.folder();
        final Path socket = folder.resolve("db.sock");
        final Map<String, String> folders = Map.of(
                "OVS_RUNDIR", folder.toString(), "OVS_LOGDIR", folder.toString(), "OVS_DBDIR", folder.toString());
        space.run("ovsdb-tool", "create", folder.resolve("conf.db").toString(), SCHEMA.toString());
        final Process database = space.start(
                "ovsdb",
                folders,
                "ovsdb-server",
                folder.resolve("conf.db").toString(),
                "--remote=punix:" + socket,
                "--unixctl=" + folder.resolve("ovsdb.ctl"),
                "-vconsole:warn");
        Programs.await(database, space.log("ovsdb"), "database", START_MS, () -> Files.exists(socket));
        control(space, "--no-wait", "init");
        if (kind == Kind.VETH_TSO) {
            control(space, "--no-wait", "set", "Open_vSwitch", ".", "other_config:userspace-tso-enable=true");
        }
        final Path control = folder.resolve("vswitchd.ctl");
        final Process datapath = space.start(
                "vswitchd", folders, program().toString(), "unix:" + socket, "--unixctl=" + control, "-vconsole:info");
        Programs.await(datapath, space.log("vswitchd"), "control socket", START_MS, () -> Files.exists(control));
        return datapath;
    }

    private static void control(final SwitchSpace space, final String... words) throws BenchException {
        final List<String> command = new ArrayList<>(
                List.of("ovs-vsctl", "--db=unix:" + space.folder().resolve("db.sock"), "--timeout=15"));
        command.addAll(List.of(words));
        space.run(command.toArray(new String[0]));
    }
}
