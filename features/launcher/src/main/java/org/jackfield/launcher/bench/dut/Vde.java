package org.jackfield.launcher.bench.dut;

import java.util.Map;
import java.util.Optional;
import org.jackfield.launcher.bench.rig.BenchException;
import org.jackfield.launcher.bench.rig.Programs;
import org.jackfield.launcher.bench.rig.SwitchSpace;

/** VDE: one vde_switch with its own taps. It runs in the foreground, where it wants its input to stay open. */
final class Vde implements Dut {
    @Override
    public String name() {
        return "vde";
    }

    @Override
    public String title() {
        return "VDE switch, taps";
    }

    @Override
    public Optional<Lack> lack() {
        return Dut.unless(Programs.isInstalled("vde_switch"), "no vde_switch", "vde2");
    }

    @Override
    public String version() {
        return Programs.packageVersion("vde2");
    }

    @Override
    public void start(final SwitchSpace space) throws BenchException {
        final Process process = space.start(
                "vde",
                Map.of(),
                "vde_switch",
                "-tap",
                SwitchSpace.LEFT_DEVICE,
                "-tap",
                SwitchSpace.RIGHT_DEVICE,
                "-sock",
                space.folder().resolve("vde").toString());
        space.give(process, "vde", SwitchSpace.LEFT_DEVICE, SwitchSpace.RIGHT_DEVICE);
    }
}
