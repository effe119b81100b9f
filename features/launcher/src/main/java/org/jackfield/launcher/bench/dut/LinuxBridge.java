package org.jackfield.launcher.bench.dut;

import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** The bridge of the kernel with virtual Ethernet devices, all offloads as they are, no spanning tree. */
final class LinuxBridge implements Dut {
    private static final String BRIDGE = "br0";

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public String title() {
        return "Linux bridge, veth ports";
    }

    @Override
    public Optional<Lack> lack() {
        return Optional.empty();
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
        space.makeVeths();
        space.run("ip", "link", "set", SwitchSpace.LEFT_DEVICE, "master", BRIDGE);
        space.run("ip", "link", "set", SwitchSpace.RIGHT_DEVICE, "master", BRIDGE);
        space.run("ip", "link", "set", BRIDGE, "up");
    }
}
