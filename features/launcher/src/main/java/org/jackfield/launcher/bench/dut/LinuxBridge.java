package org.jackfield.launcher.bench.dut;

import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** The bridge of the kernel with virtual Ethernet devices, all offloads as they are, no spanning tree. */
final class LinuxBridge implements Dut {
    private static final String BRIDGE = "br0";

    private final boolean vxlan;

    /**
     * One way to join it with the hosts.
     *
     * @param vxlan whether the kernel's VXLAN device leads to the right host
     */
    LinuxBridge(final boolean vxlan) {
        this.vxlan = vxlan;
    }

    @Override
    public String name() {
        return vxlan ? "bridge-vxlan" : "bridge";
    }

    @Override
    public String title() {
        return vxlan ? "Linux bridge, a veth and the kernel's VXLAN" : "Linux bridge, veth ports";
    }

    @Override
    public Optional<Lack> lack() {
        return vxlan ? Underlay.lack() : Optional.empty();
    }

    @Override
    public String version() {
        return "Linux " + System.getProperty("os.version");
    }

    @Override
    public boolean isInKernel() {
        return true;
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        space.run("ip", "link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "forward_delay", "0");
        if (vxlan) {
            space.makeVeth(SwitchSpace.LEFT_DEVICE, space.hosts().left());
            makeVxlan(space);
        } else {
            space.makeVeths();
        }
        space.run("ip", "link", "set", SwitchSpace.LEFT_DEVICE, "master", BRIDGE);
        space.run("ip", "link", "set", SwitchSpace.RIGHT_DEVICE, "master", BRIDGE);
        space.run("ip", "link", "set", BRIDGE, "up");
    }

    private static void makeVxlan(final SwitchSpace space) throws BenchException {
        Underlay.make(space);
        Underlay.address(space, Underlay.DEVICE);
        space.run(
                "ip",
                "link",
                "add",
                SwitchSpace.RIGHT_DEVICE,
                "type",
                "vxlan",
                "id",
                String.valueOf(Underlay.VNI),
                "dstport",
                String.valueOf(Underlay.UDP_PORT),
                "local",
                Underlay.HERE,
                "remote",
                Underlay.THERE,
                "dev",
                Underlay.DEVICE);
        space.run("ip", "link", "set", SwitchSpace.RIGHT_DEVICE, "up");
    }

    @Override
    public boolean isUsual() {
        return !vxlan;
    }
}
