package org.jackfield.launcher.bench.dut;

import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Hosts;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** One pair of virtual Ethernet devices between the hosts: what hosts and traffic cost by themselves. */
final class NoSwitch implements Dut {
    static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "no switch: one veth pair from host to host";
    }

    @Override
    public Optional<Lack> lack() {
        return Optional.empty();
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public boolean isInKernel() {
        return true;
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        Programs.run(
                "ip",
                "-n",
                space.hosts().left(),
                "link",
                "add",
                Hosts.DEVICE,
                "type",
                "veth",
                "peer",
                "name",
                Hosts.DEVICE,
                "netns",
                space.hosts().right());
    }
}
